/** Answers to a press: a line that passes by itself, or a box that must be closed. */

import { make } from "./elements.js";

const TOAST_MS = 4000;

export class Alerts {
  /** They stand over `screen`; `changed` runs when a box opens or closes. */
  constructor(screen, changed) {
    this.screen = screen;
    this.changed = changed;
    this.line = make("div", { class: "toast", role: "status" });
    screen.append(this.line);
  }

  /** While a box is open, nothing behind it can be used. */
  get open() {
    return this.screen.querySelector(".alert-frame") !== null;
  }

  toast(text) {
    clearTimeout(this.passing);
    this.line.textContent = text;
    this.line.classList.add("shown");
    this.passing = setTimeout(() => {
      this.line.classList.remove("shown");
      this.line.textContent = "";
    }, TOAST_MS);
  }

  box(title, text, closeLabel) {
    const opener = document.activeElement;
    const id = `alert-${crypto.randomUUID()}`;
    const button = make(
      "button",
      { type: "button", class: "plain", onclick: () => close() },
      closeLabel,
    );
    const box = make(
      "div",
      {
        class: "alert",
        role: "alertdialog",
        "aria-modal": "true",
        "aria-label": title,
        "aria-describedby": id,
      },
      make("h3", {}, title),
      make("p", { id }, text),
      make("div", { class: "alert-acts" }, button),
    );
    const frame = make("div", { class: "alert-frame" }, box);
    const close = () => {
      frame.remove();
      this.changed();
      if (opener?.isConnected) opener.focus();
    };
    frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    const wasHere = this.screen.contains(opener);
    this.screen.append(frame);
    this.changed();
    // A box on another phone must not take the keys from the one in use.
    if (wasHere || opener === document.body) button.focus();
  }
}
