/** What stands in a chat that has not begun, or in which the bot is blocked. */

import { make } from "./elements.js";

/** The bot's own description, shown before the first message. */
export class Welcome {
  constructor() {
    this.element = make("div", { class: "welcome" });
  }

  draw(shown, title, text) {
    this.element.hidden = !shown;
    if (!shown) return;
    this.element.replaceChildren(
      make(
        "div",
        { class: "welcome-card" },
        make("b", {}, title),
        text ? make("p", { dir: "auto" }, text) : null,
      ),
    );
  }
}

/** START or RESTART in place of the line for writing. */
export class Starter {
  constructor(start) {
    this.button = make("button", { type: "button", class: "start", onclick: () => start() });
    this.note = make("p", { class: "starter-note" });
    this.element = make("div", { class: "starter" }, this.note, this.button);
  }

  draw(shown, blocked, say) {
    this.element.hidden = !shown;
    this.button.textContent = say(blocked ? "restart" : "start");
    this.note.textContent = say("blocked");
    this.note.hidden = !blocked;
  }
}
