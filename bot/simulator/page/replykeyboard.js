/** The keyboard a bot puts in place of letters: which one is in force, and its buttons. */

import { make } from "./elements.js";

/** {rows, messageId, oneTime, placeholder} of the keyboard in force in this chat, or null. */
export function keyboardInForce(state) {
  const markup = state.reply_keyboard;
  if (!markup?.keyboard?.length) return null;
  const sent = state.messages.findLast((message) => message.reply_keyboard?.keyboard);
  return {
    rows: markup.keyboard,
    messageId: sent?.message_id ?? 0,
    oneTime: markup.one_time_keyboard ?? false,
    placeholder: markup.input_field_placeholder ?? "",
  };
}

/** The element of a keyboard; `press(button)` runs with the button as the bot described it. */
export function replyKeyboard({ rows }, label, press) {
  return make(
    "div",
    { class: "reply-keyboard", role: "group", "aria-label": label },
    rows.map((row) =>
      make(
        "div",
        { class: "keys" },
        row.map((given) => {
          const button = typeof given === "string" ? { text: given } : given;
          return make(
            "button",
            { type: "button", class: "key", title: button.text, onclick: () => press(button) },
            make("span", { class: "key-label" }, button.text),
          );
        }),
      ),
    ),
  );
}
