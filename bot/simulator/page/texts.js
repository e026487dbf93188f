/** Every word of the page and of the phones, in four languages side by side. */

import { PHONE } from "./phonetexts.js";

export const LANGUAGES = { en: "English", ru: "Русский", ky: "Кыргызча", uz: "Oʻzbekcha" };

const ORDER = Object.keys(LANGUAGES);

/** The page around the phones: in the language chosen at its top. */
const PAGE = {
  title: ["Phones", "Телефоны", "Телефондор", "Telefonlar"],
  note: [
    "A stand-in for Telegram. Nothing leaves this computer.",
    "Замена Telegram. Ничего не уходит с этого компьютера.",
    "Telegram ордуна. Бул компьютерден эч нерсе чыкпайт.",
    "Telegram oʻrnida. Bu kompyuterdan hech narsa chiqmaydi.",
  ],
  pageLanguage: ["Language of this page", "Язык страницы", "Барактын тили", "Sahifa tili"],
  toPhones: ["Skip to the phones", "К телефонам", "Телефондорго өтүү", "Telefonlarga oʻtish"],
  jumpTo: ["Go to a phone", "Перейти к телефону", "Телефонго өтүү", "Telefonga oʻtish"],
  noBot: [
    "No bot has called yet. Start the bot; it will appear here by itself.",
    "Бот ещё не подключился. Запустите бота, он появится здесь сам.",
    "Бот али кошула элек. Ботту иштетиңиз, ал бул жерде өзү пайда болот.",
    "Bot hali ulanmagan. Botni ishga tushiring, u bu yerda oʻzi paydo boʻladi.",
  ],
  noPhones: [
    "No phones yet. Add the first one.",
    "Телефонов пока нет. Добавьте первый.",
    "Азырынча телефон жок. Биринчисин кошуңуз.",
    "Hozircha telefon yoʻq. Birinchisini qoʻshing.",
  ],
  connectionLost: [
    "The simulator does not answer. Trying again…",
    "Симулятор не отвечает. Пробуем ещё раз…",
    "Симулятор жооп бербей жатат. Кайра аракет кылып жатабыз…",
    "Simulyator javob bermayapti. Yana urinib koʻryapmiz…",
  ],
  addPhone: ["Add a phone", "Добавить телефон", "Телефон кошуу", "Telefon qoʻshish"],
  phoneOf: ["Phone: {name}", "Телефон: {name}", "Телефон: {name}", "Telefon: {name}"],
  settings: [
    "Phone settings",
    "Настройки телефона",
    "Телефондун жөндөөлөрү",
    "Telefon sozlamalari",
  ],
  firstName: ["First name", "Имя", "Аты", "Ism"],
  lastName: [
    "Last name (optional)",
    "Фамилия (не обязательно)",
    "Фамилиясы (милдеттүү эмес)",
    "Familiya (majburiy emas)",
  ],
  username: [
    "Username (optional)",
    "Имя пользователя (не обязательно)",
    "Колдонуучу аты (милдеттүү эмес)",
    "Foydalanuvchi nomi (majburiy emas)",
  ],
  interfaceLanguage: ["Language of the phone", "Язык телефона", "Телефондун тили", "Telefon tili"],
  save: ["Save", "Сохранить", "Сактоо", "Saqlash"],
  cancel: ["Cancel", "Отмена", "Жокко чыгаруу", "Bekor qilish"],
  remove: ["Remove the phone", "Убрать телефон", "Телефонду алып салуу", "Telefonni olib tashlash"],
  removeAsk: [
    "Remove this phone? Its chat is erased; it cannot be brought back.",
    "Убрать этот телефон? Его чат удалится, вернуть будет нельзя.",
    "Бул телефон алынып салынсынбы? Чаты өчөт, кайтарууга болбойт.",
    "Bu telefon olib tashlansinmi? Chati oʻchadi, qaytarib boʻlmaydi.",
  ],
  lock: ["Lock the screen", "Заблокировать экран", "Экранды кулпулоо", "Ekranni qulflash"],
  unlock: [
    "Unlock the screen",
    "Разблокировать экран",
    "Экрандын кулпусун ачуу",
    "Ekran qulfini ochish",
  ],
  push: ["Push", "Уведомление", "Билдирме", "Bildirishnoma"],
  pushes: [
    "On the locked screen",
    "На заблокированном экране",
    "Кулпуланган экранда",
    "Qulflangan ekranda",
  ],
  noPush: ["nothing yet", "пока пусто", "азырынча эч нерсе жок", "hozircha hech narsa yoʻq"],
  silent: ["without sound", "без звука", "үнсүз", "ovozsiz"],
  faults: ["Faults and clock", "Сбои и часы", "Үзгүлтүктөр жана саат", "Nosozliklar va soat"],
  faultsOn: ["faults are on", "сбои включены", "үзгүлтүктөр күйүк", "nosozliklar yoqilgan"],
  faultsNote: [
    "What the bot meets when it calls: for trying how it bears a bad line.",
    "Что встречает бот при вызовах: проверьте, как он переносит плохую связь.",
    "Бот кайрылганда эмнеге туш келет: начар байланышка туруштугун сынаңыз.",
    "Bot murojaatida nimaga duch keladi: yomon aloqaga chidamini sinang.",
  ],
  errorShare: [
    "Calls answered with an error 500, %",
    "Вызовы с ошибкой 500, %",
    "500 катасын алган кайрылуулар, %",
    "500 xatosi bilan murojaatlar, %",
  ],
  timeoutShare: [
    "Calls that time out, %",
    "Вызовы без ответа, %",
    "Жоопсуз калган кайрылуулар, %",
    "Javobsiz qolgan murojaatlar, %",
  ],
  dropShare: [
    "Connections that break, %",
    "Обрывы соединения, %",
    "Үзүлгөн байланыштар, %",
    "Uzilgan ulanishlar, %",
  ],
  repeatShare: [
    "Updates that come twice, %",
    "Обновления, пришедшие дважды, %",
    "Эки жолу келген жаңыртуулар, %",
    "Ikki marta kelgan yangilanishlar, %",
  ],
  latency: [
    "Delay of each call, ms",
    "Задержка каждого вызова, мс",
    "Ар бир жооптун кечигүүсү, мс",
    "Har bir murojaat kechikishi, ms",
  ],
  reorder: [
    "Updates come in another order",
    "Обновления приходят в другом порядке",
    "Жаңыртуулар башка тартипте келет",
    "Yangilanishlar boshqa tartibda keladi",
  ],
  strictLimits: [
    "Telegram’s limits on messages a second",
    "Ограничения Telegram на сообщения в секунду",
    "Telegram’дын секундасына билдирүү чеги",
    "Telegramning soniyasiga xabar cheklovi",
  ],
  apply: ["Apply", "Применить", "Колдонуу", "Qoʻllash"],
  allOff: ["Turn all off", "Выключить всё", "Баарын өчүрүү", "Hammasini oʻchirish"],
  saved: ["Saved", "Сохранено", "Сакталды", "Saqlandi"],
  clock: [
    "Move the clock forward",
    "Перевести часы вперёд",
    "Саатты алдыга жылдыруу",
    "Soatni oldinga surish",
  ],
  hours: ["{number} h", "{number} ч", "{number} саат", "{number} soat"],
};

/** Everything there is to say, by key: one sentence for each of LANGUAGES, in their order. */
export const TEXTS = { ...PAGE, ...PHONE };

/** A function that says a word of the table in one language; unknown languages speak English. */
export function words(language) {
  const place = Math.max(0, ORDER.indexOf(language));
  return (key, values = {}) => {
    const row = TEXTS[key];
    const sentence = row[place];
    return sentence.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
  };
}

/** The language of the page: what was chosen, else what the browser prefers, else English. */
export function pageLanguage() {
  const wanted = [storedLanguage(), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((language) => ORDER.includes(language)) ?? "en";
}

const STORE = "phones.language";

function storedLanguage() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

export function keepLanguage(language) {
  try {
    localStorage.setItem(STORE, language);
  } catch {
    // A browser that keeps nothing still shows the page in the chosen language.
  }
}
