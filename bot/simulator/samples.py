"""Things to send when there is nothing at hand: a photo, a voice note, a paper."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw
from PIL.Image import Exif
from PIL.TiffImagePlugin import IFDRational

from bot.simulator.ogg import silent_voice
from bot.simulator.parameters import Upload

_GPS = 0x8825
_MAKER, _MODEL = 0x010F, 0x0110
VOICE_SECONDS = 3


@cache
def sample(kind: str) -> Upload:
    """A photo, voice note, document, sticker or video note. Raises KeyError for another kind."""
    return {
        "photo": photo,
        "voice": voice,
        "document": document,
        "sticker": sticker,
        "video_note": video_note,
    }[kind]()


def photo() -> Upload:
    """A JPEG that tells where and with what it was taken, as photos from a phone do."""
    image = Image.new("RGB", (640, 480), "#d8d2c4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((80, 60, 560, 420), fill="#ffffff", outline="#555555", width=3)
    for line in range(8):
        draw.rectangle((120, 110 + line * 36, 520 - line % 3 * 90, 120 + line * 36), fill="#777777")
    exif = Exif()
    exif[_MAKER] = "Simulator"
    exif[_MODEL] = "Sample phone"
    gps = exif.get_ifd(_GPS)
    gps[1], gps[2] = "N", tuple(IFDRational(number) for number in (42, 52, 30))
    gps[3], gps[4] = "E", tuple(IFDRational(number) for number in (74, 35, 20))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=80, exif=exif)
    return Upload(written.getvalue(), "photo.jpg", "image/jpeg")


def voice() -> Upload:
    return Upload(silent_voice(VOICE_SECONDS), "voice.ogg", "audio/ogg")


def sticker() -> Upload:
    image = Image.new("RGBA", (512, 512), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((56, 56, 456, 456), fill="#f2c14e")
    written = io.BytesIO()
    image.save(written, "WEBP")
    return Upload(written.getvalue(), "sticker.webp", "image/webp")


def video_note() -> Upload:
    """The first box of an MP4: enough to be sent, not to be played."""
    box = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    return Upload(box, "video_note.mp4", "video/mp4")


def document() -> Upload:
    """A PDF of one page."""
    drawing = b"BT /F1 24 Tf 72 720 Td (A sample document) Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    content = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    content += b"startxref\n%d\n%%%%EOF\n" % table
    return Upload(content, "sample.pdf", "application/pdf")
