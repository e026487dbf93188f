/** Forms and questions in front of the page; the browser's own dialog keeps focus and Escape. */

import { make } from "./elements.js";

function control(field) {
  if (field.options)
    return make(
      "select",
      { name: field.name },
      field.options.map(([value, label]) =>
        make("option", { value, selected: value === (field.value ?? "") }, label),
      ),
    );
  return make("input", {
    name: field.name,
    type: field.type ?? "text",
    value: field.value ?? "",
    step: field.step,
    required: field.required,
    maxlength: field.longest,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
}

/** Show a dialog; gives an object of the fields' values, or null when it was closed. */
export function ask({ title, text, fields = [], submit, cancel, danger = false }) {
  return new Promise((answer) => {
    const form = make(
      "form",
      { method: "dialog" },
      make("h2", { id: "dialog-title" }, title),
      text ? make("p", { class: "dialog-text" }, text) : null,
      fields.map((field) =>
        make("label", { class: "field" }, make("span", {}, field.label), control(field)),
      ),
      make(
        "div",
        { class: "dialog-acts" },
        make(
          "button",
          { type: "submit", class: danger ? "act danger-act" : "act main-act" },
          submit,
        ),
        make("button", { type: "button", class: "act", onclick: () => dialog.close() }, cancel),
      ),
    );
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, form);
    let values = null;
    form.addEventListener("submit", () => {
      values = Object.fromEntries(new FormData(form));
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(values);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Ask before a link leaves the page, showing the whole address. */
export async function askToOpen(url, say) {
  const go = await ask({
    title: say("openAsk"),
    text: url,
    submit: say("open"),
    cancel: say("cancel"),
  });
  if (go) window.open(url, "_blank", "noopener,noreferrer");
}
