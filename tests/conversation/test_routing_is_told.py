"""Where a question goes, what the asker is told of it, and what happens when nobody answers."""

from __future__ import annotations

import pytest

from bot.articles.service import Helper, catalogue
from bot.language.speech import speech
from bot.navigation import AskPerson
from bot.places import posts
from bot.places import service as places
from bot.places.service import Role
from bot.privacy import service as privacy
from bot.screens import Screen
from tests.memory_channel import MemoryChannel, Somebody, answers, asks, question_numbered

TOOLOS = "osh.nookat.toolos"
NOOKAT = "osh.nookat"
OSH = "osh"
KG = "kg"
NOBODY_THERE = (
    "Nobody in your village answers questions yet."
    " Your question went straight to the coordinator above it."
)
MOVES_UP = "If there is no answer by then, it moves up to the next office. We will tell you."
NO_OFFICE_ABOVE = "The national coordinator answers it. There is no office above."


def office(channel: MemoryChannel, who: Somebody, message: str, place: str) -> str:
    with channel.store.reading() as session:
        where = places.name(places.place(session, place), who.language)
    return f"{who.words(message)} · {where}"


def test_a_held_village_answers_itself_and_the_receipt_says_so(channel: MemoryChannel) -> None:
    channel.clerk("clerk", TOOLOS)
    asker = channel.somebody("asker", TOOLOS)
    asks(asker, "Суроо")
    receipt = asker.last.plain()
    assert office(channel, asker, "village office", TOOLOS) in receipt
    assert asker.words(MOVES_UP) in receipt
    assert speech("ky").day(channel.now.date().replace(day=27)) in receipt


@pytest.mark.parametrize(
    ("held", "owner"),
    [
        ([NOOKAT, OSH, KG], NOOKAT),
        ([OSH, KG], OSH),
        ([KG], KG),
        ([], KG),
    ],
)
def test_a_village_with_nobody_goes_to_the_nearest_coordinator_and_the_asker_is_told(
    channel: MemoryChannel, held: list[str], owner: str
) -> None:
    clerks = {place: channel.clerk(place, place, Role.COORDINATOR) for place in held}
    asker = channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    receipt = asker.last.plain()
    assert office(channel, asker, "coordinator", owner) in receipt
    assert asker.words(NOBODY_THERE) in receipt
    assert question_numbered(channel, number).office == owner
    for place, clerk in clerks.items():
        assert bool(clerk.came) == (place == owner)


def test_without_a_national_coordinator_an_administrator_gets_it(channel: MemoryChannel) -> None:
    administrator = channel.somebody("administrator")
    channel.does(
        lambda session: posts.add_administrator(
            session, administrator.person(session), now=channel.now
        )
    )
    asks(channel.somebody("asker"), "Суроо")
    assert len(administrator.came) == 1
    assert administrator.commands("desk").title == administrator.words(
        "🏛 Questions: {count}", count=1
    )


def test_who_told_no_village_is_answered_by_the_nation(channel: MemoryChannel) -> None:
    channel.clerk("clerk", TOOLOS)
    asker = channel.somebody("asker")
    asks(asker, "Суроо")
    receipt = asker.last.plain()
    assert office(channel, asker, "coordinator", KG) in receipt
    assert asker.words(NO_OFFICE_ABOVE) in receipt
    assert asker.words(NOBODY_THERE) not in receipt


def test_a_focal_points_own_question_is_not_left_to_themselves(channel: MemoryChannel) -> None:
    clerk = channel.clerk("clerk", TOOLOS)
    district = channel.clerk("district", NOOKAT, Role.COORDINATOR)
    number = asks(clerk, "Суроо")
    assert question_numbered(channel, number).office == NOOKAT
    assert clerk.came == []
    assert len(district.came) == 1


def test_a_complaint_never_reaches_the_village_office(channel: MemoryChannel) -> None:
    village = channel.clerk("village", TOOLOS)
    district = channel.clerk("district", NOOKAT, Role.COORDINATOR)
    asker = channel.somebody("asker", TOOLOS)
    ask_about(asker, "complaints-and-ombudsman")
    asker.writes("Айыл өкмөтү пара сурады")
    review = asker.presses("Check and send ›", on=asker.last)
    assert office(channel, asker, "coordinator", NOOKAT) in review.plain()
    asker.presses("✅ Send", on=review)
    channel.passes(days=10)
    channel.ticks()
    assert village.came == []
    assert village.commands("desk").title == village.words("🏛 No question is waiting")
    assert "пара сурады" in district.came[0].plain()


def ask_about(asker: Somebody, article: str) -> Screen:
    return asker.presses_only(AskPerson(article))


def test_an_article_names_the_post_that_answers_it_in_the_village(channel: MemoryChannel) -> None:
    village = channel.clerk("village", TOOLOS)
    worker = channel.clerk("worker", TOOLOS, Role.SOCIAL_WORKER)
    asker = channel.somebody("asker", TOOLOS)
    about = next(
        each.id for each in catalogue().articles.values() if each.who_helps == Helper.SOCIAL_WORKER
    )
    ask_about(asker, about)
    asker.writes("Жөлөкпул качан?")
    asker.presses("Check and send ›", on=asker.last)
    asker.presses("✅ Send", on=asker.last)
    assert (len(worker.came), len(village.came)) == (1, 0)


# --- nobody answers ---


def test_an_overdue_question_climbs_rung_by_rung_and_both_sides_are_told(
    channel: MemoryChannel,
) -> None:
    village = channel.clerk("village", TOOLOS)
    district = channel.clerk("district", NOOKAT, Role.COORDINATOR)
    nation = channel.clerk("nation", KG, Role.COORDINATOR)
    asker = channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")

    channel.passes(days=2)
    assert channel.ticks() == 0
    channel.passes(hours=8)
    assert channel.ticks() == 1
    news = asker.came[-1]
    assert news.title == asker.words("⏳ Question {number} was moved up", number=number)
    assert office(channel, asker, "coordinator", NOOKAT) in news.plain()
    assert office(channel, asker, "village office", TOOLOS) in news.plain()
    assert news.silent
    lost = village.came[-1]
    assert lost.title == village.words("⚠️ Question {number}: the time has passed", number=number)
    assert "Суроо" in district.came[-1].plain()
    assert village.commands("desk").title == village.words("🏛 No question is waiting")

    channel.passes(days=8)
    assert channel.ticks() == 1
    assert question_numbered(channel, number).office == KG
    assert "Суроо" in nation.came[-1].plain()
    channel.passes(days=30)
    assert channel.ticks() == 0
    answers(nation, "Жооп")
    assert "Жооп" in asker.came[-1].plain()


def test_the_asker_can_open_the_question_from_the_news_and_add_to_it(
    channel: MemoryChannel,
) -> None:
    channel.clerk("village", TOOLOS)
    district = channel.clerk("district", NOOKAT, Role.COORDINATOR)
    asker = channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    channel.passes(days=5)
    channel.ticks()
    opened = asker.presses("💬 Open the question")
    assert opened.title == asker.words("💬 Question {number}", number=number)
    asker.presses("✏️ Add to it")
    asker.writes("Кошумча")
    asker.presses("Check and send ›", on=asker.last)
    asker.presses("✅ Send", on=asker.last)
    assert "Кошумча" in district.came[-1].plain()


def test_questions_of_an_office_whose_last_holder_leaves_get_another_owner(
    channel: MemoryChannel,
) -> None:
    village = channel.clerk("village", TOOLOS)
    district = channel.clerk("district", NOOKAT, Role.COORDINATOR)
    number = asks(channel.somebody("asker", TOOLOS), "Суроо")
    due = question_numbered(channel, number).due_at
    channel.does(lambda session: privacy.erase(session, village.person(session), now=channel.now))
    question = question_numbered(channel, number)
    assert question.office == NOOKAT
    assert question.due_at == due
    assert len(district.came) == 1


def test_questions_stay_where_a_colleague_remains(channel: MemoryChannel) -> None:
    leaving, staying = channel.clerk("leaving", TOOLOS), channel.clerk("staying", TOOLOS)
    number = asks(channel.somebody("asker", TOOLOS), "Суроо")
    channel.does(lambda session: privacy.erase(session, leaving.person(session), now=channel.now))
    assert question_numbered(channel, number).office == TOOLOS
    assert len(staying.came) == 1
