"""Files that people send: fetched by id from the Bot API alone, and cleaned before they are kept.

A photo is decoded and written anew, so that nothing of the original travels on (EXIF, GPS,
thumbnails, names); of a voice note the tags are emptied. What is not what it says is refused.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO

import mutagen
from mutagen.oggopus import OggOpus
from PIL import Image, ImageOps
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.incoming import Incoming, What
from bot.screens import Media, MediaKind, Unfit

LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_VOICE = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
IMAGE_FORMATS = ("JPEG", "PNG", "WEBP")
IMAGE_DOCUMENTS = frozenset({"image/jpeg", "image/png", "image/webp"})
# Pillow only warns of pictures below twice its own limit; here a limit is one.
warnings.simplefilter("error", Image.DecompressionBombWarning)
FILE_PATH = re.compile(r"^(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9_./-]*$")


class NotTaken(Exception):
    """A file that we do not keep, and why."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why


async def fetch(bot: Bot, incoming: Incoming) -> bytes:
    """The file's bytes. Raises NotTaken, or TelegramError when it may work later."""
    if incoming.what is What.DOCUMENT and incoming.mime_type not in IMAGE_DOCUMENTS:
        raise NotTaken(Unfit.KIND)
    if incoming.size > LARGEST_PHOTO:
        raise NotTaken(Unfit.TOO_BIG)
    file = await bot.get_file(incoming.file_ref)
    # A path from outside never leaves the configured base (C14).
    path = (file.file_path or "").removeprefix(str(bot.base_file_url)).lstrip("/")
    if not FILE_PATH.match(path):
        raise NotTaken(Unfit.BROKEN)
    content = bytes(await bot.request.retrieve(f"{bot.base_file_url}/{path}"))
    if len(content) > LARGEST_PHOTO:
        raise NotTaken(Unfit.TOO_BIG)
    return content


def clean(incoming: Incoming, content: bytes) -> Media:
    """The file as we keep it. Slow: runs in a thread. Raises NotTaken."""
    if incoming.what is What.VOICE:
        return Media(MediaKind.VOICE, clean_voice(content), "audio/ogg", incoming.seconds)
    return Media(MediaKind.PHOTO, clean_photo(content), "image/jpeg")


def clean_photo(content: bytes) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=IMAGE_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotTaken(Unfit.TOO_BIG)
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            # A new canvas: only the picture's points cross, no profile and no notes.
            canvas = Image.new("RGB", upright.size, "white")
            canvas.paste(upright.convert("RGB"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotTaken(Unfit.TOO_BIG) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise NotTaken(Unfit.BROKEN) from error
    out = BytesIO()
    canvas.save(out, "JPEG", quality=85)
    return out.getvalue()


def clean_voice(content: bytes) -> bytes:
    if len(content) > LARGEST_VOICE:
        raise NotTaken(Unfit.TOO_BIG)
    file = BytesIO(content)
    try:
        OggOpus(file).delete(file)  # type: ignore[no-untyped-call]  # untyped upstream
    except (mutagen.MutagenError, ValueError) as error:
        raise NotTaken(Unfit.BROKEN) from error
    return file.getvalue()


__all__ = ["NotTaken", "TelegramError", "clean", "clean_photo", "clean_voice", "fetch"]
