/** One phone: the screen Telegram would show on it, and what its owner can do. */

import { Alerts } from "./alerts.js";
import { author } from "./bubbles.js";
import { openAttachMenu, openChatMenu, openCommandMenu, openMessageMenu } from "./chatmenus.js";
import { ChatTop } from "./chattop.js";
import { Composer } from "./composer.js";
import { dayOf, timeOf } from "./dates.js";
import { iconButton, make } from "./elements.js";
import { Hand } from "./hand.js";
import { History } from "./history.js";
import { Pushes } from "./pushes.js";
import { keyboardInForce, replyKeyboard } from "./replykeyboard.js";
import { Refused, server } from "./server.js";
import { words } from "./texts.js";
import { Starter, Welcome } from "./threshold.js";

export class PhoneView {
  /** `page` gives say(key), settings(phone), remove(phone), gone(id), bot() of the whole page. */
  constructor(state, page) {
    this.page = page;
    this.id = state.user.id;
    this.hand = new Hand(this);
    this.state = state;
    this.build();
    this.draw();
  }

  say = (key, values) => words(this.state.user.language_code)(key, values);

  build() {
    this.name = make("h2", { class: "phone-name", id: `name-${this.id}` });
    this.lockButton = iconButton("lock", "", {
      class: "tool",
      onclick: () => this.lock(!this.pushes.locked),
    });
    this.gear = iconButton("gear", "", { class: "tool", onclick: () => this.page.settings(this) });
    this.bin = iconButton("close", "", { class: "tool", onclick: () => this.page.remove(this) });
    this.pushes = new Pushes();
    this.pushes.open.addEventListener("click", () => this.lock(false));
    this.top = new ChatTop(
      (opener) => openChatMenu(this, opener),
      (id) => this.history.show(id),
    );
    this.history = new History(this.context());
    this.welcome = new Welcome();
    this.composer = new Composer({
      say: this.say,
      commands: () => this.state.commands,
      text: (text, replyTo) => this.hand.text(text, replyTo),
      edit: (id, text) => this.hand.act("edit", { message_id: id, text }),
      voice: (file, seconds, replyTo) =>
        this.hand.upload("voice", file, { text: "", replyTo, seconds }),
      attach: (opener) => openAttachMenu(this, opener),
      commandMenu: (opener) => openCommandMenu(this, opener),
      toggleKeyboard: () => this.toggleKeyboard(),
      toast: (text) => this.alerts.toast(text),
    });
    this.keyboard = make("div", { class: "keyboard-frame" });
    this.starter = new Starter(() => this.hand.start());
    this.chat = make(
      "div",
      { class: "chat" },
      this.top.element,
      this.top.pinned,
      this.welcome.element,
      this.history.element,
      this.composer.element,
      this.keyboard,
      this.starter.element,
    );
    this.screen = make("div", { class: "screen" }, this.chat, this.pushes.screen);
    this.alerts = new Alerts(this.screen, () => this.shield());
    this.element = make(
      "section",
      {
        class: "phone",
        id: `phone-${this.id}`,
        tabindex: "-1",
        "aria-labelledby": `name-${this.id}`,
      },
      make("header", { class: "phone-top" }, this.name, this.lockButton, this.gear, this.bin),
      this.pushes.strip,
      this.screen,
    );
  }

  context() {
    const phone = this;
    return {
      get say() {
        return phone.say;
      },
      get botName() {
        return phone.bot.name;
      },
      get personName() {
        return phone.state.user.first_name;
      },
      acts: { link: (url) => this.hand.openLink(url), command: (word) => this.hand.text(word) },
      address: (file) => server.file(this.id, file),
      find: (id) => this.state.messages.find((message) => message.message_id === id),
      show: (id) => this.history.show(id),
      time: timeOf,
      day: (seconds) => dayOf(seconds, this.state.user.language_code),
      pressing: (id, row, column) => this.hand.pressing(id, row, column),
      press: (message, row, column, button) => this.hand.press(message, row, column, button),
      menu: (message, opener) => openMessageMenu(this, message, opener),
    };
  }

  get bot() {
    return { name: "", ...this.page.bot(), ...this.state.bot };
  }

  authorOf(message) {
    return author(message, this.history.context);
  }

  // --- drawing ---------------------------------------------------------------------------------

  draw() {
    const { state, say, page } = this;
    const user = [state.user.first_name, state.user.last_name].filter(Boolean).join(" ");
    const code = state.user.language_code ?? "";
    this.name.replaceChildren(
      user,
      make(
        "small",
        {},
        [code, state.user.username && `@${state.user.username}`].filter(Boolean).join(" · "),
      ),
    );
    this.drawTools(user);
    this.screen.lang = code || "en";
    this.top.draw(state, this.bot.name, say);
    this.pushes.draw(state.pushes ?? [], this.bot.name, page.say, timeOf(Date.now() / 1000));
    const empty = !state.started && !state.messages.length;
    this.welcome.draw(
      empty,
      say("whatCanBotDo"),
      this.bot.description || this.bot.short_description,
    );
    this.history.element.hidden = empty;
    this.history.box.setAttribute("aria-label", say("chat", { name: this.bot.name }));
    this.history.draw(state.messages, [code, this.bot.name, state.user.first_name]);
    this.drawBottom();
  }

  drawTools(user) {
    const { say } = this.page;
    const tools = [
      [this.lockButton, this.pushes.locked ? "unlock" : "lock"],
      [this.gear, "settings"],
      [this.bin, "remove"],
    ];
    for (const [button, key] of tools) {
      button.setAttribute("aria-label", `${say(key)} · ${user}`);
      button.title = say(key);
    }
    this.lockButton.setAttribute("aria-pressed", String(this.pushes.locked));
  }

  drawBottom() {
    const { state } = this;
    const silent = !state.started || state.blocked;
    const inForce = silent ? null : keyboardInForce(state);
    const shown = Boolean(inForce) && this.hiddenKeyboard !== inForce.messageId;
    this.drawKeyboard(shown ? inForce : null);
    this.composer.element.hidden = silent;
    this.composer.draw({
      commands: state.menu_button?.type === "web_app" ? [] : state.commands,
      hasKeyboard: Boolean(inForce),
      keyboardShown: shown,
      placeholder: inForce?.placeholder,
    });
    this.starter.draw(silent, state.blocked, this.say);
  }

  drawKeyboard(inForce) {
    const drawn = JSON.stringify([inForce, this.state.user.language_code]);
    if (drawn === this.keyboardDrawn) return;
    this.keyboardDrawn = drawn;
    const press = (button) => this.hand.replyPress(button, inForce);
    this.keyboard.replaceChildren(
      ...(inForce ? [replyKeyboard(inForce, this.say("keyboard"), press)] : []),
    );
  }

  // --- news from the simulator -----------------------------------------------------------------

  /** Fetch the phone again; calls made meanwhile are folded into one more fetch. */
  async refresh() {
    this.stale = true;
    if (this.fetching) return this.fetching;
    this.fetching = this.fetchWhileStale();
    try {
      await this.fetching;
    } finally {
      this.fetching = null;
    }
    return undefined;
  }

  async fetchWhileStale() {
    while (this.stale) {
      this.stale = false;
      try {
        this.accept(await server.phone(this.id));
      } catch (error) {
        if (!(error instanceof Refused)) return; // The stream says that the line is broken.
        if (error.status === 404) this.page.gone(this.id);
      }
    }
  }

  /** Take a newer state; `anew` also an older one, as of a simulator that was started again. */
  accept(state, { anew = false } = {}) {
    if (!anew && state.version < this.state.version) return;
    const newest = state.messages.at(-1);
    if (newest?.from_bot && newest.message_id !== this.state.messages.at(-1)?.message_id)
      this.top.stopTyping();
    this.state = state;
    this.draw();
  }

  answered({ text, show_alert: asBox, url }) {
    if (url) this.hand.openLink(url);
    if (text && asBox) this.alerts.box(this.bot.name, text, this.say("close"));
    else if (text) this.alerts.toast(text);
  }

  // --- what the owner does with the screen ------------------------------------------------

  toggleKeyboard() {
    const inForce = keyboardInForce(this.state);
    this.hiddenKeyboard = this.hiddenKeyboard === inForce.messageId ? null : inForce.messageId;
    this.drawBottom();
  }

  shield() {
    this.chat.inert = this.pushes.locked || this.alerts.open;
  }

  lock(on) {
    this.pushes.lock(on, this.state.pushes ?? []);
    this.shield();
    this.draw();
    (on ? this.pushes.open : this.lockButton).focus();
  }
}
