/** The head of a chat: whom it is with, whether it types, and what is pinned. */

import { summary } from "./attachments.js";
import { iconButton, make } from "./elements.js";

// Telegram shows an action of a bot for five seconds unless a message ends it earlier.
const TYPING_MS = 5000;

export class ChatTop {
  /** `openMenu(opener)` and `show(messageId)` are what its two buttons do. */
  constructor(openMenu, show) {
    this.show = show;
    this.avatar = make("span", { class: "avatar", "aria-hidden": "true" });
    this.name = make("b", {});
    this.status = make("span", { class: "status" });
    this.options = iconButton("more", "", {
      class: "tool",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    });
    this.options.addEventListener("click", () => openMenu(this.options));
    this.element = make(
      "header",
      { class: "chat-top" },
      this.avatar,
      make("div", { class: "chat-name" }, this.name, this.status),
      this.options,
    );
    this.pinned = make("button", { type: "button", class: "pinned" });
    this.pinned.addEventListener("click", () => this.show(this.pinnedId));
  }

  draw(state, botName, say) {
    this.state = state;
    this.say = say;
    this.avatar.textContent = [...(botName || "?")][0];
    this.name.textContent = botName || say("bot");
    this.options.setAttribute("aria-label", say("options"));
    this.options.title = say("options");
    this.drawStatus();
    const message = state.messages.findLast((one) => one.pinned);
    this.pinned.hidden = !message;
    if (!message) return;
    this.pinnedId = message.message_id;
    this.pinned.replaceChildren(
      make("b", {}, say("pinned")),
      make("span", {}, summary(message, say)),
    );
  }

  drawStatus() {
    this.status.textContent = this.say(this.state.typing || this.typing ? "typing" : "bot");
  }

  types() {
    clearTimeout(this.ends);
    this.typing = true;
    this.ends = setTimeout(() => this.stopTyping(), TYPING_MS);
    this.drawStatus();
  }

  stopTyping() {
    clearTimeout(this.ends);
    this.typing = false;
    this.state.typing = false;
    this.drawStatus();
  }
}
