"""The office's side: the desk, the card, an answer read back, and every way to come too late."""

from __future__ import annotations

from bot.dialogues import service as dialogues
from bot.places import posts
from bot.places.service import PostState, Role
from bot.questions import presses as q
from bot.questions.models import Status
from bot.screens import Media, MediaKind
from tests.memory_channel import (
    MemoryChannel,
    Somebody,
    answers,
    asks,
    question_numbered,
    texts_of,
)

TOOLOS = "osh.nookat.toolos"
AK_JAR = "osh.ozgon.ak-jar"
NOOKAT = "osh.nookat"
OUT_OF_DATE = "This button is out of date. Open the menu."
GONE = "That is not here any more"


def suspend(channel: MemoryChannel, clerk: Somebody) -> None:
    administrator = channel.somebody("administrator of the test")

    def work(session: object) -> None:
        from sqlalchemy.orm import Session

        assert isinstance(session, Session)
        by = administrator.person(session)
        posts.add_administrator(session, by, now=channel.now)
        (post,) = posts.posts_of(session, clerk.person(session))
        assert posts.suspend(session, by, post.id, now=channel.now).state is PostState.SUSPENDED

    channel.does(work)


def test_an_answer_leaves_only_after_it_was_read_back(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    clerk.writes("Биринчи жооп", replying_to=clerk.came[0])
    clerk.writes("Оңдолгон жооп")
    assert asker.came == []
    assert "Оңдолгон жооп" in clerk.last.plain()
    clerk.presses("✅ Send", on=clerk.last)
    assert texts_of(channel, number) == ["Суроо", "Оңдолгон жооп"]
    assert "Биринчи жооп" not in asker.came[0].plain()


def test_the_desk_shows_what_waits_the_most_pressing_first(channel: MemoryChannel) -> None:
    clerk = channel.clerk("clerk", TOOLOS)
    assert clerk.commands("desk").title == clerk.words("🏛 No question is waiting")
    one, two = channel.somebody("one", TOOLOS), channel.somebody("two", TOOLOS)
    first = asks(one, "Биринчи")
    channel.passes(days=1)
    second = asks(two, "Экинчи")
    desk = clerk.commands("desk")
    assert desk.title == clerk.words("🏛 Questions: {count}", count=2)
    labels = [each.label for each in desk.every_button()]
    assert str(first) in labels[0]
    assert str(second) in labels[1]
    card = clerk.presses_only(q.OpenCard(question_numbered(channel, second).id))
    assert "Экинчи" in card.plain()
    assert card.protected


def test_a_long_desk_has_pages(channel: MemoryChannel) -> None:
    clerk = channel.clerk("clerk", TOOLOS)
    for each in range(7):
        asks(channel.somebody(f"asker {each}", TOOLOS), "Суроо")
    first = clerk.commands("desk")
    assert len(first.buttons) == 6 + 1 + 1
    second = clerk.presses("Next ›", on=first)
    assert len(second.buttons) == 1 + 1 + 1
    assert clerk.presses("‹ Previous", on=second) == first


def test_nobody_without_a_post_has_a_desk(channel: MemoryChannel) -> None:
    stranger, asker = channel.somebody("stranger", TOOLOS), channel.somebody("asker", TOOLOS)
    channel.clerk("clerk", TOOLOS)
    number = asks(asker, "Суроо")
    assert stranger.commands("desk").title == stranger.words("🏛 You have no desk")
    question = question_numbered(channel, number).id
    for press in (
        q.OpenCard(question),
        q.Answer(question),
        q.SendAnswer(question),
        q.OpenQuestion(question),
        q.Review(question),
        q.Send(question),
        q.AskAgain(question),
        q.Discard(question),
        q.NotNow(question),
        q.MayTheVillageKnow(question, 1, 0),
        q.OpenCard(12345),
        q.OpenQuestion(12345),
    ):
        seen = len(stranger.shown)
        stranger.presses_only(press)
        assert stranger.toast == stranger.words(OUT_OF_DATE)
        assert len(stranger.shown) == seen


def test_an_office_sees_no_question_of_another(channel: MemoryChannel) -> None:
    channel.clerk("clerk", TOOLOS)
    neighbour = channel.clerk("neighbour", AK_JAR)
    number = asks(channel.somebody("asker", TOOLOS), "Суроо")
    assert neighbour.came == []
    assert neighbour.commands("desk").title == neighbour.words("🏛 No question is waiting")
    neighbour.presses_only(q.OpenCard(question_numbered(channel, number).id))
    assert neighbour.toast == neighbour.words(OUT_OF_DATE)


def test_a_second_answer_is_refused_in_words(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    card = clerk.came[0]
    answers(clerk, "Жооп")
    already = clerk.words("You have answered this question already")
    assert clerk.writes("Дагы бир жооп", replying_to=card).title == already
    assert clerk.presses("✏️ Answer", on=card).title == already
    assert texts_of(channel, number) == ["Суроо", "Жооп"]
    assert len(asker.came) == 1


def test_a_question_that_a_colleague_answered_a_minute_ago(channel: MemoryChannel) -> None:
    one, two = channel.clerk("one", TOOLOS), channel.clerk("two", TOOLOS)
    asker = channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    colleague = two.words("A colleague has answered this question")
    two.presses("✏️ Answer")
    two.writes("Менин жообум")
    ready = two.last
    answers(one, "Тез жооп")
    assert two.presses("✅ Send", on=ready).title == colleague
    assert two.writes("Дагы аракет").title == colleague
    assert two.presses("✏️ Answer", on=two.came[0]).title == colleague
    assert two.presses_only(q.OpenCard(question_numbered(channel, number).id)).title == colleague
    assert texts_of(channel, number) == ["Суроо", "Тез жооп"]
    # The dialogue is over: words are words again.
    assert two.writes("паспорт жоголду").title == two.words("Is it one of these?")


def test_an_answer_to_somebody_who_erased_themselves(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    clerk.writes("Жооп", replying_to=clerk.came[0])
    ready = clerk.last
    erase(asker)
    closed = clerk.words("The asker has closed this question")
    assert clerk.presses("✅ Send", on=ready).title == closed
    assert clerk.writes("Жооп", replying_to=clerk.came[0]).title == closed
    assert clerk.presses("✏️ Answer", on=clerk.came[0]).title == closed
    assert question_numbered(channel, number).status is Status.CLOSED


def erase(who: Somebody) -> None:
    who.commands("my_data")
    who.presses("🗑 Erase everything")
    who.presses("Yes, erase")
    who.presses("🗑 Erase for good")


def test_a_suspended_focal_point_loses_the_desk_and_the_cards(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    card = clerk.came[0]
    clerk.writes("Жооптун башталышы", replying_to=card)
    ready = clerk.last
    suspend(channel, clerk)
    assert clerk.commands("desk").title == clerk.words("🏛 You have no desk")
    for press, on in (("✏️ Answer", card), ("✅ Send", ready)):
        seen = len(clerk.shown)
        clerk.presses(press, on=on)
        assert clerk.toast == clerk.words(OUT_OF_DATE)
        assert len(clerk.shown) == seen
    assert clerk.writes("Жооп", replying_to=card).title == clerk.words(GONE)
    assert asker.came == []
    assert texts_of(channel, number) == ["Суроо"]


def test_whoever_loses_a_question_while_answering_is_not_caught_in_its_dialogue(
    channel: MemoryChannel,
) -> None:
    village = channel.clerk("village", TOOLOS)
    channel.clerk("district", NOOKAT, Role.COORDINATOR)
    asks(channel.somebody("asker", TOOLOS), "Суроо")
    village.presses("✏️ Answer")
    channel.passes(days=5)
    assert channel.ticks() == 1
    assert village.writes("Кечиккен жооп").title == village.words(GONE)
    assert village.writes("паспорт жоголду").title == village.words("Is it one of these?")

    with channel.store.reading() as session:
        assert dialogues.current(session, village.person(session)) is None


def test_cancel_ends_answering_even_when_the_question_is_gone(channel: MemoryChannel) -> None:
    village = channel.clerk("village", TOOLOS)
    asks(channel.somebody("asker", TOOLOS), "Суроо")
    village.presses("✏️ Answer")
    channel.passes(days=5)
    channel.ticks()
    assert village.commands("cancel").title == village.words(
        "Nothing was sent. The question still waits."
    )
    assert village.writes("паспорт жоголду").title == village.words("Is it one of these?")


def test_a_file_is_no_answer_and_is_refused_in_words(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    asks(asker, "Суроо")
    photo = Media(MediaKind.PHOTO, b"cleaned", "image/jpeg")
    wait = clerk.words("Here we wait for text")
    assert clerk.sends(photo, replying_to=clerk.came[0]).title == wait
    clerk.presses("✏️ Answer")
    assert clerk.sends(photo, "жооп").title == wait
    answers(clerk, "Сөз менен")
    assert "Сөз менен" in asker.came[0].plain()


def test_a_change_of_language_in_the_middle_of_an_answer_stays_there(
    restarting: MemoryChannel,
) -> None:
    clerk, asker = restarting.clerk("clerk", TOOLOS), restarting.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    clerk.presses("✏️ Answer")
    clerk.commands("language")
    clerk.presses("Русский")
    clerk.language = "ru"
    assert clerk.last.title == clerk.words("✏️ Question {number}: write your answer", number=number)
    clerk.writes("Ответ")
    clerk.presses("✅ Send")
    assert texts_of(restarting, number) == ["Суроо", "Ответ"]


def test_the_card_holds_nothing_of_the_asker_but_what_they_wrote(channel: MemoryChannel) -> None:
    clerk = channel.clerk("clerk", TOOLOS, language="ru")
    asker = channel.somebody("7777000111", TOOLOS, "ky")
    asks(asker, "Суроо")
    (card,) = clerk.came
    assert "7777000111" not in repr(card)
    assert clerk.words("Language") in card.plain()
    assert "04:30" not in card.plain()
    assert "10:30" not in card.plain()


def test_several_focal_points_get_the_card_and_the_answered_one_leaves_every_desk(
    channel: MemoryChannel,
) -> None:
    one, two = channel.clerk("one", TOOLOS), channel.clerk("two", TOOLOS)
    asks(channel.somebody("asker", TOOLOS), "Суроо")
    assert len(one.came) == len(two.came) == 1
    answers(two, "Жооп")
    for each in (one, two):
        assert each.commands("desk").title == each.words("🏛 No question is waiting")
