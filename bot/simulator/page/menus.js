/** A sheet of choices over one phone: arrows move, Enter chooses, Escape closes. */

import { make } from "./elements.js";

/**
 * Show `items` ({label, note?, run, danger?}) over `screen`, named `label` for screen readers.
 * `place` is "top", "bottom" or "above" (the composer). Focus returns to `opener`.
 */
export function openMenu(screen, opener, label, items, place = "bottom", hint = "") {
  const rows = items.map((item) =>
    make(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        class: item.danger ? "choice danger" : "choice",
        onclick: () => {
          close();
          item.run();
        },
      },
      make("span", { class: "choice-label" }, item.label),
      item.note ? make("span", { class: "choice-note" }, item.note) : null,
    ),
  );
  const list = make("div", { class: "sheet-rows", role: "menu", "aria-label": label }, rows);
  const sheet = make(
    "div",
    { class: `sheet sheet-${place}`, onkeydown: keys, onfocusout: left },
    list,
    hint ? make("p", { class: "sheet-hint" }, hint) : null,
  );
  const scrim = make("div", { class: "scrim", onclick: () => close() });
  let open = true;

  function close({ back = true } = {}) {
    if (!open) return;
    open = false;
    opener.setAttribute("aria-expanded", "false");
    scrim.remove();
    sheet.remove();
    if (back && opener.isConnected) opener.focus();
  }

  function left(event) {
    if (event.relatedTarget && !sheet.contains(event.relatedTarget)) close({ back: false });
  }

  function keys(event) {
    const at = rows.indexOf(document.activeElement);
    const targets = {
      ArrowDown: (at + 1) % rows.length,
      ArrowUp: (at - 1 + rows.length) % rows.length,
      Home: 0,
      End: rows.length - 1,
    };
    if (event.key in targets) rows[targets[event.key]].focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  opener.setAttribute("aria-expanded", "true");
  screen.append(scrim, sheet);
  rows[0]?.focus();
}
