/** From the simulator's sanitised Telegram HTML to nodes: only what stands in these lists is built. */

import { make } from "./elements.js";

const PLAIN = {
  B: "strong",
  STRONG: "strong",
  I: "em",
  EM: "em",
  U: "u",
  INS: "u",
  S: "s",
  STRIKE: "s",
  DEL: "s",
  CODE: "code",
  PRE: "pre",
  BLOCKQUOTE: "blockquote",
};
// Inside these, what looks like a command or an address is none.
const LITERAL = new Set(["A", "CODE", "PRE"]);
const PROTOCOLS = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);
const WORD =
  /(^|[\s(«"])(\/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])|https?:\/\/[^\s<>«»"]*[^\s<>«»".,;:!?)])/gu;

function link(url, children, acts) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  if (!PROTOCOLS.has(parsed.protocol)) return null;
  const press = (event) => {
    event.preventDefault();
    acts.link(url);
  };
  return make(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer", onclick: press },
    children,
  );
}

/** Commands and addresses inside plain text become things to press, as Telegram makes them. */
function pressable(text, acts) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const word = match[2];
    const start = match.index + match[1].length;
    pieces.push(text.slice(end, start));
    if (word.startsWith("/"))
      pieces.push(
        make(
          "button",
          { type: "button", class: "command", onclick: () => acts.command(word) },
          word,
        ),
      );
    else pieces.push(link(word, [word], acts) ?? word);
    end = start + word.length;
  }
  pieces.push(text.slice(end));
  return pieces.filter((piece) => piece !== "");
}

function spoiler(children) {
  const hidden = make(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-pressed": "false" },
    children,
  );
  const show = () => {
    hidden.classList.add("shown");
    hidden.setAttribute("aria-pressed", "true");
  };
  hidden.addEventListener("click", show);
  hidden.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    show();
  });
  return hidden;
}

function built(tag, attributes, children, acts) {
  if (tag === "A") return [link(attributes.href ?? "", children, acts) ?? children].flat();
  if (tag === "TG-SPOILER" || attributes.class === "tg-spoiler") return [spoiler(children)];
  if (Object.hasOwn(PLAIN, tag)) return [make(PLAIN[tag], {}, trimmed(children))];
  return children;
}

const PIECE = /<(\/?)([a-z][a-z0-9-]*)((?:\s[^<>]*)?)>|<|[^<]+/giu;
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/gu;
const NAMED = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function decoded(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/giu, (whole, hex, digits, name) => {
    if (name) return NAMED[name] ?? whole;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(digits));
  });
}

function attributesOf(text) {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name, value]) => [name, decoded(value)]),
  );
}

/** A block ends its line by itself: the line break that follows it in the text would show twice. */
function trimmed(nodes) {
  nodes.forEach((node, at) => {
    const before = nodes[at - 1];
    if (typeof node !== "string" || !["BLOCKQUOTE", "PRE"].includes(before?.tagName)) return;
    nodes[at] = node.replace(/^\n/, "");
  });
  return nodes;
}

/**
 * Nodes of one message. `acts.link(url)` and `acts.command("/word")` run when pressed.
 * The browser's own parser is left out on purpose: it would try handlers and addresses.
 */
export function formatted(html, acts) {
  const open = [{ tag: "", attributes: {}, children: [] }];
  const close = () => {
    const { tag, attributes, children } = open.pop();
    open.at(-1).children.push(...built(tag, attributes, children, acts));
  };
  for (const [piece, slash, name, rest] of html.matchAll(PIECE)) {
    const tag = name?.toUpperCase();
    if (!tag) {
      const text = decoded(piece);
      const literal = open.some((frame) => LITERAL.has(frame.tag));
      open.at(-1).children.push(...(literal ? [text] : pressable(text, acts)));
    } else if (!slash) open.push({ tag, attributes: attributesOf(rest), children: [] });
    else if (open.some((frame) => frame.tag === tag)) {
      while (open.at(-1).tag !== tag) close();
      close();
    }
  }
  while (open.length > 1) close();
  return trimmed(open[0].children);
}
