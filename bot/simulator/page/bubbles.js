/** One message as Telegram draws it: bubble, quote, formatted text, time, inline keyboard. */

import { attachments, summary } from "./attachments.js";
import { icon, iconButton, make } from "./elements.js";
import { formatted } from "./formatting.js";

export function author(message, context) {
  return message.from_bot ? context.botName : context.personName;
}

function quote(message, context) {
  if (!message.reply_to_message_id) return null;
  const quoted = context.find(message.reply_to_message_id);
  const words = quoted ? summary(quoted, context.say) : context.say("deletedMessage");
  return make(
    "button",
    {
      type: "button",
      class: "quote",
      "data-key": "quote",
      onclick: () => context.show(message.reply_to_message_id),
    },
    quoted ? make("b", {}, author(quoted, context)) : null,
    make("span", {}, words),
  );
}

function forwarded(message, say) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const name =
    origin.sender_user?.first_name ?? origin.sender_user_name ?? origin.sender_chat?.title ?? "";
  return make("p", { class: "forwarded" }, say("forwarded", { name }));
}

function meta(message, context) {
  const { say } = context;
  return make(
    "span",
    { class: "meta" },
    message.protect_content
      ? make(
          "span",
          {
            class: "protected",
            role: "img",
            "aria-label": say("protected"),
            title: say("protected"),
          },
          icon("lock"),
        )
      : null,
    message.edit_date ? make("span", { class: "edited" }, `${say("edited")} `) : null,
    make(
      "time",
      { datetime: new Date(message.date * 1000).toISOString() },
      context.time(message.date),
    ),
    message.from_bot ? null : icon("ticks"),
  );
}

function words(message, context) {
  const text = message.html ?? null;
  if (text) return formatted(text, context.acts);
  const plain = message.text ?? message.caption;
  return plain ? [plain] : [];
}

function inlineButton(message, button, row, column, context) {
  return make(
    "button",
    {
      type: "button",
      class: `key ${button.style ? `key-${button.style}` : ""}`,
      title: button.text,
      "data-key": `key-${row}-${column}`,
      "data-data": button.callback_data,
      onclick: () => context.press(message, row, column, button),
    },
    make("span", { class: "key-label" }, button.text),
    button.url ? make("span", { class: "key-corner", "aria-hidden": "true" }, "↗") : null,
  );
}

function keyboard(message, context) {
  if (!message.inline_keyboard?.length) return null;
  const rows = message.inline_keyboard.map((buttons, row) =>
    make(
      "div",
      { class: "keys" },
      buttons.map((button, column) => inlineButton(message, button, row, column, context)),
    ),
  );
  return make("div", { class: "keyboard" }, rows);
}

/** Turn the spinner of each button on or off, as the bot has answered its press or not. */
export function markWaiting(element, message, context) {
  message.inline_keyboard?.forEach((buttons, row) =>
    buttons.forEach((button, column) => {
      const waits = button.pending || context.pressing(message.message_id, row, column);
      element
        .querySelector(`[data-key="key-${row}-${column}"]`)
        ?.setAttribute("aria-busy", waits ? "true" : "false");
    }),
  );
}

/** The element of a message; `context` is the chat it stands in (see history.js). */
export function bubble(message, context) {
  const media = attachments(message, context.address, context.say);
  const kind = message.sticker ? "bare" : media.length ? "with-media" : "";
  const body = make(
    "div",
    { class: `bubble ${kind}` },
    forwarded(message, context.say),
    quote(message, context),
    media,
    make("div", { class: "text", dir: "auto" }, words(message, context), meta(message, context)),
  );
  const more = iconButton("more", context.say("actions"), {
    class: "message-more",
    "data-key": "more",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  });
  more.addEventListener("click", () => context.menu(message, more));
  const keys = keyboard(message, context);
  return make(
    "article",
    {
      class: `message ${message.from_bot ? "in" : "out"} ${message.protect_content ? "is-protected" : ""}`,
      "data-message-id": message.message_id,
      "aria-label": `${author(message, context)}, ${context.time(message.date)}`,
      tabindex: "-1",
    },
    make(
      "div",
      { class: `stack ${keys ? "with-keys" : ""}` },
      make("div", { class: "bubble-line" }, body, more),
      keys,
    ),
  );
}
