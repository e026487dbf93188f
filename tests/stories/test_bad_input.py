"""Whatever is sent gets one clear line in the reader's language; nothing spins, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.articles.presses import OpenArticle
from bot.channels.telegram import callback_data
from bot.navigation import OpenMenu
from bot.questions.models import Part, Question
from bot.questions.presses import OpenQuestion, Send
from bot.simulator import Message, Phone
from tests.house import LANGUAGE_BUTTONS, Reader, Story
from tests.stories.deeds import TOOLOS, asks, question_numbered, writes

CANNOT_TAKE = "We cannot take this. Send text, a photo or voice."
TOO_BIG = "⚠️ This file is too big: 10 MB at most"
BROKEN = "⚠️ This file cannot be opened. Send it again as a photo"
NOT_FOUND = "We have no ready answer about this"
OUT_OF_DATE = "This button is out of date. Open the menu."
NO_COMMAND = "There is no such command"
LANGUAGES = list(LANGUAGE_BUTTONS)
PATIENCE = 60.0
"""Seconds for what is tried again after growing pauses."""


def png(size: tuple[int, int]) -> bytes:
    written = BytesIO()
    Image.new("L", size).save(written, "PNG")
    return written.getvalue()


Deed = Callable[[Phone], Awaitable[object]]
SENT: dict[str, tuple[Deed, str]] = {
    "only spaces": (lambda phone: phone.sends("\u00a0\u3000\u2003"), CANNOT_TAKE),
    "nothing to see": (lambda phone: phone.sends("\u200b\u200d\u2060\ufeff"), CANNOT_TAKE),
    "4096 letters": (lambda phone: phone.sends("ң" * 4096), NOT_FOUND),
    "emoji alone": (lambda phone: phone.sends("🙂🙃👩‍👩‍👧"), NOT_FOUND),
    "from right to left": (lambda phone: phone.sends("مرحبا يا صديقي"), NOT_FOUND),
    "turned around": (lambda phone: phone.sends("\u202egnihton\u202c"), NOT_FOUND),
    "markup": (lambda phone: phone.sends("<b>&lt;x&gt;</b> {0.__class__} %s"), NOT_FOUND),
    "an unknown command": (lambda phone: phone.sends("/fly"), NO_COMMAND),
    "a command in capitals of a bot": (lambda phone: phone.sends("/FLY@other_bot x"), NO_COMMAND),
    "a slash": (lambda phone: phone.sends("/"), NO_COMMAND),
    "a sticker": (lambda phone: phone.sends_sticker(), CANNOT_TAKE),
    "a poll": (lambda phone: phone.sends_poll(), CANNOT_TAKE),
    "a contact": (lambda phone: phone.sends_contact("+996700000000", "Somebody"), CANNOT_TAKE),
    "a place": (lambda phone: phone.sends_location(), CANNOT_TAKE),
    "a live place": (lambda phone: phone.sends_location(live=True), CANNOT_TAKE),
    "a round video": (lambda phone: phone.sends_video_note(), CANNOT_TAKE),
    "a paper of another kind": (
        lambda phone: phone.sends_document(
            b"PK\x03\x04", name="a.xlsx", mime_type="application/vnd.ms-excel"
        ),
        CANNOT_TAKE,
    ),
    "a program": (
        lambda phone: phone.sends_document(b"MZ", name="a.exe", mime_type="application/x-exe"),
        CANNOT_TAKE,
    ),
    "a drawing of vectors": (
        lambda phone: phone.sends_document(
            b"<svg xmlns='http://www.w3.org/2000/svg'/>", name="a.svg", mime_type="image/svg+xml"
        ),
        CANNOT_TAKE,
    ),
    "a broken photo": (
        lambda phone: phone.sends_document(
            b"\xff\xd8\xff\xe0 torn", name="a.jpg", mime_type="image/jpeg"
        ),
        BROKEN,
    ),
    "a photo that is none": (
        lambda phone: phone.sends_document(b"words", name="a.png", mime_type="image/png"),
        BROKEN,
    ),
    "a photo of too many points": (
        lambda phone: phone.sends_document(png((8000, 6000)), name="a.png", mime_type="image/png"),
        TOO_BIG,
    ),
    "a photo of eleven megabytes": (
        lambda phone: phone.sends_document(
            b"\xff\xd8\xff" + bytes(11 * 2**20), name="a.jpg", mime_type="image/jpeg"
        ),
        TOO_BIG,
    ),
    "a voice note that is none": (lambda phone: phone.sends_voice(b"noise"), BROKEN),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_strange_thing_gets_one_clear_line_in_the_readers_language(
    st: Story, language: str
) -> None:
    reader = await st.reader(TOOLOS, language)
    for name, (deed, line) in SENT.items():
        await st.passes(minutes=2)
        message = await reader.new_screen(lambda deed=deed: deed(reader.phone))  # type: ignore[misc]
        assert message.text.startswith(reader.words(line)), f"{name}\n{reader.phone.drawn()}"
        assert message.buttons, name
    assert await st.store.read(lambda session: session.query(Part).count()) == 0
    assert await parked(st) == 0


async def parked(st: Story) -> int:
    """Updates that could not be answered."""

    def look(session: Session) -> int:
        return int(session.scalar(text("SELECT count(*) FROM inbox WHERE state != 'done'")) or 0)

    return await st.store.read(look)


async def test_what_is_strange_in_a_question_comes_to_the_desk_as_it_was_meant(st: Story) -> None:
    clerk, asker = await st.clerk(TOOLOS), await st.reader(TOOLOS)
    parts = [
        "ң" * 4096,
        "🙂🙃",
        "<b>&amp;</b> {number} %s",
        "пас\u200bпорт \u202eтректи\u202c",
    ]
    number = await asks(asker, *parts)
    await clerk.phone.waits_for(lambda: clerk.words("✏️ Answer") in clerk.phone.buttons)
    await st.quiet()
    await clerk.phone.looks()
    read = "\n".join(each.text for each in clerk.phone.screen if each.from_bot)
    for part in parts[:3]:
        assert part in read
    # Marks that nobody sees turn no text around at the desk (C23).
    assert "паспорт тректи" in read
    assert str(number) in read
    # A reply to the last part, under which the buttons stand, finds its question.
    await clerk.sends("Жооп", replying_to=clerk.last)
    await clerk.sees("💬 Question {number}: so your answer leaves", number=number)


# --- buttons that nobody made, or somebody else has ---


@pytest.mark.parametrize("language", ["ky", "uz_Cyrl"])
async def test_a_button_made_by_hand_says_that_it_is_out_of_date(st: Story, language: str) -> None:
    reader = await st.reader(TOOLOS, language)
    menu = reader.last
    screen = [each.raw for each in reader.phone.screen]
    keys, me = st.store.keys, str(reader.phone.id)
    older = callback_data.written(OpenMenu(), me, keys).replace("1", "0", 1)
    for data in (
        "1m",
        "1m~AAAAAAAA",
        "x" * 64,
        "\u202e~1~m",
        "1qs~1~AAAAAAAA",
        "~",
        older,
        callback_data.written(OpenMenu(), "1", keys),
        callback_data.written(OpenArticle("was-removed"), me, keys),
        callback_data.written(OpenQuestion(1), me, keys),
        callback_data.written(Send(1), me, keys),
    ):
        flashed = await reader.phone.forges_press(data, menu.id)
        assert flashed == reader.words(OUT_OF_DATE), data
    await reader.phone.looks()
    assert [each.raw for each in reader.phone.screen] == screen
    assert await parked(st) == 0


async def test_another_persons_button_does_nothing(st: Story) -> None:
    asker, thief = await st.reader(TOOLOS), await st.reader(TOOLOS, "ru")
    await writes(asker, "Суроо")
    await asker.presses("Check and send ›")
    review = await asker.sees("✏️ Check your question")
    data = review.keyboard[0][0]["callback_data"]
    flashed = await thief.phone.forges_press(data, thief.last.id)
    assert flashed == thief.words(OUT_OF_DATE)
    # Nor does the right signature help with somebody else's question.
    question = await st.store.read(lambda session: session.query(Question.id).scalar())
    for press in (Send(question), OpenQuestion(question)):
        forged = callback_data.written(press, str(thief.phone.id), st.store.keys)
        assert await thief.phone.forges_press(forged, 1) == thief.words(OUT_OF_DATE)
    await asker.presses("✅ Send")
    await asker.sees("✅ Your question has been sent")


async def test_a_press_on_a_message_that_is_gone_is_answered_in_a_new_one(st: Story) -> None:
    reader = await st.reader(TOOLOS)
    menu = reader.last
    data = callback_data.written(OpenMenu(), str(reader.phone.id), st.store.keys)
    await reader.phone.deletes(menu)
    again = await reader.new_screen(lambda: reader.phone.forges_press(data, menu.id))
    assert again.text.startswith(reader.words("☰ How can we help?"))


@pytest.mark.parametrize("code", ["c-nowhere", "i-AAAAAAAAAAAAAAAAAAAAAA", "x", "c-" + "y" * 62])
async def test_a_wrong_code_in_a_link(st: Story, code: str) -> None:
    newcomer = Reader(await st.phones.new("Newcomer"), "uz_Latn")
    await newcomer.phone.starts(code)
    await newcomer.phone.sees("Тилди тандаңыз")
    await newcomer.phone.presses(LANGUAGE_BUTTONS["uz_Latn"])
    await newcomer.phone.waits_for(
        lambda: newcomer.last.text.startswith(
            (newcomer.words("📍 Which village are you from?"), newcomer.words(DOES_NOT_WORK))
        )
    )
    resident = await st.reader(TOOLOS)
    await resident.phone.starts(code)
    await resident.sees(DOES_NOT_WORK)
    assert await parked(st) == 0


DOES_NOT_WORK = "⚠️ This link does not work"


# --- the same thing twice, or in another order ---


async def test_two_taps_at_once_on_send_make_one_question(st: Story) -> None:
    clerk, asker = await st.clerk(TOOLOS), await st.reader(TOOLOS)
    await writes(asker, "Суроо")
    await asker.presses("Check and send ›")
    review = await asker.sees("✏️ Check your question")
    data = review.keyboard[0][0]["callback_data"]
    flashes = await asyncio.gather(*(asker.phone.forges_press(data, review.id) for _ in range(4)))
    already = asker.words("Your question has been sent already.")
    assert sorted(flashes) == sorted(["", already, already, already])
    await st.quiet()
    await asker.phone.looks()
    await clerk.phone.looks()
    sent = asker.words("✅ Your question has been sent")
    assert sum(sent in each.text for each in asker.phone.screen) == 1
    assert sum("Суроо" in each.text for each in clerk.phone.screen) == 1
    assert await st.store.read(lambda session: session.query(Question).count()) == 1


async def test_two_phones_that_answer_at_once_make_one_answer(st: Story) -> None:
    one, two = await st.clerk(TOOLOS), await st.clerk(TOOLOS, language="ru")
    asker = await st.reader(TOOLOS)
    number = await asks(asker, "Суроо")
    for clerk, answer in ((one, "Биринчи"), (two, "Второй")):
        await clerk.presses("✏️ Answer")
        await clerk.sees("✏️ Question {number}: write your answer", number=number)
        await clerk.sends(answer)
        await clerk.sees("💬 Question {number}: so your answer leaves", number=number)
    await asyncio.gather(one.presses("✅ Send"), two.presses("✅ Send"))
    await st.quiet()
    outcomes = [
        clerk.words("✅ Question {number}: your answer has left", number=number)
        in (await clerk.phone.looks()).drawn()
        for clerk in (one, two)
    ]
    refusals = [
        clerk.words("A colleague has answered this question") in clerk.phone.drawn()
        for clerk in (one, two)
    ]
    assert sorted(outcomes) == [False, True]
    assert refusals == [not each for each in outcomes]
    await asker.phone.looks()
    reply = asker.words("💬 Question {number}: there is a reply", number=number)
    assert sum(reply in each.text for each in asker.phone.screen) == 1


async def test_updates_that_telegram_repeats_are_answered_once(st: Story) -> None:
    await st.phones.faults(repeat_updates_share=1.0)
    clerk, asker = await st.clerk(TOOLOS), await st.reader(TOOLOS)
    number = await asks(asker, "Суроо")
    await st.phones.faults(repeat_updates_share=0.0)
    await asker.sends("/help")
    await asker.sees("⚙️ Help and settings")
    await st.quiet()
    await clerk.phone.looks()
    await asker.phone.looks()
    assert sum("Суроо" in each.text for each in clerk.phone.screen) == 1
    sent = asker.words("✅ Your question has been sent")
    assert sum(sent in each.text for each in asker.phone.screen) == 1

    def texts(session: Session) -> int:
        question = question_numbered(session, number)
        return session.query(Part).filter_by(question_id=question.id).count()

    assert await st.store.read(texts) == 1


async def test_updates_that_come_in_another_order_are_all_answered(st: Story) -> None:
    asker = await st.reader(TOOLOS)
    await st.phones.faults(reorder_updates=True)
    await asyncio.gather(*(asker.phone.sends(f"/{each}") for each in ("help", "my_data", "urgent")))
    for title in (
        "⚙️ Help and settings",
        "🔒 What is kept about you",
        "☎️ If it is dangerous, call now",
    ):
        await asker.sees(title)
    assert await parked(st) == 0


async def test_on_a_bad_line_nothing_is_lost(st: Story) -> None:
    """Errors and broken connections on one call in seven: everything arrives all the same."""
    clerk, asker = await st.clerk(TOOLOS), await st.reader(TOOLOS)
    await st.phones.faults(error_share=0.1, drop_share=0.05)
    number = await _asks_patiently(asker)
    await st.phones.faults(error_share=0.0, drop_share=0.0)
    card = clerk.words("❓ Question {number} · {community}", number=number, community="")
    await clerk.phone.sees(card.rstrip(" ·"), PATIENCE)


async def _taps(asker: Reader, message: Message) -> None:
    """Press the first button without waiting for the spinner: its end may be lost on the way."""
    where = {"message_id": message.id, "row": 0, "column": 0}
    await asker.phone._call("POST", "press", json=where)


async def _asks_patiently(asker: Reader) -> int:
    from tests.stories.deeds import number_in

    await asker.sends("/ask")
    await asker.sees("❓ Write your question", PATIENCE)
    await asker.sends("Суроо")
    got = await asker.sees("✏️ We have it", PATIENCE)
    await _taps(asker, got)
    review = await asker.sees("✏️ Check your question", PATIENCE)
    await _taps(asker, review)
    return number_in(await asker.sees("✅ Your question has been sent", PATIENCE))
