/** The messages of one chat on the screen: drawn anew only where they changed. */

import { bubble, markWaiting } from "./bubbles.js";
import { iconButton, make } from "./elements.js";

const NEAR_BOTTOM_PX = 48;

export class History {
  /** `context` is what bubble() needs of the phone; `say` may change with its language. */
  constructor(context) {
    this.context = context;
    this.drawn = new Map();
    this.stuck = true;
    this.unread = 0;
    this.lines = make("div", { class: "lines" });
    this.box = make(
      "div",
      { class: "history", role: "log", "aria-live": "polite", tabindex: "0" },
      this.lines,
    );
    this.down = iconButton("down", "", { class: "down", onclick: () => this.toBottom() });
    this.count = make("span", { class: "down-count" });
    this.down.append(this.count);
    this.down.hidden = true;
    this.element = make("div", { class: "history-frame" }, this.box, this.down);
    this.box.addEventListener("scroll", () => this.scrolled());
    new ResizeObserver(() => this.settle()).observe(this.lines);
    new ResizeObserver(() => this.settle()).observe(this.box);
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    this.stuck = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
    if (this.stuck) this.unread = 0;
    this.drawDown();
  }

  settle() {
    if (this.stuck) this.box.scrollTop = this.box.scrollHeight;
  }

  toBottom() {
    this.stuck = true;
    this.settle();
    this.scrolled();
  }

  drawDown() {
    this.down.hidden = this.stuck;
    this.count.textContent = this.unread ? String(this.unread) : "";
    const label = this.context.say("toBottom");
    this.down.setAttribute("aria-label", label);
    this.down.title = label;
  }

  /** Bring one message into sight and point at it for a moment. */
  show(messageId) {
    const element = this.drawn.get(messageId)?.element;
    if (!element) return;
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
  }

  draw(messages, signature) {
    const seen = new Set(messages.map((message) => message.message_id));
    const place = focusPlace(this.box);
    const last = Math.max(0, ...this.drawn.keys());
    for (const [id, { element }] of this.drawn)
      if (!seen.has(id)) {
        element.remove();
        this.drawn.delete(id);
      }
    let day = "";
    const order = [];
    for (const message of messages) {
      const today = this.context.day(message.date);
      if (today !== day) order.push(this.dayMark(today));
      day = today;
      order.push(this.elementOf(message, signature));
    }
    arrange(this.lines, order);
    restoreFocus(this.box, place);
    const fresh = messages.filter((message) => message.message_id > last);
    if (fresh.some((message) => !message.from_bot)) this.stuck = true;
    if (!this.stuck) this.unread += fresh.length;
    this.settle();
    this.drawDown();
  }

  dayMark(day) {
    const kept = [...this.lines.querySelectorAll(".day")].find((mark) => mark.textContent === day);
    return kept ?? make("p", { class: "day" }, day);
  }

  elementOf(message, signature) {
    const quoted = message.reply_to_message_id && this.context.find(message.reply_to_message_id);
    // A spinner comes and goes without a new bubble: screen readers would read it all again.
    const state = JSON.stringify([message, quoted, signature], (key, value) =>
      key === "pending" ? undefined : value,
    );
    const drawn = this.drawn.get(message.message_id);
    const element = drawn?.state === state ? drawn.element : bubble(message, this.context);
    markWaiting(element, message, this.context);
    if (element === drawn?.element) return element;
    drawn?.element.replaceWith(element);
    this.drawn.set(message.message_id, { state, element });
    return element;
  }
}

/** Put `order` into `parent` without touching nodes that already stand right. */
function arrange(parent, order) {
  const wanted = new Set(order);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  order.forEach((element, at) => {
    if (parent.children[at] !== element) parent.insertBefore(element, parent.children[at] ?? null);
  });
}

function focusPlace(box) {
  const focused = document.activeElement;
  if (!focused || focused === box || !box.contains(focused)) return null;
  const message = focused.closest("[data-message-id]");
  return message && { id: message.dataset.messageId, key: focused.dataset.key ?? null };
}

/** After an edit the reader stays on the same button, or else on the message itself. */
function restoreFocus(box, place) {
  if (!place || box.contains(document.activeElement)) return;
  const message = box.querySelector(`[data-message-id="${CSS.escape(place.id)}"]`);
  const same = place.key && message?.querySelector(`[data-key="${CSS.escape(place.key)}"]`);
  const target = same ?? message?.querySelector(".key") ?? message ?? box;
  target.focus({ preventScroll: true });
}
