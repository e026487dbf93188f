"""A question of several messages, a photo and a voice note: what crosses, and what does not."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from mutagen.oggopus import OggOpus
from PIL import Image

from bot.simulator import Message, samples
from tests.house import Story
from tests.stories.deeds import TOOLOS, card_of, checks_and_sends, number_in

SECRET_PLACE = "CANARY-place-of-the-photo"


def tagged_photo() -> bytes:
    """As a phone makes it: with camera, place and a comment."""
    written = BytesIO()
    with Image.open(BytesIO(samples.photo().content)) as image:
        image.save(written, "JPEG", exif=image.getexif(), comment=SECRET_PLACE)
    return written.getvalue()


def tagged_voice() -> bytes:
    content = BytesIO(samples.voice().content)
    tagged: Any = OggOpus(content)  # type: ignore[no-untyped-call]
    tagged["title"] = [SECRET_PLACE]
    tagged.save(content)
    return content.getvalue()


async def test_words_photo_and_voice_cross_as_one_question_and_nothing_else_does(
    st: Story,
) -> None:
    clerk = await st.clerk(TOOLOS)
    asker = await st.reader(TOOLOS)
    photo, voice = tagged_photo(), tagged_voice()
    assert SECRET_PLACE.encode() in photo
    assert SECRET_PLACE.encode() in voice

    await asker.sends("/ask")
    await asker.sees("❓ Write your question")
    await asker.sends("Биринчи билдирүү")
    await asker.sees("✏️ We have it")
    sent_photo = await asker.phone.sends_photo(photo, caption="Кагаз ушундай")
    await asker.phone.waits_for(lambda: asker.last.id > sent_photo.id)
    sent_voice = await asker.phone.sends_voice(voice)
    await asker.phone.waits_for(lambda: asker.last.id > sent_voice.id)
    await asker.sends("Акыркы билдирүү")
    number = number_in(await checks_and_sends(asker))

    card = await card_of(clerk, number)
    words = [card.text.index(each) for each in ("Биринчи", "Кагаз ушундай", "Акыркы")]
    assert words == sorted(words)
    await clerk.phone.waits_for(lambda: _with(clerk.phone.screen, "voice"))
    got_photo = _with(clerk.phone.screen, "photo")
    got_voice = _with(clerk.phone.screen, "voice")
    assert got_photo is not None
    assert got_voice is not None
    for message in (card, got_photo, got_voice):
        assert message.protected
        assert "forward_origin" not in message.raw

    # Uploaded anew: other files, other bytes (C16).
    for mine, theirs, kind in ((sent_photo, got_photo, "photo"), (sent_voice, got_voice, "voice")):
        assert mine.raw[kind]["file_id"] != theirs.raw[kind]["file_id"]
    seen = await clerk.phone.downloads(got_photo, "photo")
    heard = await clerk.phone.downloads(got_voice, "voice")
    assert seen != photo
    assert heard != voice
    assert SECRET_PLACE.encode() not in seen
    assert SECRET_PLACE.encode() not in heard
    with Image.open(BytesIO(seen)) as image:
        assert not image.getexif()
    assert got_photo.text == ""
    assert "photo.jpg" not in str(got_photo.raw)


def _with(screen: list[Message], kind: str) -> Message | None:
    return next((each for each in screen if each.from_bot and kind in each.raw), None)


async def test_a_picture_sent_as_a_document_crosses_as_a_photo_without_its_name(
    st: Story,
) -> None:
    clerk = await st.clerk(TOOLOS)
    asker = await st.reader(TOOLOS)
    await asker.sends("/ask")
    await asker.sees("❓ Write your question")
    await asker.phone.sends_document(tagged_photo(), name="CANARY.jpg", mime_type="image/jpeg")
    await asker.sees("✏️ We have it")
    number = number_in(await checks_and_sends(asker))
    await card_of(clerk, number)
    await clerk.phone.waits_for(lambda: _with(clerk.phone.screen, "photo"))
    photo = _with(clerk.phone.screen, "photo")
    assert photo is not None
    assert "CANARY" not in str(photo.raw)
