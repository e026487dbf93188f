/** The menus inside a phone: of the chat, of a message, of the attach button, of commands. */

import { ask } from "./dialogs.js";
import { make } from "./elements.js";
import { openMenu } from "./menus.js";

// The capital, so that a place sent without thinking is a real one.
const BISHKEK = { latitude: 42.8746, longitude: 74.5698 };

export function openChatMenu(phone, opener) {
  const { say, state } = phone;
  const items = [
    { label: say("openLink"), run: () => pasteLink(phone) },
    state.blocked
      ? { label: say("unblock"), run: () => phone.hand.act("unblock") }
      : { label: say("block"), run: () => phone.hand.act("block"), danger: true },
    { label: say("clear"), run: () => clearHistory(phone), danger: true },
  ];
  openMenu(phone.screen, opener, say("options"), items, "top");
}

async function pasteLink(phone) {
  const { say } = phone;
  const given = await ask({
    title: say("openLink"),
    fields: [{ name: "link", label: say("linkField"), required: true }],
    submit: say("open"),
    cancel: say("cancel"),
  });
  const text = given?.link.trim();
  if (text) await phone.hand.act("start", asStart(text));
}

/** What was pasted, as a link if it looks like one and as a bare code otherwise. */
export function asStart(text) {
  if (/^(https?:\/\/|tg:)/i.test(text)) return { link: text };
  return text.includes("/") ? { link: `https://${text}` } : { code: text };
}

async function clearHistory(phone) {
  const { say, state } = phone;
  const sure = await ask({
    title: say("clear"),
    text: say("clearAsk"),
    submit: say("delete"),
    cancel: say("cancel"),
    danger: true,
  });
  if (sure)
    await phone.hand.act("delete", { message_ids: state.messages.map(({ message_id: id }) => id) });
}

export function openMessageMenu(phone, message, opener) {
  const { say, composer } = phone;
  const items = [];
  if (!phone.state.blocked)
    items.push({
      label: say("reply"),
      run: () => composer.aim("reply", message, phone.authorOf(message)),
    });
  if (!message.from_bot && message.text !== undefined)
    items.push({ label: say("edit"), run: () => composer.aim("edit", message, say("edit")) });
  const text = message.text ?? message.caption;
  if (text && !message.protect_content)
    items.push({ label: say("copy"), run: () => navigator.clipboard.writeText(text) });
  if (message.from_bot) items.push({ label: say("forge"), run: () => forge(phone, message) });
  items.push({
    label: say("delete"),
    danger: true,
    run: () => phone.hand.act("delete", { message_ids: [message.message_id] }),
  });
  openMenu(phone.screen, opener, say("actions"), items);
}

async function forge(phone, message) {
  const { say } = phone;
  const given = await ask({
    title: say("forge"),
    fields: [{ name: "data", label: say("forgeData"), required: true }],
    submit: say("press"),
    cancel: say("cancel"),
  });
  if (given)
    await phone.hand.act("press", {
      message_id: message.message_id,
      data: given.data,
      forged: true,
    });
}

function choose(accept, run) {
  const input = make("input", { type: "file", accept });
  input.addEventListener("change", () => input.files[0] && run(input.files[0]));
  input.click();
}

export function openAttachMenu(phone, opener) {
  const { say } = phone;
  const items = [
    {
      label: say("photo"),
      run: () => choose("image/*", (file) => phone.hand.upload("photo", file)),
    },
    {
      label: say("document"),
      run: () => choose("", (file) => phone.hand.upload("document", file)),
    },
    { label: say("photoSample"), run: () => phone.hand.attach("photo", { sample: true }) },
    { label: say("documentSample"), run: () => phone.hand.attach("document", { sample: true }) },
    { label: say("voiceSample"), run: () => phone.hand.attach("voice", { sample: true }) },
    { label: say("place"), run: () => sendPlace(phone) },
    { label: say("contact"), run: () => phone.hand.attach("contact") },
    { label: say("sticker"), run: () => phone.hand.attach("sticker") },
    { label: say("poll"), run: () => phone.hand.attach("poll") },
    { label: say("videoNote"), run: () => phone.hand.attach("video_note") },
  ];
  const hint = phone.composer.input.value.trim() ? say("attachCaption") : "";
  openMenu(phone.screen, opener, say("attach"), items, "above", hint);
}

export async function sendPlace(phone) {
  const { say } = phone;
  const degrees = (name) => ({
    name,
    label: say(name),
    type: "number",
    step: "any",
    value: BISHKEK[name],
    required: true,
  });
  const given = await ask({
    title: say("place"),
    fields: [degrees("latitude"), degrees("longitude")],
    submit: say("send"),
    cancel: say("cancel"),
  });
  if (given)
    await phone.hand.attach("location", {
      latitude: Number(given.latitude),
      longitude: Number(given.longitude),
    });
}

export function openCommandMenu(phone, opener) {
  const items = phone.state.commands.map(({ command, description }) => ({
    label: description,
    note: `/${command}`,
    run: () => phone.hand.text(`/${command}`),
  }));
  openMenu(phone.screen, opener, phone.say("commands"), items, "above");
}
