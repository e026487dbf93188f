/** Building blocks of the page: every node is made here, so that no text is ever parsed as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (`onclick` and the like take functions) and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

const PATHS = {
  attach:
    "M20 11.5 12.2 19.3a5 5 0 0 1-7.1-7.1l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.6 1.6 0 0 1-2.3-2.3l7.4-7.4",
  close: "M5 5l14 14M19 5 5 19",
  down: "M5 9l7 7 7-7",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  gear: "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.5v5M8 14.5v5",
  keyboard: "M3 6h18v12H3zM6.5 10h1M11.5 10h1M16.5 10h1M8 14h8",
  lock: "M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11",
  menu: "M4 7h16M4 12h16M4 17h16",
  microphone:
    "M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0",
  pin: "M12 21s7-6.3 7-11.5A7 7 0 0 0 5 9.5C5 14.7 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  send: "M3 20.5 21 12 3 3.5 5.5 12zM5.5 12H13",
  ticks: "M2 13l4 4 9-10M10 16l1.2 1L21 7",
  unlock: "M6 11h12v9H6zM8.5 11V7.500a3.5 3.5 0 0 1 6.8-1",
};

/** A drawn sign; decoration only, the button that holds it carries the words. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only a sign; `label` is what a screen reader and the tooltip say. */
export function iconButton(name, label, attributes = {}) {
  return make(
    "button",
    { type: "button", "aria-label": label, title: label, ...attributes },
    icon(name),
  );
}
