"""One message as a phone shows it, for tests to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble, as the phone shows it; ``raw`` is all that the simulator says of it."""

    raw: dict[str, Any]

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def from_bot(self) -> bool:
        return bool(self.raw["from_bot"])

    @property
    def text(self) -> str:
        """What can be read in it: its text, or the words under a file."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def html(self) -> str:
        return str(self.raw.get("html", ""))

    @property
    def protected(self) -> bool:
        return bool(self.raw["protect_content"])

    @property
    def edited(self) -> bool:
        return "edit_date" in self.raw

    @property
    def keyboard(self) -> list[list[dict[str, Any]]]:
        """Rows of inline buttons."""
        rows: list[list[dict[str, Any]]] = self.raw.get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]

    def drawn(self) -> str:
        """The bubble in plain text, for a test's failure."""
        kinds = ("photo", "voice", "document", "location", "sticker", "contact", "poll")
        parts = [f"<{kind}>" for kind in (*kinds, "video_note") if kind in self.raw]
        lines = " ".join([*parts, self.text]).split("\n")
        side = "bot" if self.from_bot else "me "
        drawn = [f"  {side} #{self.id} | {line}" for line in lines]
        for row in self.keyboard:
            drawn.append("        " + " ".join(f"[ {button['text']} ]" for button in row))
        return "\n".join(drawn)
