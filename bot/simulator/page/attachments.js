/** What a bubble holds besides its text: pictures, voice, files, places and the rest. */

import { icon, make } from "./elements.js";

// Telegram offers a photo in several sizes, the largest last; other files come alone.
function only(file) {
  return Array.isArray(file) ? file.at(-1) : file;
}

function size(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024
    ? `${Math.round(bytes / 1024)} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function clock(seconds = 0) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function card(sign, title, note, address) {
  const inside = [
    make("span", { class: "card-sign" }, icon(sign)),
    make(
      "span",
      { class: "card-words" },
      make("b", {}, title),
      note ? make("small", {}, note) : null,
    ),
  ];
  if (!address) return make("div", { class: "card" }, inside);
  return make("a", { class: "card", href: address, target: "_blank", rel: "noopener" }, inside);
}

function picture(file, address, label) {
  const image = make("img", { class: "photo", src: address, alt: label, loading: "lazy" });
  // Known sides keep the bubble from jumping while the picture loads.
  if (file.width && file.height) image.style.aspectRatio = `${file.width} / ${file.height}`;
  return make(
    "a",
    { class: "photo-link", href: address, target: "_blank", rel: "noopener" },
    image,
  );
}

function player(file, address, label) {
  return make(
    "div",
    { class: "player" },
    make("audio", { controls: true, preload: "none", src: address, "aria-label": label }),
    make(
      "small",
      {},
      [label, file.duration ? clock(file.duration) : ""].filter(Boolean).join(" · "),
    ),
  );
}

const KINDS = {
  photo: (file, address, say) => picture(file, address(file), say("photo")),
  voice: (file, address, say) => player(file, address(file), say("voice")),
  audio: (file, address, say) =>
    player(file, address(file), file.title ?? file.file_name ?? say("audio")),
  document: (file, address, say) =>
    card("file", file.file_name ?? say("document"), size(file.file_size), address(file)),
  video: (file, address, say) => card("file", say("video"), size(file.file_size), address(file)),
  video_note: (file, address, say) =>
    card("person", say("videoNote"), file.duration ? clock(file.duration) : "", null),
  sticker: (file, address, say) =>
    make(
      "div",
      { class: "sticker", role: "img", "aria-label": say("sticker") },
      file.emoji ?? "🙂",
    ),
  location: (place, address, say) =>
    card(
      "pin",
      say(place.live_period || place.live ? "livePlace" : "place"),
      coordinates(place),
      null,
    ),
  contact: (person, address, say) =>
    card(
      "person",
      [person.first_name, person.last_name].filter(Boolean).join(" ") || say("contact"),
      person.phone_number,
      null,
    ),
  poll: (poll, address, say) =>
    make(
      "div",
      { class: "poll" },
      make("b", {}, poll.question ?? say("poll")),
      make("small", {}, say("poll")),
      make(
        "ul",
        {},
        (poll.options ?? []).map((option) => make("li", {}, option.text ?? String(option))),
      ),
    ),
};

function coordinates({ latitude, longitude }) {
  return latitude === undefined
    ? ""
    : `${Number(latitude).toFixed(4)}, ${Number(longitude).toFixed(4)}`;
}

/** The nodes for everything attached to a message; `address(fileId)` is where to fetch it. */
export function attachments(message, address, say) {
  return Object.keys(KINDS)
    .filter((kind) => message[kind])
    .map((kind) =>
      KINDS[kind](
        only(message[kind]),
        (file) => (file.file_id ? address(file.file_id) : null),
        say,
      ),
    );
}

/** One line that stands for a message: in a quote, a pinned bar, a screen reader's label. */
export function summary(message, say) {
  const text = message.text ?? message.caption;
  if (text) return text.replace(/\s+/g, " ");
  const key = { video_note: "videoNote", location: "place" };
  const kind = Object.keys(KINDS).find((name) => message[name]);
  return kind ? say(key[kind] ?? kind) : "";
}
