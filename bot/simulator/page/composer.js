/** The line at the bottom of a chat: menu button, text, attach, voice or send. */

import { clock, summary } from "./attachments.js";
import { icon, iconButton, make } from "./elements.js";
import { Recorder } from "./recorder.js";
import { Suggestions } from "./suggestions.js";

const TICK_MS = 250;

export class Composer {
  /**
   * `chat` does what is asked here: text(text, replyTo), edit(id, text), voice(file, seconds, replyTo),
   * attach(opener), commandMenu(opener), commands(), toggleKeyboard(), toast(text), say(key).
   */
  constructor(chat) {
    this.chat = chat;
    this.target = null;
    this.recorder = null;
    this.input = make("textarea", { class: "input", rows: "1", enterkeyhint: "send", dir: "auto" });
    this.menu = make(
      "button",
      { type: "button", class: "menu-button", "aria-haspopup": "menu", "aria-expanded": "false" },
      icon("menu"),
      make("span", {}),
    );
    this.keyboard = iconButton("keyboard", "", {
      class: "tool",
      onclick: () => chat.toggleKeyboard(),
    });
    this.attach = iconButton("attach", "", {
      class: "tool",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    });
    this.microphone = iconButton("microphone", "", { class: "tool", onclick: () => this.record() });
    this.submit = iconButton("send", "", { class: "tool send", onclick: () => this.send() });
    this.suggestions = new Suggestions(this.input, chat.commands, (command) => {
      this.input.value = "";
      this.fit();
      chat.text(command, this.replyTo());
      this.release();
    });
    this.above = make("div", { class: "target" });
    this.line = make(
      "div",
      { class: "composer-line" },
      this.menu,
      this.input,
      this.keyboard,
      this.attach,
      this.microphone,
      this.submit,
    );
    this.recording = make("div", { class: "composer-line recording" });
    this.element = make(
      "div",
      { class: "composer" },
      this.suggestions.element,
      this.above,
      this.line,
      this.recording,
    );
    this.menu.addEventListener("click", () => chat.commandMenu(this.menu));
    this.attach.addEventListener("click", () => chat.attach(this.attach));
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.keys(event));
    this.input.addEventListener("blur", () => this.suggestions.close());
    this.recording.hidden = true;
    this.release();
  }

  /** Draw what depends on the state of the phone and on its language. */
  draw({ commands, hasKeyboard, keyboardShown, placeholder }) {
    const { say } = this.chat;
    const name = (button, label) => {
      button.setAttribute("aria-label", label);
      button.title = label;
    };
    this.input.placeholder = placeholder || say("message");
    this.input.setAttribute("aria-label", say("message"));
    this.menu.lastChild.textContent = say("menu");
    name(this.menu, say("menu"));
    this.menu.hidden = !commands.length;
    name(this.keyboard, say(keyboardShown ? "hideKeyboard" : "showKeyboard"));
    this.keyboard.setAttribute("aria-pressed", String(keyboardShown));
    this.keyboard.hidden = !hasKeyboard;
    name(this.attach, say("attach"));
    name(this.microphone, say("record"));
    name(this.submit, say("send"));
    this.typed({ keepList: true });
  }

  typed({ keepList = false } = {}) {
    const filled = this.input.value.trim() !== "";
    this.element.classList.toggle("filled", filled);
    this.submit.hidden = !filled;
    this.microphone.hidden = filled || this.target?.kind === "edit";
    if (!keepList) this.suggestions.refresh(this.chat.say("commands"));
    this.fit();
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  keys(event) {
    if (event.isComposing || this.suggestions.key(event)) return;
    if (event.key === "Escape" && this.target) {
      this.release({ clear: this.target.kind === "edit" });
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  replyTo() {
    return this.target?.kind === "reply" ? this.target.message.message_id : undefined;
  }

  /** Text typed so far, taken out of the field: the caption of what is being attached. */
  takeCaption() {
    const text = this.input.value.trim();
    const replyTo = this.replyTo();
    this.release({ clear: true });
    return { text, replyTo };
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const { target } = this;
    const replyTo = this.replyTo();
    this.suggestions.close();
    this.release({ clear: true });
    this.input.focus();
    const sent =
      target?.kind === "edit"
        ? await this.chat.edit(target.message.message_id, text)
        : await this.chat.text(text, replyTo);
    // What was refused is not lost, unless something new is being written meanwhile.
    if (!sent && !this.input.value) this.input.value = text;
    this.typed({ keepList: true });
  }

  /** Aim the next message: a reply to `message`, or an edit of it. */
  aim(kind, message, title) {
    this.target = { kind, message };
    if (kind === "edit") this.input.value = message.text ?? "";
    const stop = iconButton("close", this.chat.say("cancel"), {
      class: "tool",
      onclick: () => {
        this.release({ clear: kind === "edit" });
        this.input.focus();
      },
    });
    const words = make(
      "div",
      { class: "target-words" },
      make("b", {}, title),
      make("span", {}, summary(message, this.chat.say)),
    );
    this.above.replaceChildren(words, stop);
    this.above.hidden = false;
    this.typed({ keepList: true });
    this.input.focus();
  }

  release({ clear = false } = {}) {
    this.target = null;
    this.above.hidden = true;
    if (clear) this.input.value = "";
    this.typed({ keepList: true });
  }

  async record() {
    const { say } = this.chat;
    try {
      this.recorder = await Recorder.begin();
    } catch {
      this.chat.toast(say("noMicrophone"));
      return;
    }
    const time = make("span", { class: "recording-time" }, clock(0));
    const tick = setInterval(() => (time.textContent = clock(this.recorder.seconds)), TICK_MS);
    const end = () => {
      clearInterval(tick);
      this.recording.hidden = true;
      this.line.hidden = false;
      this.microphone.focus();
    };
    const finish = iconButton("send", say("send"), {
      class: "tool send",
      onclick: async () => {
        end();
        const replyTo = this.replyTo();
        this.release();
        const seconds = this.recorder.seconds;
        const file = await this.recorder.finish();
        if (file) await this.chat.voice(file, seconds, replyTo);
        else this.chat.toast(say("noMicrophone"));
      },
    });
    const drop = make("button", { type: "button", class: "plain" }, say("cancel"));
    drop.addEventListener("click", () => {
      end();
      this.recorder.cancel();
    });
    const dot = make("span", { class: "recording-dot", "aria-hidden": "true" });
    const label = make("span", { role: "status" }, say("recording"));
    this.recording.replaceChildren(dot, label, time, drop, finish);
    this.recording.hidden = false;
    this.line.hidden = true;
    finish.focus();
  }
}
