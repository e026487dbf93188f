/** What a stranger sees without unlocking: the strip of pushes and the locked screen. */

import { icon, make } from "./elements.js";

const SHOWN = 8;

function push(entry, botName, say) {
  return make(
    "li",
    { class: "push" },
    make("b", {}, botName),
    make("span", { class: "push-text" }, entry.text),
    entry.silent ? make("small", {}, say("silent")) : null,
  );
}

export class Pushes {
  constructor() {
    this.last = make("span", { class: "strip-last" });
    this.label = make("span", { class: "strip-label" });
    this.list = make("ol", { class: "push-list" });
    this.strip = make(
      "details",
      { class: "strip" },
      make("summary", {}, icon("lock"), this.label, this.last),
      this.list,
    );
    this.time = make("p", { class: "lock-time" });
    this.waiting = make("ol", { class: "push-list", "aria-live": "polite" });
    this.open = make("button", { type: "button", class: "plain lock-open" });
    this.screen = make("div", { class: "lock-screen" }, this.time, this.waiting, this.open);
    this.screen.hidden = true;
    this.mark = null;
  }

  get locked() {
    return this.mark !== null;
  }

  /** Lock or unlock; a locked screen shows only what comes from now on. */
  lock(on, pushes) {
    this.mark = on ? (pushes.at(-1)?.message_id ?? 0) : null;
    this.screen.hidden = !on;
  }

  /** `say` speaks the language of the page: this is the tester's view, not Telegram's. */
  draw(pushes, botName, say, now) {
    const newest = pushes.at(-1);
    this.label.textContent = `${say("push")}: `;
    this.strip.firstChild.title = say("pushes");
    this.last.textContent = newest ? newest.text : say("noPush");
    this.last.classList.toggle("none", !newest);
    this.list.replaceChildren(
      ...pushes
        .slice(-SHOWN)
        .reverse()
        .map((entry) => push(entry, botName, say)),
    );
    this.open.textContent = say("unlock");
    this.time.textContent = now;
    if (!this.locked) return;
    const fresh = pushes.filter((entry) => entry.message_id > this.mark);
    this.waiting.replaceChildren(
      ...fresh
        .slice(-SHOWN)
        .reverse()
        .map((entry) => push(entry, botName, say)),
    );
  }
}
