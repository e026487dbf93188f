"""Photos, voice notes and documents: looked at as far as Telegram looks at them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, UnidentifiedImageError

from bot.simulator.errors import bad_request
from bot.simulator.files import MAX_PHOTO, Files, StoredFile
from bot.simulator.ogg import seconds_of
from bot.simulator.parameters import Upload

_THUMBNAIL = 320
_MAX_SIDES = 10_000
_MAX_RATIO = 20


def store(files: Files, bot_id: int, kind: str, upload: Upload, *, duration: int = 0) -> StoredFile:
    """Keep what was uploaded under an id of this bot. Raises ApiError when it is not of its kind.

    Bytes stay as they came. Telegram makes every photo anew and so takes place and camera out of
    it; here they stay, so that a bot cannot come to rely on that.
    """
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        return _photo(files, bot_id, upload.content)
    return files.keep(bot_id, kind, upload.content, _facts(kind, upload, duration))


def _facts(kind: str, upload: Upload, duration: int) -> dict[str, Any]:
    if kind == "voice":
        seconds = duration or seconds_of(upload.content)
        return {"duration": seconds, "mime_type": upload.mime_type or "audio/ogg"}
    if kind == "sticker":
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return {**shape, "type": "regular"}
    if kind == "video_note":
        return {"length": 240, "duration": duration or 1}
    return {"file_name": upload.name, "mime_type": upload.mime_type}


def _photo(files: Files, bot_id: int, content: bytes) -> StoredFile:
    if len(content) > MAX_PHOTO:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is "
            f"{MAX_PHOTO} bytes"
        )
    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
            small = _smaller(image) if max(width, height) > _THUMBNAIL else None
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > _MAX_SIDES or max(width, height) > _MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    sizes = []
    if small is not None:
        thumbnail, small_width, small_height = small
        facts = {"width": small_width, "height": small_height}
        sizes.append(files.keep(bot_id, "photo", thumbnail, facts))
    return files.keep(bot_id, "photo", content, {"width": width, "height": height}, sizes)


def _smaller(image: Image.Image) -> tuple[bytes, int, int]:
    image.draft("RGB", (_THUMBNAIL, _THUMBNAIL))
    copy = image.convert("RGB")
    copy.thumbnail((_THUMBNAIL, _THUMBNAIL))
    written = io.BytesIO()
    copy.save(written, "JPEG", quality=80)
    return written.getvalue(), *copy.size
