"""What a bot shows of itself: name, descriptions, commands and menu button, per language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ScopeKey = tuple[str, int]  # kind of scope, chat id (0 where there is none)


@dataclass(slots=True)
class Profile:
    """Texts are kept by language code; the empty code is for everybody else."""

    username: str
    default_name: str
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[ScopeKey, str], list[dict[str, str]]] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.names.get("") or self.default_name

    def shown_to(self, language: str) -> dict[str, str]:
        return {
            "name": _in_language(self.names, language) or self.default_name,
            "description": _in_language(self.descriptions, language),
            "short_description": _in_language(self.short_descriptions, language),
        }

    def commands_in(self, chat_id: int, language: str) -> list[dict[str, str]]:
        """The menu of a chat: the narrowest scope wins, in it the reader's language."""
        common = "all_private_chats" if chat_id > 0 else "all_group_chats"
        for scope in (("chat", chat_id), (common, 0), ("default", 0)):
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return found
        return []

    def menu_button_in(self, chat_id: int) -> dict[str, Any]:
        own = self.menu_buttons.get(chat_id) or self.menu_buttons.get(0)
        return own or {"type": "default"}


def _in_language(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get("", "")
