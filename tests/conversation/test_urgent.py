"""Danger is recognised wherever somebody writes of it, and who may know is theirs to choose."""

from __future__ import annotations

import pytest

from bot.interactions.models import Interaction, Kind
from bot.people.presses import ChooseLanguage
from bot.places.service import Role
from bot.questions.ask import URGENT_AT_MOST
from bot.questions.models import Part, Question, Status
from bot.screens import Commanded, Media, MediaKind, Screen, Wrote
from tests.memory_channel import (
    MemoryChannel,
    Somebody,
    answers,
    asks,
    number_in,
    question_numbered,
    texts_of,
)

TOOLOS = "osh.nookat.toolos"
NOOKAT = "osh.nookat"
KG = "kg"
CALL_NOW = "☎️ If it is dangerous, call now"
BEATEN = {
    "ky": "күйөөм мени сабап жатат",
    "ru": "муж бьёт меня каждый день",
    "uz_Latn": "erim meni uradi",
    "uz_Cyrl": "эрим мени уради",
}
PHOTO = Media(MediaKind.PHOTO, b"cleaned", "image/jpeg")


def tells(who: Somebody, text: str = BEATEN["ky"]) -> Screen:
    """Write of danger; the card with the choice."""
    card = who.writes(text)
    assert card.title == who.words(CALL_NOW)
    assert "102" in card.plain()
    return card


def send(who: Somebody) -> int:
    who.presses("Check and send ›", on=who.last)
    menu = who.presses("✅ Send", on=who.last)
    assert menu.title == who.words("☰ How can we help?")
    return number_in(who.shown[-2])


@pytest.mark.parametrize("language", BEATEN)
@pytest.mark.parametrize("where", ["typed", "in a question", "while choosing a village"])
def test_danger_is_recognised_in_each_language_wherever_it_is_written(
    channel: MemoryChannel, language: str, where: str
) -> None:
    who = channel.somebody("who", TOOLOS, language)
    if where == "in a question":
        who.commands("ask")
    elif where == "while choosing a village":
        who.commands("community")
    card = tells(who, BEATEN[language])
    labels = [each.label for each in card.every_button()]
    for label in ("Yes, they may know", "No, not in the village", "Not now"):
        assert who.words(label) in labels


@pytest.mark.parametrize("language", BEATEN)
def test_danger_is_recognised_before_a_language_is_chosen(
    channel: MemoryChannel, language: str
) -> None:
    who = channel.newcomer("who")
    who.does(Wrote(BEATEN[language]))
    numbers, choice = who.shown
    assert "102" in numbers.plain()
    assert "Тилди тандаңыз" in choice.title


def test_danger_in_the_words_under_a_photo_is_recognised_and_both_are_kept_together(
    channel: MemoryChannel,
) -> None:
    council = channel.clerk("council", TOOLOS, Role.WOMENS_COUNCIL)
    who = channel.somebody("who", TOOLOS)
    card = who.sends(PHOTO, BEATEN["ky"])
    assert card.title == who.words(CALL_NOW)
    who.presses("Yes, they may know", on=card)
    send(who)
    opened = council.presses("☎️ Urgent: open")
    assert BEATEN["ky"] in opened.plain()
    assert len(opened.attachments) == 1


def test_danger_in_a_reply_to_an_older_question_begins_a_question_of_its_own(
    channel: MemoryChannel,
) -> None:
    village = channel.clerk("village", TOOLOS)
    who = channel.somebody("who", TOOLOS)
    older = asks(who, "Жөлөкпул тууралуу")
    card = who.writes(BEATEN["ky"], replying_to=who.last)
    assert card.title == who.words(CALL_NOW)
    who.presses("No, not in the village", on=card)
    number = send(who)
    assert number != older
    assert question_numbered(channel, number).office == KG
    assert texts_of(channel, older) == ["Жөлөкпул тууралуу"]
    assert all(BEATEN["ky"] not in each.plain() for each in village.came)


def test_more_words_about_a_danger_already_told_are_not_asked_about_again(
    channel: MemoryChannel,
) -> None:
    who = channel.somebody("who", TOOLOS)
    who.presses("No, not in the village", on=tells(who))
    got = who.writes("Бүгүн дагы сабап салды")
    assert got.title == who.words("✏️ We have it")
    assert who.shown[-2].title == who.words(CALL_NOW)
    number = send(who)
    assert texts_of(channel, number) == [BEATEN["ky"], "Бүгүн дагы сабап салды"]
    who.writes("Дагы сабап жатат мени", replying_to=who.sees("✅ Your question has been sent"))
    who.presses("Check and send ›", on=who.last)
    who.presses("✅ Send", on=who.last)
    assert len(texts_of(channel, number)) == 3


# --- who may know ---


def test_yes_brings_it_folded_to_the_womens_council(channel: MemoryChannel) -> None:
    village = channel.clerk("village", TOOLOS)
    council = channel.clerk("council", TOOLOS, Role.WOMENS_COUNCIL)
    who = channel.somebody("who", TOOLOS)
    who.presses("Yes, they may know", on=tells(who))
    number = send(who)
    assert village.came == []
    (folded,) = council.came
    assert BEATEN["ky"] not in folded.plain()
    assert BEATEN["ky"] in council.presses("☎️ Urgent: open").plain()
    question = question_numbered(channel, number)
    assert question.due_at is not None
    assert (question.due_at - channel.now).total_seconds() <= 5 * 3600


def test_yes_where_the_council_has_nobody_goes_straight_to_the_nation(
    channel: MemoryChannel,
) -> None:
    village = channel.clerk("village", TOOLOS)
    district = channel.clerk("district", NOOKAT, Role.COORDINATOR)
    nation = channel.clerk("nation", KG, Role.COORDINATOR)
    who = channel.somebody("who", TOOLOS)
    who.presses("Yes, they may know", on=tells(who))
    assert question_numbered(channel, send(who)).office == KG
    assert (village.came, district.came) == ([], [])
    assert len(nation.came) == 1


def test_no_keeps_it_from_everybody_below_the_nation(channel: MemoryChannel) -> None:
    below = [
        channel.clerk("village", TOOLOS),
        channel.clerk("council", TOOLOS, Role.WOMENS_COUNCIL),
        channel.clerk("district", NOOKAT, Role.COORDINATOR),
    ]
    nation = channel.clerk("nation", KG, Role.COORDINATOR)
    who = channel.somebody("who", TOOLOS)
    who.presses("No, not in the village", on=tells(who))
    number = send(who)
    assert question_numbered(channel, number).office == KG
    channel.passes(days=3)
    assert channel.ticks() == 0
    for each in below:
        assert each.came == []
        assert each.commands("desk").title == each.words("🏛 No question is waiting")
    assert len(nation.came) == 1


@pytest.mark.parametrize("kind_of_danger", ["баламды уруп жатышат", "өзүмдү өлтүргүм келет"])
def test_every_kind_of_danger_finds_somebody(channel: MemoryChannel, kind_of_danger: str) -> None:
    protection = channel.clerk("protection", TOOLOS, Role.CHILD_PROTECTION)
    nation = channel.clerk("nation", KG, Role.COORDINATOR)
    who = channel.somebody("who", TOOLOS)
    who.presses("Yes, they may know", on=tells(who, kind_of_danger))
    send(who)
    assert len(protection.came) + len(nation.came) == 1
    assert bool(protection.came) == ("бала" in kind_of_danger)


def test_not_now_leaves_no_text_and_no_question(channel: MemoryChannel) -> None:
    who = channel.somebody("who", TOOLOS)
    who.commands("ask")
    who.writes("Алдыда жазган сөз")
    gone = who.presses("Not now", on=tells(who))
    assert gone.title == who.words("☰ How can we help?")
    assert who.toast == who.words("Nothing was kept")
    with channel.store.reading() as session:
        assert session.query(Part).count() == 0
        assert session.query(Question).count() == 0
        assert session.query(Interaction).filter_by(kind=Kind.URGENT_SHOWN).count() == 1
    assert who.commands("ask").title == who.words("❓ Write your question")


def test_an_old_not_now_never_says_that_a_sent_question_was_not_kept(
    channel: MemoryChannel,
) -> None:
    who = channel.somebody("who", TOOLOS)
    first = tells(who)
    second = tells(who, "ал мени сабайт")
    who.presses("No, not in the village", on=second)
    number = send(who)
    who.presses("Not now", on=first)
    assert who.toast == who.words("This button is out of date. Open the menu.")
    assert question_numbered(channel, number).status is Status.OPEN
    who.presses("Yes, they may know", on=first)
    assert who.toast == who.words("This button is out of date. Open the menu.")
    assert question_numbered(channel, number).not_the_village


def test_more_words_a_file_and_another_language_do_not_take_the_place_of_the_choice(
    channel: MemoryChannel,
) -> None:
    who = channel.somebody("who", TOOLOS)
    tells(who)
    for again in (
        who.writes("Балдарым менен үйдөн чыктым"),
        who.sends(PHOTO, "Сүрөтү ушул"),
        who.commands("ask"),
        who.commands("urgent"),
    ):
        assert who.words("No, not in the village") in [each.label for each in again.every_button()]
    who.commands("language")
    who.language = "ru"
    again = who.presses_only(ChooseLanguage("ru"))
    who.presses("Yes, they may know", on=again)
    assert who.last.title == who.words("✏️ We have it")


def test_the_numbers_of_another_country_leave_the_choice_under_them(
    channel: MemoryChannel,
) -> None:
    council = channel.clerk("council", TOOLOS, Role.WOMENS_COUNCIL)
    who = channel.somebody("who", TOOLOS)
    countries = who.presses("☎️ Numbers in another country", on=tells(who))
    abroad = who.presses("Russia", on=countries)
    assert "+7" in abroad.plain()
    who.presses("Yes, they may know", on=abroad)
    send(who)
    assert len(council.came) == 1


def test_what_is_sent_without_a_choice_goes_past_the_village(channel: MemoryChannel) -> None:
    village = channel.clerk("village", TOOLOS)
    council = channel.clerk("council", TOOLOS, Role.WOMENS_COUNCIL)
    nation = channel.clerk("nation", KG, Role.COORDINATOR)
    who = channel.somebody("who", TOOLOS)
    tells(who)
    who.commands("menu")
    who.commands("ask")
    number = send(who)
    question = question_numbered(channel, number)
    assert (question.office, question.urgent) == (KG, "violence")
    assert (village.came, council.came) == ([], [])
    assert len(nation.came) == 1


@pytest.mark.parametrize("way", ["button", "command"])
def test_after_cancelling_an_urgent_question_the_menu_stands_last(
    channel: MemoryChannel, way: str
) -> None:
    who = channel.somebody("who", TOOLOS)
    got = who.presses("No, not in the village", on=tells(who))
    last = who.presses("Cancel", on=got) if way == "button" else who.commands("cancel")
    assert last.title == who.words("☰ How can we help?")


def test_a_limit_on_an_urgent_question_is_told_and_not_taken_for_its_end(
    channel: MemoryChannel,
) -> None:
    who = channel.somebody("who", TOOLOS)
    got = who.presses("No, not in the village", on=tells(who))
    review = who.presses("Check and send ›", on=got)
    with channel.store.transaction() as session:
        for number in range(1001, 1001 + URGENT_AT_MOST):
            session.add(
                Question(
                    asker_id=who.person(session).id,
                    number=number,
                    status=Status.OPEN,
                    language="ky",
                    began_at=channel.now,
                    not_the_village=False,
                    is_sample=False,
                )
            )
    refusal = who.presses("✅ Send", on=review)
    assert refusal.title == who.words("⏳ Your open questions wait for an answer")


def test_three_open_questions_are_no_reason_to_turn_danger_away(channel: MemoryChannel) -> None:
    who = channel.somebody("who", TOOLOS)
    for each in range(3):
        asks(who, f"Суроо {each}")
    who.presses("No, not in the village", on=tells(who))
    assert send(who)


def test_numbers_are_shown_past_every_limit_with_a_word_that_nothing_was_sent(
    channel: MemoryChannel,
) -> None:
    who = channel.somebody("who", TOOLOS)
    for _ in range(URGENT_AT_MOST):
        who.presses("No, not in the village", on=tells(who))
        send(who)
    who.writes(BEATEN["ky"])
    numbers, refusal = who.shown[-2:]
    assert numbers.title == who.words(CALL_NOW)
    assert refusal.title == who.words("⏳ Your open questions wait for an answer")


def test_after_an_urgent_question_answers_come_quietly(channel: MemoryChannel) -> None:
    council = channel.clerk("council", TOOLOS, Role.WOMENS_COUNCIL)
    who = channel.somebody("who", TOOLOS)
    who.presses("Yes, they may know", on=tells(who))
    number = send(who)
    council.presses("☎️ Urgent: open")
    answers(council, "Борборго чалыңыз", to=council.last)
    (notice,) = who.came
    assert notice.plain() == who.words("🔔 You have a reply")
    opened = who.presses("Open")
    assert "Борборго чалыңыз" in opened.plain()
    assert str(number) in opened.title


def test_urgent_help_stands_in_the_menu_with_the_numbers_of_each_country(
    channel: MemoryChannel,
) -> None:
    who = channel.somebody("who", TOOLOS)
    who.does(Commanded("menu"))
    assert "102" in who.presses("☎️ Urgent help").plain()
    countries = who.presses("☎️ Numbers in another country")
    for button in countries.buttons[0]:
        shown = who.presses_only(button.press)
        assert shown.title == who.words(CALL_NOW)
        assert any(letter.isdigit() for letter in shown.plain())
