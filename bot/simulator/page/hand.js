/** What the owner of a phone does in the chat; each act tells the simulator and shows the outcome. */

import { sendPlace } from "./chatmenus.js";
import { askToOpen } from "./dialogs.js";
import { server } from "./server.js";

const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

export class Hand {
  constructor(phone) {
    this.phone = phone;
    this.waiting = new Set();
  }

  /** Whether a press of that button is still on its way to the simulator. */
  pressing(id, row, column) {
    return this.waiting.has(`${id}/${row}/${column}`);
  }

  /** Do something on this phone and show the outcome; false when the simulator refused. */
  async act(verb, body) {
    try {
      await server.act(this.phone.id, verb, body);
    } catch (error) {
      this.phone.alerts.toast(error.message);
      return false;
    }
    await this.phone.refresh();
    return true;
  }

  text(text, replyTo) {
    return this.act("text", { text, reply_to_message_id: replyTo });
  }

  async start(body = {}) {
    if (await this.act("start", body)) this.phone.composer.input.focus();
  }

  async press(message, row, column, button) {
    if (button.url) return this.openLink(button.url);
    const place = `${message.message_id}/${row}/${column}`;
    if (this.waiting.has(place) || this.pending(message.message_id, row, column)) return undefined;
    this.waiting.add(place);
    this.phone.draw();
    await this.act("press", {
      message_id: message.message_id,
      data: button.callback_data,
      row,
      column,
    });
    this.waiting.delete(place);
    return this.phone.draw();
  }

  pending(id, row, column) {
    const message = this.phone.state.messages.find((one) => one.message_id === id);
    return message?.inline_keyboard?.[row]?.[column]?.pending;
  }

  upload(kind, file, { text, replyTo, seconds } = this.phone.composer.takeCaption()) {
    const form = new FormData();
    form.append("file", file, file.name);
    if (text) form.append("caption", text);
    if (seconds) form.append("duration", String(Math.max(1, Math.round(seconds))));
    if (replyTo) form.append("reply_to_message_id", String(replyTo));
    return this.act(kind, form);
  }

  attach(kind, body = {}) {
    const takesCaption = ["photo", "voice", "document"].includes(kind);
    if (!takesCaption) return this.act(kind, body);
    const { text, replyTo } = this.phone.composer.takeCaption();
    return this.act(kind, { ...body, caption: text || undefined, reply_to_message_id: replyTo });
  }

  replyPress(button, { messageId, oneTime }) {
    if (oneTime) this.phone.hiddenKeyboard = messageId;
    if (button.request_contact) return this.attach("contact");
    if (button.request_location) return sendPlace(this.phone);
    return this.text(button.text);
  }

  /** A link to this bot starts it here, as in Telegram; any other is shown first. */
  openLink(given) {
    const url = URL.canParse(given) ? given : `https://${given}`;
    const { host, pathname, searchParams } = new URL(url);
    const own = pathname.slice(1).toLowerCase() === this.phone.page.bot()?.username?.toLowerCase();
    if (TELEGRAM_HOSTS.has(host) && own)
      return searchParams.has("start") ? this.act("start", { link: url }) : undefined;
    return askToOpen(url, this.phone.say);
  }
}
