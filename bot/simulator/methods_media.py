"""Messages that carry a file, and how a bot gets the file itself."""

from __future__ import annotations

import secrets
from typing import Any

from bot.simulator.calls import Call, method
from bot.simulator.errors import bad_request
from bot.simulator.files import StoredFile
from bot.simulator.keyboards import inline_only
from bot.simulator.media import store
from bot.simulator.methods_editing import change, own_message
from bot.simulator.methods_messages import (
    CAPTION,
    SENDING,
    caption_of,
    post,
    replied_to,
    send,
)
from bot.simulator.parameters import Upload, chat, file, flag, integer, structure, text

_MEDIUM_FIELDS = frozenset(
    (
        "type",
        "media",
        "caption",
        "parse_mode",
        "caption_entities",
        "show_caption_above_media",
        "has_spoiler",
        "thumbnail",
        "disable_content_type_detection",
    )
)


def chosen_file(call: Call, kind: str, value: Any, *, duration: int = 0) -> StoredFile:
    """The file that a call sends: by id, by upload, or by ``attach://`` name. Raises ApiError."""
    if isinstance(value, str) and value.startswith("attach://"):
        value = call.get(value.removeprefix("attach://"))
    files = call.simulator.files
    if isinstance(value, Upload):
        return store(files, call.bot.id, kind, value, duration=duration)
    if not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if str(value).startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # nothing is fetched from outside
    stored = files.of_bot(call.bot.id, str(value))
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request("type of file mismatch")
    return stored


def _send_file(call: Call, kind: str) -> dict[str, Any]:
    caption = caption_of(call.given)
    call.open_chat()
    stored = chosen_file(call, kind, call.get(kind), duration=call.get("duration", 0))
    return send(call, {kind: stored.for_message(), **caption})


@method("sendPhoto", **SENDING, **CAPTION, photo=file, has_spoiler=flag, reply_markup=structure)
def send_photo(call: Call) -> dict[str, Any]:
    return _send_file(call, "photo")


@method("sendVoice", **SENDING, **CAPTION, voice=file, duration=integer, reply_markup=structure)
def send_voice(call: Call) -> dict[str, Any]:
    return _send_file(call, "voice")


@method(
    "sendDocument",
    **SENDING,
    **CAPTION,
    document=file,
    thumbnail=file,
    disable_content_type_detection=flag,
    reply_markup=structure,
)
def send_document(call: Call) -> dict[str, Any]:
    return _send_file(call, "document")


@method("sendSticker", **SENDING, sticker=file, emoji=text, reply_markup=structure)
def send_sticker(call: Call) -> dict[str, Any]:
    return _send_file(call, "sticker")


def _medium(call: Call, medium: Any) -> dict[str, Any]:
    if not isinstance(medium, dict) or not _MEDIUM_FIELDS.issuperset(medium):
        raise bad_request("can't parse InputMedia: unknown field")
    kind = medium.get("type")
    if kind not in ("photo", "document"):
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    stored = chosen_file(call, kind, medium.get("media"))
    return {kind: stored.for_message(), **caption_of(medium)}


@method("sendMediaGroup", **SENDING, media=structure)
def send_media_group(call: Call) -> list[dict[str, Any]]:
    media = call.get("media")
    if not isinstance(media, list):
        raise bad_request("expected an Array of InputMedia")
    if not 2 <= len(media) <= 10:
        raise bad_request("wrong number of media in the album: from 2 to 10 are expected")
    where = call.open_chat()
    contents = [_medium(call, medium) for medium in media]
    if len({"photo" in content for content in contents}) > 1:
        raise bad_request("can't use the media of the specified type in the album")
    reply = replied_to(call, where)
    call.pace(where, len(contents))
    group = {"media_group_id": str(secrets.randbits(62)), **reply}
    return [post(call, where, {**content, **group}) for content in contents]


@method(
    "editMessageMedia", chat_id=chat, message_id=integer, media=structure, reply_markup=structure
)
def edit_message_media(call: Call) -> dict[str, Any]:
    where, message = own_message(call)
    inline_only(call.get("reply_markup"))
    content = _medium(call, call.get("media"))
    cleared = dict.fromkeys(
        ("text", "entities", "photo", "voice", "document", "caption", "caption_entities")
    )
    return change(call, where, message, {**cleared, **content})


@method("getFile", file_id=text)
def get_file(call: Call) -> dict[str, Any]:
    file_id = call.get("file_id", "")
    if not file_id:
        raise bad_request("file_id not specified")
    files = call.simulator.files
    stored = files.of_bot(call.bot.id, file_id)
    if stored is None:
        known = files.any(file_id) is not None
        raise bad_request(
            "wrong file_id or the file is temporarily unavailable" if known else "invalid file_id"
        )
    path = files.download_path(stored)
    ids = {"file_id": stored.id, "file_unique_id": stored.unique_id}
    return {**ids, "file_size": len(stored.content), "file_path": path}
