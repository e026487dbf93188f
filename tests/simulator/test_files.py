"""Photos, voice notes and documents, both ways."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
import pytest
from mutagen.oggopus import OggOpus
from PIL import Image
from telegram import Bot, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from bot.simulator import Phone, Simulator
from bot.simulator.files import MAX_DOWNLOAD
from bot.simulator.ogg import seconds_of, silent_voice
from bot.simulator.samples import sample
from tests.simulator.conftest import Api

GPS = 0x8825


def picture(width: int = 800, height: int = 600) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(written, "JPEG")
    return written.getvalue()


async def test_a_photo_goes_to_the_phone_and_again_by_its_id(bot: Bot, phone: Phone) -> None:
    content = picture()
    sent = await bot.send_photo(phone.id, content, caption="<b>Map</b>", parse_mode="HTML")
    assert [(size.width, size.height) for size in sent.photo] == [(320, 240), (800, 600)]
    seen = await phone.sees("Map")
    assert await phone.downloads(seen, "photo") == content
    again = await bot.send_photo(phone.id, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id


async def test_a_bot_downloads_what_a_phone_sent(bot: Bot, phone: Phone) -> None:
    await phone.sends_photo()
    await phone.sends_voice()
    await phone.sends_document(b"%PDF-1.4 mine", name="paper.pdf")
    messages = [update.message for update in await bot.get_updates() if update.message]
    photo = await messages[1].photo[-1].get_file()
    assert photo.file_path is not None
    assert photo.file_path.endswith("/photos/file_1.jpg")
    assert bytes(await photo.download_as_bytearray()) == sample("photo").content
    assert messages[2].voice is not None
    voice = await messages[2].voice.get_file()
    assert bytes(await voice.download_as_bytearray()) == sample("voice").content
    assert messages[3].document is not None
    assert messages[3].document.file_name == "paper.pdf"
    document = await messages[3].document.get_file()
    assert bytes(await document.download_as_bytearray()) == b"%PDF-1.4 mine"


async def test_a_file_belongs_to_one_bot(api: Api, bot: Bot, phone: Phone) -> None:
    sent = await bot.send_photo(phone.id, picture())
    file_id = sent.photo[-1].file_id
    foreign = await api("getFile", token="2:SIMULATOR", file_id=file_id)
    assert foreign.error == ("Bad Request: wrong file_id or the file is temporarily unavailable")
    assert (await api("getFile", file_id="made-up")).error == "Bad Request: invalid file_id"
    assert (await api("getFile")).error == "Bad Request: file_id not specified"
    wrong = await api("sendPhoto", chat_id=phone.id, photo="made-up")
    assert wrong.error == "Bad Request: wrong file identifier/HTTP URL specified"
    kind = await api("sendVoice", chat_id=phone.id, voice=file_id)
    assert kind.error == "Bad Request: type of file mismatch"
    missing = await api("sendPhoto", chat_id=phone.id)
    assert missing.error == "Bad Request: there is no photo in the request"


async def test_nothing_is_fetched_from_outside(api: Api, phone: Phone) -> None:
    reply = await api("sendPhoto", chat_id=phone.id, photo="https://example.org/x.jpg")
    assert reply.error == "Bad Request: failed to get HTTP URL content"


async def test_a_path_that_was_not_asked_for_leads_nowhere(
    base_url: str, bot: Bot, phone: Phone
) -> None:
    await bot.send_photo(phone.id, picture())
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{base_url}/file/bot1:SIMULATOR/photos/file_1.jpg") as answer,
    ):
        assert answer.status == 404


async def test_a_file_over_20_megabytes_cannot_be_downloaded(bot: Bot, phone: Phone) -> None:
    await phone.sends_document(b"0" * (MAX_DOWNLOAD + 1), name="big.bin")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.document is not None
    assert message.document.file_size == MAX_DOWNLOAD + 1
    with pytest.raises(BadRequest, match="File is too big"):
        await message.document.get_file()


async def test_a_photo_is_a_picture_of_bearable_size(bot: Bot, phone: Phone) -> None:
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(phone.id, b"not a picture")
    with pytest.raises(BadRequest, match=r"(?i)photo_invalid_dimensions"):
        await bot.send_photo(phone.id, picture(2100, 100))
    with pytest.raises(BadRequest, match="too big for a photo; the maximum size is 10485760"):
        await bot.send_photo(phone.id, picture() + b"0" * 10_500_000)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(phone.id, b"")


@pytest.mark.parametrize(("letters", "accepted"), [(1023, True), (1024, True), (1025, False)])
async def test_words_under_a_file_have_at_most_1024_letters(
    bot: Bot, phone: Phone, letters: int, accepted: bool
) -> None:
    if accepted:
        sent = await bot.send_document(phone.id, b"x", caption="ы" * letters)
        assert sent.caption == "ы" * letters
        return
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(phone.id, b"x", caption="ы" * letters)


async def test_an_album_comes_as_messages_of_one_group(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_media_group(
        phone.id, [InputMediaPhoto(picture(), caption="First"), InputMediaPhoto(picture(400, 300))]
    )
    assert len({message.media_group_id for message in sent}) == 1
    assert (await phone.sees("First")).raw["photo"]["width"] == 800
    with pytest.raises(BadRequest, match="Can't use the media of the specified type"):
        await bot.send_media_group(
            phone.id, [InputMediaPhoto(picture()), InputMediaDocument(b"x", filename="x.txt")]
        )
    with pytest.raises(BadRequest, match="from 2 to 10"):
        await bot.send_media_group(phone.id, [InputMediaPhoto(picture())])


async def test_a_medium_can_be_exchanged(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_photo(phone.id, picture(), caption="Before")
    await bot.edit_message_media(
        InputMediaPhoto(picture(400, 300), caption="After"), phone.id, sent.message_id
    )
    seen = await phone.sees("After")
    assert (seen.id, seen.raw["photo"]["width"]) == (sent.message_id, 400)


async def test_a_document_is_never_opened_inside_the_page(base_url: str, phone: Phone) -> None:
    sent = await phone.sends_document(b"<script>", name="x.html", mime_type="text/html")
    address = f"{base_url}/phones/{phone.id}/file/{sent.raw['document']['file_id']}"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.headers["Content-Security-Policy"] == "sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_sample_photo_tells_where_it_was_taken() -> None:
    with Image.open(io.BytesIO(sample("photo").content)) as image:
        gps = image.getexif().get_ifd(GPS)
    assert (gps[1], gps[3]) == ("N", "E")


@pytest.mark.parametrize("seconds", [1, 3, 12])
def test_the_sample_voice_is_true_ogg_opus(seconds: int) -> None:
    content = silent_voice(seconds)
    read: Any = OggOpus  # mutagen declares no types
    assert read(io.BytesIO(content)).info.length == pytest.approx(seconds, abs=0.05)
    assert seconds_of(content) == seconds
    assert seconds_of(b"OggS but short") == seconds_of(b"") == 0


def test_the_sample_document_is_a_pdf() -> None:
    content = sample("document").content
    assert content.startswith(b"%PDF-1.4")
    table = int(content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert content[table:].startswith(b"xref\n0 6\n")


def test_the_same_file_has_another_id_for_each_bot(simulator: Simulator) -> None:
    first = simulator.files.keep(1, "photo", b"x", {})
    second = simulator.files.keep(2, "photo", b"x", {})
    assert first.id != second.id
    assert first.unique_id == second.unique_id
