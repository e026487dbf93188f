// What pages do beyond forms and links: the menu of small screens, keys, print, copying, and telling a
// screen reader what has changed. Every page works without it.
"use strict";

(() => {
  const OFF = "kopuro-keys-off";

  function keysAreOff() {
    try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
  }

  function isTyping(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  function ready(root) {
    root.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
    // Browsers give the clipboard to pages over TLS or on this machine only.
    if (!navigator.clipboard) return;
    root.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
  }

  document.addEventListener("click", (event) => {
    const menu = event.target.closest("[data-menu]");
    if (menu) {
      const open = document.getElementById("menu").classList.toggle("open");
      menu.setAttribute("aria-expanded", String(open));
    }
    if (event.target.closest("[data-print]")) window.print();
    const copy = event.target.closest("[data-copy]");
    if (copy) copied(copy);
  });

  async function copied(button) {
    const said = document.getElementById("told");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    } catch { return; }
    button.textContent = button.dataset.done;
    if (said) said.textContent = button.dataset.done;
  }

  document.addEventListener("change", (event) => {
    if (event.target.id !== "shortcuts") return;
    try { localStorage.setItem(OFF, event.target.checked ? "0" : "1"); } catch { /* not kept */ }
  });

  let after = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const help = document.getElementById("help");
    if (!help) return;
    const before = after;
    after = "";
    if (event.key === "?") {
      document.getElementById("shortcuts").checked = !keysAreOff();
      help.showModal();
      event.preventDefault();
      return;
    }
    if (keysAreOff()) return;
    if (event.key === "/") {
      const first = document.querySelector("#filters select, #filters input");
      if (first) { first.focus(); event.preventDefault(); }
    } else if (event.key === "g") {
      after = "g";
    } else if (before === "g") {
      const link = [...document.querySelectorAll("nav [data-key]")]
        .find((each) => each.dataset.key === event.key);
      if (link) link.click();
    }
  });

  // Work under 300 ms shows nothing; then what stands there stays, dimmed.
  let dimming = 0;
  document.addEventListener("htmx:beforeRequest", () => {
    const view = document.getElementById("view");
    if (view) dimming = window.setTimeout(() => view.classList.add("waits"), 300);
  });
  document.addEventListener("htmx:afterRequest", () => {
    window.clearTimeout(dimming);
    const view = document.getElementById("view");
    if (view) view.classList.remove("waits");
  });
  document.addEventListener("htmx:afterSwap", () => {
    ready(document);
    const told = document.querySelector("[data-told]");
    const status = document.getElementById("told");
    if (told && status) status.textContent = told.dataset.told;
  });
  // Signed out meanwhile, or too fast: the whole page says so.
  document.addEventListener("htmx:responseError", () => window.location.reload());

  ready(document);
})();
