"""From text with entities back to HTML that is safe to put into a page."""

from __future__ import annotations

from html import escape
from typing import Any

from bot.simulator.html_markup import SCHEME

Entity = dict[str, Any]

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
    "bot_command": ('<span class="command">', "</span>"),
    "mention": ('<span class="mention">', "</span>"),
    "hashtag": ('<span class="hashtag">', "</span>"),
    "text_mention": ('<span class="mention">', "</span>"),
}


def _tags(entity: Entity, units: bytes) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "pre" and entity.get("language"):
        language = escape(entity["language"])
        return f'<pre><code class="language-{language}">', "</code></pre>"
    if kind in ("url", "text_link", "email"):
        shown = _cut(units, entity["offset"], entity["offset"] + entity["length"])
        address = entity["url"] if kind == "text_link" else shown
        if kind == "email":
            address = f"mailto:{shown}"
        elif not SCHEME.match(address):
            address = f"http://{address}"
        link = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">'
        return link, "</a>"
    return _TAGS.get(kind, ("", ""))


def _cut(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")


def to_html(text: str, entities: list[Entity]) -> str:
    """HTML of a message that may be put into a page: escaped, links to known schemes only."""
    if not entities:
        return escape(text)
    units = text.encode("utf-16-le", "surrogatepass")
    borders = {0, len(units) // 2}
    for entity in entities:
        borders.update((entity["offset"], entity["offset"] + entity["length"]))
    places = sorted(borders)
    waiting = sorted(entities, key=lambda each: (each["offset"], -each["length"]), reverse=True)
    stack: list[Entity] = []
    pieces: list[str] = []
    for index, place in enumerate(places):
        # Entities may overlap without nesting; HTML may not: close the inner ones, open them again.
        ended = [e for e in stack if e["offset"] + e["length"] <= place]
        reopened: list[Entity] = []
        while ended:
            entity = stack.pop()
            pieces.append(_tags(entity, units)[1])
            if entity in ended:
                ended.remove(entity)
            else:
                reopened.append(entity)
        while waiting and waiting[-1]["offset"] == place:
            reopened.append(waiting.pop())
        for entity in sorted(reopened, key=lambda each: (each["offset"], -each["length"])):
            pieces.append(_tags(entity, units)[0])
            stack.append(entity)
        if index + 1 < len(places):
            pieces.append(escape(_cut(units, place, places[index + 1])))
    return "".join(pieces)
