/** What the page asks of the simulator: calls and the stream of events. */

const base = new URL(".", document.baseURI);
const bot = new URLSearchParams(location.search).get("bot");
const FIRST_RETRY_MS = 1000;

function address(path) {
  const url = new URL(path, base);
  if (bot) url.searchParams.set("bot", bot);
  return url;
}

/** The simulator said no; `message` is its own sentence, `status` the HTTP status. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body) {
  const request = { method, headers: {} };
  if (body instanceof FormData) request.body = body;
  else if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  const response = await fetch(address(path), request);
  const text = await response.text();
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    answer = { description: text };
  }
  if (!response.ok) {
    const said = answer?.description ?? answer?.error ?? answer?.detail ?? response.statusText;
    throw new Refused(response.status, String(said));
  }
  return answer;
}

export const server = {
  all: () => call("GET", "phones"),
  add: (user) => call("POST", "phones", user),
  phone: (id) => call("GET", `phones/${id}`),
  change: (id, user) => call("PATCH", `phones/${id}`, user),
  remove: (id) => call("DELETE", `phones/${id}`),
  act: (id, verb, body = {}) => call("POST", `phones/${id}/${verb}`, body),
  file: (id, file) => address(`phones/${id}/file/${encodeURIComponent(file)}`).href,
  faults: () => call("GET", "faults"),
  setFaults: (faults) => call("PUT", "faults", faults),
  moveClock: (seconds) => call("POST", "clock", { seconds }),
};

/**
 * Listen to everything that happens on the phones, for as long as the page stands.
 * `opened` runs at each (re)connection, for what was missed meanwhile; `lost` when it breaks.
 */
export function listen({ opened, lost, phone, typing, callback }) {
  let wait = FIRST_RETRY_MS;
  const connect = () => {
    const stream = new EventSource(address("phones/events"));
    const on = (name, handler) =>
      stream.addEventListener(name, (event) => handler(JSON.parse(event.data)));
    stream.onopen = () => {
      wait = FIRST_RETRY_MS;
      opened();
    };
    stream.onerror = () => {
      lost();
      // A browser tries again by itself only after a dropped line, not after a refusal.
      if (stream.readyState !== EventSource.CLOSED) return;
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 15_000);
    };
    on("phone", phone);
    on("typing", typing);
    on("callback", callback);
  };
  connect();
}
