"""Files that bots and phones sent, and the ids by which one bot may name them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.errors import bad_request

MEGABYTE = 1024 * 1024
MAX_DOWNLOAD = 20 * MEGABYTE
MAX_UPLOAD = 50 * MEGABYTE
MAX_PHOTO = 10 * MEGABYTE

_PREFIX = {"photo": "AgAC", "voice": "AwAC", "document": "BQAC", "sticker": "CAAC"}
_FOLDER = {"photo": "photos", "voice": "voice", "document": "documents", "sticker": "stickers"}
_ENDING = {"photo": "jpg", "voice": "oga", "sticker": "webp", "video_note": "mp4"}


@dataclass(slots=True, eq=False)
class StoredFile:
    """One file of one bot; ``facts`` are its Bot API fields beside ids and size."""

    id: str
    unique_id: str
    bot_id: int
    kind: str
    content: bytes = field(repr=False)
    facts: dict[str, Any] = field(default_factory=dict)
    sizes: list[StoredFile] = field(default_factory=list)
    path: str = ""

    def described(self) -> dict[str, Any]:
        """The Bot API's object: PhotoSize, Voice, Document, Sticker or VideoNote."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
            **self.facts,
        }

    def for_message(self) -> Any:
        """What a message carries: a photo comes in all its sizes, smallest first."""
        if self.kind == "photo":
            return [size.described() for size in (*self.sizes, self)]
        return self.described()


class Files:
    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[tuple[int, str], StoredFile] = {}

    def keep(
        self,
        bot_id: int,
        kind: str,
        content: bytes,
        facts: dict[str, Any],
        sizes: list[StoredFile] | None = None,
    ) -> StoredFile:
        """Store a file for one bot: no other bot can use its id."""
        digest = hashlib.sha256(kind.encode() + content).hexdigest()
        stored = StoredFile(
            id=f"{_PREFIX.get(kind, 'DQAC')}AgIAAxk{secrets.token_urlsafe(30)}",
            unique_id=f"AQAD{digest[:12]}",
            bot_id=bot_id,
            kind=kind,
            content=content,
            facts=facts,
            sizes=sizes or [],
        )
        self._by_id[stored.id] = stored
        return stored

    def of_bot(self, bot_id: int, file_id: str) -> StoredFile | None:
        stored = self._by_id.get(file_id)
        return stored if stored is not None and stored.bot_id == bot_id else None

    def any(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def download_path(self, stored: StoredFile) -> str:
        """Where the bot may fetch it from now on; raises ApiError when it is too large."""
        if len(stored.content) > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        if not stored.path:
            folder = _FOLDER.get(stored.kind, "video_notes")
            number = len(self._by_path) + 1
            stored.path = f"{folder}/file_{number}{_ending(stored)}"
            self._by_path[stored.bot_id, stored.path] = stored
        return stored.path

    def at(self, bot_id: int, path: str) -> StoredFile | None:
        return self._by_path.get((bot_id, path))


def _ending(stored: StoredFile) -> str:
    if stored.kind != "document":
        return f".{_ENDING[stored.kind]}"
    name = stored.facts.get("file_name", "")
    ending = name.rpartition(".")[2] if "." in name else ""
    return f".{ending}" if ending.isascii() and ending.isalnum() else ""
