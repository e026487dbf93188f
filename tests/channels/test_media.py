"""Files: what is kept is the picture or the sound, and nothing else of the original (C14, C18)."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from mutagen.oggopus import OggOpus
from PIL import Image

from bot.channels.telegram.incoming import Incoming, What
from bot.channels.telegram.media import FILE_PATH, NotTaken, clean, clean_photo, clean_voice
from bot.screens import MediaKind, Unfit
from bot.simulator import samples

CANARY = "CANARY-58b1"


def jpeg(**more: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", (60, 40), "#336699").save(written, "JPEG", **more)
    return written.getvalue()


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB") -> bytes:
    written = BytesIO()
    Image.new(mode, size).save(written, kind)
    return written.getvalue()


def test_a_photo_of_a_phone_loses_its_place_and_camera() -> None:
    original = samples.photo().content
    assert Image.open(BytesIO(original)).getexif()
    cleaned = clean_photo(original)
    with Image.open(BytesIO(cleaned)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        assert image.size == (640, 480)
    assert b"Sample phone" in original
    assert b"Sample phone" not in cleaned
    assert cleaned != original


def test_comments_profiles_and_what_is_hung_behind_the_picture_do_not_travel() -> None:
    original = jpeg(comment=CANARY, icc_profile=CANARY.encode()) + CANARY.encode()
    assert CANARY.encode() in original
    cleaned = clean_photo(original)
    assert CANARY.encode() not in cleaned
    with Image.open(BytesIO(cleaned)) as image:
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_turned_photo_is_kept_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    with Image.open(BytesIO(clean_photo(jpeg(exif=exif)))) as image:
        assert image.size == (40, 60)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_the_kinds_of_picture_that_are_taken_all_leave_as_jpeg(kind: str) -> None:
    with Image.open(BytesIO(clean_photo(picture(kind)))) as image:
        assert image.format == "JPEG"


def test_a_picture_with_holes_gets_a_white_ground() -> None:
    with Image.open(BytesIO(clean_photo(picture("PNG", mode="RGBA")))) as image:
        assert image.mode == "RGB"


def test_a_large_photo_is_made_smaller() -> None:
    with Image.open(BytesIO(clean_photo(picture("PNG", (3000, 1000), "L")))) as image:
        assert image.size == (1600, 533)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        jpeg()[:200],
        picture("PNG")[:60],
        b"%PDF-1.7\n" + jpeg(),
    ],
    ids=["empty", "text", "svg", "gif", "bmp", "tiff", "half a jpeg", "half a png", "pdf first"],
)
def test_what_is_no_picture_is_refused_as_broken(content: bytes) -> None:
    with pytest.raises(NotTaken) as refusal:
        clean_photo(content)
    assert refusal.value.why is Unfit.BROKEN


@pytest.mark.parametrize("size", [(8000, 5001), (12000, 12000), (60000, 60000)])
def test_a_picture_of_more_than_forty_megapixels_is_refused_before_it_is_unpacked(
    size: tuple[int, int],
) -> None:
    with pytest.raises(NotTaken) as refusal:
        clean_photo(png_that_says(size))
    assert refusal.value.why is Unfit.TOO_BIG


def png_that_says(size: tuple[int, int]) -> bytes:
    """A small file whose header promises a picture of this size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def opus(content: BytesIO) -> Any:
    """The library has no types."""
    return OggOpus(content)  # type: ignore[no-untyped-call]


def test_a_voice_note_loses_its_tags_and_keeps_its_sound() -> None:
    content = BytesIO(samples.voice().content)
    tagged = opus(content)
    tagged["title"] = [CANARY]
    tagged["artist"] = [CANARY]
    tagged.save(content)
    original = content.getvalue()
    assert CANARY.encode() in original
    cleaned = clean_voice(original)
    assert CANARY.encode() not in cleaned
    heard = opus(BytesIO(cleaned))
    assert not heard.tags
    assert heard.info.length == pytest.approx(opus(BytesIO(original)).info.length)


@pytest.mark.parametrize("content", [b"", b"noise", samples.voice().content[:40], jpeg()])
def test_what_is_no_voice_note_is_refused_as_broken(content: bytes) -> None:
    with pytest.raises(NotTaken) as refusal:
        clean_voice(content)
    assert refusal.value.why is Unfit.BROKEN


def test_a_file_of_a_wrong_kind_of_content_is_judged_by_its_content() -> None:
    voice = Incoming(1, "1", What.VOICE, file_ref="x")
    with pytest.raises(NotTaken):
        clean(voice, jpeg())
    document = Incoming(1, "1", What.DOCUMENT, mime_type="image/png", file_ref="x")
    assert clean(document, jpeg()).kind is MediaKind.PHOTO


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "photos/../../etc/passwd",
        "http://127.0.0.1/x",
        "https://169.254.169.254/latest",
        "file:" + "///etc/passwd",
        "",
        "photos/a b.jpg",
        "photos/?x=1",
        "photos/a#b",
        "//evil.example/x",
        "\\\\server\\x",
    ],
)
def test_a_path_that_leads_elsewhere_is_not_followed(path: str) -> None:
    assert FILE_PATH.match(path) is None


@pytest.mark.parametrize("path", ["photos/file_1.jpg", "voice/file_22.oga", "documents/a-b_c.png"])
def test_a_path_of_telegrams_is_followed(path: str) -> None:
    assert FILE_PATH.match(path)
