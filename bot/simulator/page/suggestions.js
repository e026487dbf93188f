/** The list of commands that opens while a command is being typed. */

import { make } from "./elements.js";

let lists = 0;

export class Suggestions {
  /** `input` is the field; `commands()` gives the bot's list; `choose(command)` sends one. */
  constructor(input, commands, choose) {
    this.input = input;
    this.commands = commands;
    this.choose = choose;
    this.id = `suggestions-${(lists += 1)}`;
    this.active = 0;
    this.element = make("div", { class: "suggestions", role: "listbox", id: this.id });
    this.element.hidden = true;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.id);
    this.close();
  }

  get open() {
    return !this.element.hidden;
  }

  close() {
    this.element.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Show what fits the text typed so far. */
  refresh(label) {
    const typed = this.input.value;
    const found = /^\/\w*$/.test(typed)
      ? this.commands().filter(({ command }) => `/${command}`.startsWith(typed.toLowerCase()))
      : [];
    if (!found.length) return this.close();
    this.found = found;
    this.active = 0;
    this.element.setAttribute("aria-label", label);
    this.element.replaceChildren(...found.map((entry, at) => this.option(entry, at)));
    this.element.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    return this.mark();
  }

  option({ command, description }, at) {
    return make(
      "div",
      {
        role: "option",
        id: `${this.id}-${at}`,
        class: "suggestion",
        onpointermove: () => {
          this.active = at;
          this.mark();
        },
        // Before the field loses the focus to the press.
        onpointerdown: (event) => {
          event.preventDefault();
          this.take(at);
        },
      },
      make("b", {}, `/${command}`),
      make("span", {}, description),
    );
  }

  mark() {
    [...this.element.children].forEach((option, at) =>
      option.setAttribute("aria-selected", String(at === this.active)),
    );
    this.input.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    this.element.children[this.active].scrollIntoView({ block: "nearest" });
  }

  take(at = this.active) {
    const { command } = this.found[at];
    this.close();
    this.choose(`/${command}`);
  }

  /** Whether the key was used up by the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.active = (this.active + step + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter" && !event.shiftKey) this.take();
    else if (event.key === "Tab" && !event.shiftKey) {
      this.input.value = `/${this.found[this.active].command} `;
      this.close();
    } else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
