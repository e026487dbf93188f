/** The panel at the foot of the page: what goes wrong between bot and simulator, and the clock. */

import { make } from "./elements.js";
import { server } from "./server.js";

const SHARES = {
  error_share: "errorShare",
  timeout_share: "timeoutShare",
  drop_share: "dropShare",
  repeat_updates_share: "repeatShare",
};
const SWITCHES = { reorder_updates: "reorder", strict_limits: "strictLimits" };
const HOUR = 3600;
const CLOCK_STEPS_HOURS = [1, 24, 48, 72];

export class FaultsPanel {
  constructor(say) {
    this.say = say;
    this.said = make("p", { class: "faults-said", role: "status" });
    this.badge = make("span", { class: "badge" });
    this.title = make("span", {});
    this.body = make("div", { class: "faults-body" });
    this.element = make(
      "details",
      { class: "faults" },
      make("summary", {}, this.title, this.badge),
      this.body,
      this.said,
    );
    this.faults = {};
  }

  async load() {
    this.faults = await server.faults();
    this.draw();
  }

  share(name) {
    return make("input", {
      type: "number",
      min: "0",
      max: "100",
      step: "1",
      name,
      value: Math.round((this.faults[name] ?? 0) * 100),
    });
  }

  draw() {
    const { say, faults } = this;
    const on =
      Object.keys(SHARES).some((name) => faults[name] > 0) ||
      faults.latency_ms > 0 ||
      faults.reorder_updates;
    this.title.textContent = say("faults");
    this.badge.textContent = on ? `⚠ ${say("faultsOn")}` : "";
    const labelled = (key, input) =>
      make("label", { class: "field" }, make("span", {}, say(key)), input);
    const form = make(
      "form",
      { class: "faults-form", onsubmit: (event) => this.submit(event) },
      make("p", { class: "quiet" }, say("faultsNote")),
      make(
        "div",
        { class: "faults-grid" },
        Object.entries(SHARES).map(([name, key]) => labelled(key, this.share(name))),
        labelled(
          "latency",
          make("input", {
            type: "number",
            min: "0",
            max: "60000",
            step: "10",
            name: "latency_ms",
            value: faults.latency_ms ?? 0,
          }),
        ),
      ),
      Object.entries(SWITCHES).map(([name, key]) =>
        make(
          "label",
          { class: "switch" },
          make("input", { type: "checkbox", name, checked: faults[name] }),
          make("span", {}, say(key)),
        ),
      ),
      make(
        "div",
        { class: "dialog-acts" },
        make("button", { type: "submit", class: "act main-act" }, say("apply")),
        make(
          "button",
          { type: "button", class: "act", onclick: () => this.allOff() },
          say("allOff"),
        ),
      ),
    );
    const clock = make(
      "div",
      { class: "clock" },
      make("span", {}, say("clock")),
      CLOCK_STEPS_HOURS.map((hours) =>
        make(
          "button",
          { type: "button", class: "act", onclick: () => this.moveClock(hours) },
          `+${say("hours", { number: hours })}`,
        ),
      ),
    );
    this.body.replaceChildren(form, clock);
  }

  submit(event) {
    event.preventDefault();
    const given = new FormData(event.target);
    const faults = { latency_ms: Number(given.get("latency_ms")) };
    for (const name of Object.keys(SHARES)) faults[name] = Number(given.get(name)) / 100;
    for (const name of Object.keys(SWITCHES)) faults[name] = given.has(name);
    return this.put(faults);
  }

  allOff() {
    const none = Object.fromEntries(Object.keys(SHARES).map((name) => [name, 0]));
    return this.put({ ...this.faults, ...none, latency_ms: 0, reorder_updates: false });
  }

  async put(faults) {
    try {
      this.faults = (await server.setFaults(faults)) ?? faults;
      this.said.textContent = this.say("saved");
    } catch (error) {
      this.said.textContent = error.message;
    }
    const focused = document.activeElement?.className;
    this.draw();
    if (focused) this.body.querySelector(`button[class="${focused}"]`)?.focus();
  }

  async moveClock(hours) {
    try {
      await server.moveClock(hours * HOUR);
      this.said.textContent = this.say("saved");
    } catch (error) {
      this.said.textContent = error.message;
    }
  }
}
