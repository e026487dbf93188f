/** Days and hours as a phone in each language writes them. */

// Browsers are often built without the names of these two languages.
const MONTHS = {
  ky: "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
  uz: "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
};

/** The day of a Unix time, without the year. */
export function dayOf(seconds, language) {
  const moment = new Date(seconds * 1000);
  const months = MONTHS[language];
  if (months) return `${moment.getDate()}-${months.split(" ")[moment.getMonth()]}`;
  const parts = { day: "numeric", month: "long" };
  return new Intl.DateTimeFormat(language || "en", parts).format(moment);
}

/** Hour and minute of a Unix time by the clock of 24 hours. */
export function timeOf(seconds) {
  const moment = new Date(seconds * 1000);
  return [moment.getHours(), moment.getMinutes()]
    .map((number) => String(number).padStart(2, "0"))
    .join(":");
}
