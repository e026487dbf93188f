"""«What is kept about me», and erasing it all."""

from __future__ import annotations

from sqlalchemy import text

from bot.people import service as people
from bot.places.service import Role
from bot.questions.models import Question, Status
from bot.screens import Media, MediaKind
from tests.memory_channel import MemoryChannel, Somebody, answers, asks, number_in

TOOLOS = "osh.nookat.toolos"
TABLES = (
    "people",
    "dialogues",
    "question_parts",
    "files",
    "outbox",
    "wrong_codes",
    "interaction_pseudonyms",
)


def erases(who: Somebody) -> None:
    who.commands("my_data")
    who.presses("🗑 Erase everything")
    who.presses("Yes, erase")
    who.presses("🗑 Erase for good")


def rows(channel: MemoryChannel, table: str) -> int:
    with channel.store.reading() as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608


def test_my_data_says_what_there_is(channel: MemoryChannel) -> None:
    who = channel.somebody("who", TOOLOS, "ru")
    asks(who, "Вопрос")
    asks(who, "Ещё вопрос")
    kept = who.commands("my_data").plain()
    assert f"{who.words('Questions')}: 2" in kept
    assert f"{who.words('Telegram account')}: {who.words('encrypted')}" in kept
    assert who.words("Your name and phone are not kept.") in kept


def test_erasing_is_asked_twice_and_can_be_left_each_time(channel: MemoryChannel) -> None:
    who = channel.somebody("who", TOOLOS)
    who.commands("my_data")
    who.presses("🗑 Erase everything")
    assert who.presses("No, keep it").title == who.words("🔒 What is kept about you")
    who.presses("🗑 Erase everything")
    who.presses("Yes, erase")
    assert who.last.title == who.words("🗑 This cannot be undone")
    assert who.presses("No, keep it").title == who.words("🔒 What is kept about you")
    with channel.store.reading() as session:
        assert people.find(session, "who") is not None


def test_the_button_that_erases_never_comes_first(channel: MemoryChannel) -> None:
    who = channel.somebody("who", TOOLOS)
    who.commands("my_data")
    for _ in range(2):
        who.presses("🗑 Erase everything" if _ == 0 else "Yes, erase")
        first = next(iter(who.last.every_button()))
        assert first.label == who.words("No, keep it")


def test_after_erasing_no_row_of_the_person_is_left(channel: MemoryChannel) -> None:
    before = {table: rows(channel, table) for table in TABLES}
    who = channel.somebody("who", TOOLOS)
    asks(who, "Суроо")
    who.opens("c-wrong")
    who.commands("ask")
    who.writes("Башталышы")
    who.sends(Media(MediaKind.PHOTO, b"cleaned", "image/jpeg"))
    erases(who)
    assert {table: rows(channel, table) for table in TABLES} == before
    with channel.store.reading() as session:
        assert people.find(session, "who") is None
        (question,) = session.query(Question).all()
        assert (question.status, question.asker_id) == (Status.CLOSED, None)
        named = "SELECT count(*) FROM interactions WHERE pseudonym IS NOT NULL"
        assert session.scalar(text(named)) == 0
        assert session.scalar(text("SELECT count(*) FROM interactions")) > 0


def test_others_keep_theirs_when_one_erases_themselves(channel: MemoryChannel) -> None:
    clerk = channel.clerk("clerk", TOOLOS)
    leaving, staying = channel.somebody("leaving", TOOLOS), channel.somebody("staying", TOOLOS)
    asks(leaving, "Кетчү суроо")
    number = asks(staying, "Калчу суроо")
    erases(leaving)
    assert number_in(clerk.came[-1]) == number
    answers(clerk, "Жооп")
    assert "Жооп" in staying.came[-1].plain()
    assert clerk.commands("desk").title == clerk.words("🏛 No question is waiting")


def test_an_answer_stays_with_who_got_it_when_its_author_leaves(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    answers(clerk, "Жооп")
    other = asks(asker, "Экинчи")
    clerk.writes("Жөнөтүлбөгөн жооп", replying_to=clerk.came[-1])
    erases(clerk)
    opened = asker.commands("questions")
    assert len(opened.buttons) == 3
    asker.presses(str(number), on=opened)
    assert "Жооп" in asker.last.plain()
    with channel.store.reading() as session:
        unsent = "SELECT count(*) FROM question_parts WHERE sent_at IS NULL"
        assert session.scalar(text(unsent)) == 0
        (question,) = session.query(Question).filter_by(number=other)
        assert question.office == "kg"


def test_what_stands_in_the_chat_after_erasing_asks_for_a_language_and_keeps_nothing(
    channel: MemoryChannel,
) -> None:
    who = channel.somebody("who", TOOLOS)
    menu = who.commands("menu")
    erases(who)
    for label in ("❓ Ask a person", "📄 Documents", "💬 My questions"):
        assert "Тилди тандаңыз" in who.presses(label, on=menu).title
    assert "Тилди тандаңыз" in who.writes("паспорт жоголду").title
    assert rows(channel, "questions") == 0


def test_an_erased_focal_point_has_no_post_left(channel: MemoryChannel) -> None:
    clerk = channel.clerk("clerk", TOOLOS, Role.FOCAL_POINT)
    kept = clerk.commands("my_data").plain()
    assert f"{clerk.words('Posts')}: 1" in kept
    erases(clerk)
    assert rows(channel, "posts") == 0
