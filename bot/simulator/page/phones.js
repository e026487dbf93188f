/** The page of phones: who stands in it, its language, its line to the simulator. */

import { ask } from "./dialogs.js";
import { make } from "./elements.js";
import { FaultsPanel } from "./faults.js";
import { PhoneView } from "./phone.js";
import { listen, server } from "./server.js";
import { keepLanguage, LANGUAGES, pageLanguage, words } from "./texts.js";

// Only until the first call of a bot, of which no event tells.
const LOOK_FOR_BOT_MS = 2000;
const PHONE_LANGUAGES = {
  ky: "Кыргызча",
  ru: "Русский",
  uz: "Oʻzbekcha",
  en: "English",
  kk: "Қазақша",
  tg: "Тоҷикӣ",
  tr: "Türkçe",
  "": "—",
};

const at = (id) => document.getElementById(id);
const phones = new Map();
let bot = null;
let language = pageLanguage();

const say = (key, values) => words(language)(key, values);
const faults = new FaultsPanel(say);
const page = { say, settings, remove, gone, bot: () => bot };

function announce(text) {
  at("connection").hidden = !text;
  at("connection").textContent = text;
}

function drawPage() {
  document.documentElement.lang = language;
  document.title = say("title");
  at("title").textContent = say("title");
  at("note").textContent = say("note");
  at("skip").textContent = say("toPhones");
  at("language-label").textContent = say("pageLanguage");
  at("add-label").textContent = say("addPhone");
  at("bot").textContent = bot ? `${bot.name} @${bot.username}` : "";
  at("jump").setAttribute("aria-label", say("jumpTo"));
  at("empty").textContent = bot ? say("noPhones") : say("noBot");
  at("empty").hidden = Boolean(bot) && phones.size > 0;
  at("jump").hidden = phones.size < 2;
  at("jump").replaceChildren(
    ...[...phones.values()].map((phone) =>
      make("a", { href: `#phone-${phone.id}` }, phone.state.user.first_name),
    ),
  );
  faults.draw();
}

function place(state) {
  const known = phones.get(state.user.id);
  if (known) return known.accept(state, { anew: true });
  const phone = new PhoneView(state, page);
  phones.set(phone.id, phone);
  at("phones").append(phone.element);
  return phone;
}

function gone(id) {
  phones.get(id)?.element.remove();
  phones.delete(id);
  drawPage();
}

async function loadAll() {
  const all = await server.all();
  bot = all.bot;
  const present = new Set(all.phones.map(({ user }) => user.id));
  for (const id of [...phones.keys()]) if (!present.has(id)) gone(id);
  all.phones.forEach(place);
  for (const phone of phones.values()) phone.draw();
  drawPage();
  if (!bot) setTimeout(() => loadAll().catch(lost), LOOK_FOR_BOT_MS);
}

async function changed({ id, version }) {
  if (version < 0) return gone(id);
  const known = phones.get(id);
  return known ? known.refresh() : loadAll();
}

function opened() {
  announce("");
  loadAll().catch(lost);
  faults.load().catch(lost);
}

function lost() {
  announce(say("connectionLost"));
}

function languageField(value) {
  const known = value in PHONE_LANGUAGES ? PHONE_LANGUAGES : { [value]: value, ...PHONE_LANGUAGES };
  const options = Object.entries(known).map(([code, name]) => [
    code,
    code ? `${name} (${code})` : name,
  ]);
  return { name: "language_code", label: say("interfaceLanguage"), options, value };
}

function personFields(user = {}) {
  return [
    {
      name: "first_name",
      label: say("firstName"),
      value: user.first_name,
      required: true,
      longest: 64,
    },
    { name: "last_name", label: say("lastName"), value: user.last_name, longest: 64 },
    { name: "username", label: say("username"), value: user.username, longest: 32 },
    languageField(user.language_code ?? "ky"),
  ];
}

function given(values) {
  const user = Object.entries(values).map(([name, value]) => [
    name,
    value.trim().replace(/^@/, ""),
  ]);
  return Object.fromEntries(user.filter(([, value]) => value));
}

async function add() {
  const values = await ask({
    title: say("addPhone"),
    fields: personFields(),
    submit: say("addPhone"),
    cancel: say("cancel"),
  });
  if (!values) return;
  const state = await attempt(() => server.add(given(values)));
  if (!state) return;
  place(state);
  drawPage();
  const { element } = phones.get(state.user.id);
  element.scrollIntoView({ block: "start", inline: "nearest" });
  element.querySelector(".start")?.focus({ preventScroll: true });
}

async function settings(phone) {
  const fields = personFields(phone.state.user);
  const values = await ask({
    title: say("settings"),
    fields,
    submit: say("save"),
    cancel: say("cancel"),
  });
  if (!values) return;
  const user = { last_name: "", username: "", language_code: "", ...given(values) };
  if (await attempt(() => server.change(phone.id, user))) await phone.refresh();
  drawPage();
}

async function remove(phone) {
  const sure = await ask({
    title: say("phoneOf", { name: phone.state.user.first_name }),
    text: say("removeAsk"),
    submit: say("remove"),
    cancel: say("cancel"),
    danger: true,
  });
  if (!sure) return;
  if (await attempt(async () => (await server.remove(phone.id)) ?? true)) gone(phone.id);
}

async function attempt(work) {
  try {
    announce("");
    return await work();
  } catch (error) {
    announce(error.message);
    return null;
  }
}

at("language").append(
  ...Object.entries(LANGUAGES).map(([code, name]) =>
    make("option", { value: code, lang: code, selected: code === language }, name),
  ),
);
at("language").addEventListener("change", (event) => {
  language = event.target.value;
  keepLanguage(language);
  drawPage();
  for (const phone of phones.values()) phone.draw();
});
// The bot may have changed its name, description or commands, of which no event tells.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) loadAll().catch(lost);
});
at("add").addEventListener("click", add);
at("bottom").append(faults.element);
drawPage();
listen({
  opened,
  lost,
  phone: changed,
  typing: ({ id }) => phones.get(id)?.top.types(),
  callback: (event) => phones.get(event.id)?.answered(event),
});
