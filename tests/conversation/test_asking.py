"""The asker's side: drafts, limits, two questions at once, words added later."""

from __future__ import annotations

import pytest

from bot.places.service import Role
from bot.questions import presses as q
from bot.questions.models import Part, Question, Rating, Status
from bot.screens import Media, MediaKind, Screen, SentUnfit
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
PHOTO = Media(MediaKind.PHOTO, b"cleaned", "image/jpeg")
ALREADY_SENT = "Your question has been sent already."


def how_many(channel: MemoryChannel, table: type[Part] | type[Question]) -> int:
    with channel.store.reading() as session:
        return session.query(table).count()


# --- drafts ---


def test_a_draft_is_kept_and_offered_again(restarting: MemoryChannel) -> None:
    asker = restarting.somebody("asker", TOOLOS)
    asker.commands("ask")
    asker.writes("Биринчи бөлүгү")
    asker.commands("menu")
    again = asker.commands("ask")
    assert again.title == asker.words("✏️ You began a question and have not sent it")
    asker.writes("Экинчи бөлүгү")
    review = asker.presses("Check and send ›", on=asker.last).plain()
    assert review.index("Биринчи бөлүгү") < review.index("Экинчи бөлүгү")


def test_cancel_leaves_nothing_of_a_draft(channel: MemoryChannel) -> None:
    asker = channel.somebody("asker", TOOLOS)
    asker.commands("ask")
    asker.writes("Муну унутуңуз")
    asker.sends(PHOTO)
    cancelled = asker.commands("cancel")
    assert cancelled.title == asker.words("Cancelled. Nothing was sent and nothing is kept.")
    assert (how_many(channel, Part), how_many(channel, Question)) == (0, 0)
    assert asker.commands("ask").title == asker.words("❓ Write your question")


def test_changing_a_question_means_writing_it_anew(channel: MemoryChannel) -> None:
    asker = channel.somebody("asker", TOOLOS)
    asker.commands("ask")
    asker.writes("Жаңылыш")
    asker.presses("Check and send ›")
    assert asker.presses("✏️ Change").title == asker.words("❓ Write your question")
    asker.writes("Туура")
    review = asker.presses("Check and send ›", on=asker.last).plain()
    assert "Туура" in review
    assert "Жаңылыш" not in review


def test_a_file_alone_begins_a_question(channel: MemoryChannel) -> None:
    asker = channel.somebody("asker", TOOLOS)
    assert asker.sends(PHOTO).title == asker.words("✏️ We have it")
    review = asker.presses("Check and send ›").plain()
    assert "1" in review


def test_a_question_carries_ten_messages_and_says_that_the_next_was_not_added(
    channel: MemoryChannel,
) -> None:
    asker = channel.somebody("asker", TOOLOS)
    asker.commands("ask")
    for number in range(10):
        assert asker.writes(f"бөлүк {number}").title == asker.words("✏️ We have it")
    too_many = asker.words("✏️ Ten messages are in it: no more will fit")
    assert asker.writes("бөлүк 11").title == too_many
    assert asker.sends(PHOTO).title == too_many
    assert asker.sends(PHOTO, "бөлүк 12").title == too_many
    assert how_many(channel, Part) == 10


# --- sending ---


def test_a_second_press_on_send_changes_nothing(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    asker.commands("ask")
    asker.writes("Суроо")
    asker.presses("Check and send ›")
    asker.presses("✅ Send")
    seen = len(asker.shown)
    asker.presses("✅ Send")
    assert asker.toast == asker.words(ALREADY_SENT)
    assert len(asker.shown) == seen
    assert len(clerk.came) == 1
    answers(clerk, "Жооп")
    asker.presses("✅ Send", on=asker.shown[-2])
    assert asker.toast == asker.words(ALREADY_SENT)
    assert question_numbered(channel, number_in(clerk.came[0])).status is Status.ANSWERED


def test_an_old_cancel_never_says_that_a_sent_question_was_not_sent(
    channel: MemoryChannel,
) -> None:
    asker = channel.somebody("asker", TOOLOS)
    asker.commands("ask")
    first = asker.writes("Биринчи")
    asker.writes("Экинчи")
    asker.presses("Check and send ›")
    number = number_in(asker.presses("✅ Send"))
    seen = len(asker.shown)
    asker.presses("Cancel", on=first)
    assert asker.toast == asker.words("This button is out of date. Open the menu.")
    assert len(asker.shown) == seen
    assert texts_of(channel, number) == ["Биринчи", "Экинчи"]


def test_nothing_written_cannot_be_sent(channel: MemoryChannel) -> None:
    asker = channel.somebody("asker", TOOLOS)
    asker.commands("ask")
    with channel.store.reading() as session:
        (draft,) = session.query(Question.id).one()
    asker.presses_only(q.Send(draft))
    assert asker.toast == asker.words("This button is out of date. Open the menu.")
    asker.presses_only(q.Review(draft))
    assert asker.toast == asker.words("This button is out of date. Open the menu.")


# --- limits (C44) ---


def test_three_questions_may_wait_and_the_fourth_is_refused_in_words(
    restarting: MemoryChannel,
) -> None:
    clerk, asker = restarting.clerk("clerk", TOOLOS), restarting.somebody("asker", TOOLOS)
    numbers = {asks(asker, f"Суроо {each}") for each in range(3)}
    assert len(numbers) == 3
    refused = asker.commands("ask")
    assert refused.title == asker.words("⏳ Your open questions wait for an answer")
    answers(clerk, "Жооп")
    assert asker.commands("ask").title == asker.words("❓ Write your question")


def test_five_questions_a_day_and_the_next_day_again(restarting: MemoryChannel) -> None:
    clerk, asker = restarting.clerk("clerk", TOOLOS), restarting.somebody("asker", TOOLOS)
    for each in range(5):
        asks(asker, f"Суроо {each}")
        answers(clerk, "Жооп")
    refused = asker.commands("ask")
    assert refused.title == asker.words("⏳ You have asked many questions today")
    restarting.passes(hours=23)
    assert asker.commands("ask").title == asker.words("⏳ You have asked many questions today")
    restarting.passes(hours=1, minutes=1)
    assert asker.commands("ask").title == asker.words("❓ Write your question")


def test_a_draft_begun_before_the_limit_cannot_pass_it(channel: MemoryChannel) -> None:
    asker = channel.somebody("asker", TOOLOS)
    for each in range(2):
        asks(asker, f"Суроо {each}")
    asker.commands("ask")
    asker.writes("Үчүнчү")
    third = asker.presses("Check and send ›", on=asker.last)
    asker.presses("✅ Send", on=third)
    with channel.store.transaction() as session:
        session.add(
            Question(
                asker_id=asker.person(session).id,
                status=Status.DRAFT,
                language="ky",
                began_at=channel.now,
                not_the_village=False,
            )
        )
    assert asker.commands("ask").title == asker.words("❓ Write your question")
    asker.writes("Төртүнчү")
    review = asker.presses("Check and send ›", on=asker.last)
    refused = asker.presses("✅ Send", on=review)
    assert refused.title == asker.words("⏳ Your open questions wait for an answer")


# --- two questions at once ---


def test_words_go_to_the_question_whose_message_is_replied_to(restarting: MemoryChannel) -> None:
    clerk, asker = restarting.clerk("clerk", TOOLOS), restarting.somebody("asker", TOOLOS)
    older = asks(asker, "Паспорт тууралуу")
    older_receipt = asker.last
    newer = asks(asker, "Жөлөкпул тууралуу")
    asker.commands("ask")
    asker.writes("Үчүнчү суроонун башталышы")

    asker.writes("Паспортко кошумча", replying_to=older_receipt)
    review = asker.presses("Check and send ›", on=asker.last).plain()
    assert str(older) in review
    assert "Паспортко кошумча" in review
    assert "Үчүнчү" not in review
    receipt = asker.presses("✅ Send", on=asker.last)
    assert receipt.title == asker.words("✅ Your question has been sent")
    assert number_in(receipt) == older

    assert texts_of(restarting, older) == ["Паспорт тууралуу", "Паспортко кошумча"]
    assert texts_of(restarting, newer) == ["Жөлөкпул тууралуу"]
    assert "Паспортко кошумча" in clerk.came[-1].plain()
    again = asker.commands("ask")
    assert again.title == asker.words("✏️ You began a question and have not sent it")
    assert "Үчүнчү" in asker.presses("Check and send ›", on=again).plain()


def test_sending_one_question_does_not_end_the_dialogue_about_another(
    channel: MemoryChannel,
) -> None:
    asker = channel.somebody("asker", TOOLOS)
    asks(asker, "Биринчи")
    receipt = asker.last
    asker.writes("Биринчиге кошумча", replying_to=receipt)
    review = asker.presses("Check and send ›", on=asker.last)
    asker.commands("ask")
    asker.writes("Экинчинин башталышы")
    asker.presses("✅ Send", on=review)
    asker.writes("Экинчинин уландысы")
    drafted = asker.presses("Check and send ›", on=asker.last).plain()
    assert "Экинчинин башталышы" in drafted
    assert "Экинчинин уландысы" in drafted


def test_each_answer_says_which_question_it_is_for(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    first, second = asks(asker, "Биринчи"), asks(asker, "Экинчи")
    first_card, second_card = clerk.came
    answers(clerk, "Экинчиге жооп", to=second_card)
    answers(clerk, "Биринчиге жооп", to=first_card)
    there_is = "💬 Question {number}: there is a reply"
    assert asker.came[0].title == asker.words(there_is, number=second)
    assert "Экинчиге жооп" in asker.came[0].plain()
    assert asker.came[1].title == asker.words(there_is, number=first)
    assert "Биринчиге жооп" in asker.came[1].plain()


# --- words added later ---


def test_what_is_added_to_an_open_question_changes_neither_office_nor_due_time(
    channel: MemoryChannel,
) -> None:
    village = channel.clerk("village", TOOLOS)
    district = channel.clerk("district", NOOKAT, Role.COORDINATOR)
    asker = channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    channel.passes(days=5)
    assert channel.ticks() == 1
    due = question_numbered(channel, number).due_at
    channel.passes(hours=20)
    asker.writes("Кошумча", replying_to=asker.came[-1])
    asker.presses("Check and send ›", on=asker.last)
    asker.presses("✅ Send", on=asker.last)
    question = question_numbered(channel, number)
    assert (question.office, question.due_at) == (NOOKAT, due)
    assert "Кошумча" in district.came[-1].plain()
    assert all("Кошумча" not in each.plain() for each in village.came)


def test_leaving_an_addition_says_that_the_question_itself_stands(channel: MemoryChannel) -> None:
    asker = channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    asker.writes("Ашыкча сөз", replying_to=asker.last)
    left = asker.commands("cancel")
    assert left.title == asker.words("Cancelled. Nothing was added to the question.")
    assert question_numbered(channel, number).status is Status.OPEN
    assert texts_of(channel, number) == ["Суроо"]
    assert texts_of(channel, number, sent=False) == []


def test_an_unsent_addition_is_offered_again(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    asks(asker, "Суроо")
    answers(clerk, "Жооп")
    asker.presses("✏️ Ask again")
    asker.writes("Дагы бир сөз")
    asker.commands("menu")
    offered = asker.presses("✏️ Ask again", on=asker.came[-1])
    assert offered.title == asker.words("✏️ You began a question and have not sent it")
    assert "Дагы бир сөз" in asker.presses("Check and send ›", on=offered).plain()


def test_asking_again_opens_the_question_anew_with_its_number_and_a_new_due_time(
    channel: MemoryChannel,
) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    answers(clerk, "Жооп")
    asker.presses("Did not help")
    first_due = question_numbered(channel, number).due_at
    channel.passes(days=1)
    asker.presses("✏️ Ask again", on=asker.last)
    asker.writes("Дагы түшүнбөдүм")
    asker.presses("Check and send ›")
    assert number_in(asker.presses("✅ Send", on=asker.last)) == number
    question = question_numbered(channel, number)
    assert question.status is Status.OPEN
    assert question.rating is None
    assert question.due_at is not None
    assert first_due is not None
    assert question.due_at > first_due
    card = clerk.came[-1].plain()
    assert card.index("Суроо") < card.index("Жооп") < card.index("Дагы түшүнбөдүм")


# --- rating ---


def test_the_last_rating_counts_and_the_same_one_twice_is_one(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    number = asks(asker, "Суроо")
    answers(clerk, "Жооп")
    answer = asker.came[-1]
    for press, rating in (
        ("Helped", Rating.HELPED),
        ("Helped", Rating.HELPED),
        ("Did not help", Rating.DID_NOT_HELP),
        ("Helped", Rating.HELPED),
    ):
        asker.presses(press, on=answer)
        assert question_numbered(channel, number).rating is rating
    from bot.interactions.models import Interaction, Kind

    with channel.store.reading() as session:
        rated = session.query(Interaction).filter_by(kind=Kind.ANSWER_RATED).count()
    assert rated == 3


def test_what_is_open_again_cannot_be_rated(channel: MemoryChannel) -> None:
    clerk, asker = channel.clerk("clerk", TOOLOS), channel.somebody("asker", TOOLOS)
    asks(asker, "Суроо")
    answers(clerk, "Жооп")
    asker.presses("✏️ Ask again")
    asker.writes("Кошумча")
    asker.presses("Check and send ›")
    asker.presses("✅ Send", on=asker.last)
    asker.presses("Helped", on=asker.came[-1])
    assert asker.toast == asker.words("This button is out of date. Open the menu.")


# --- language in the middle ---


@pytest.mark.parametrize("language", ["ru", "uz_Latn", "uz_Cyrl"])
def test_a_change_of_language_in_the_middle_of_a_question_stays_there(
    restarting: MemoryChannel, language: str
) -> None:
    asker = restarting.somebody("asker", TOOLOS)
    asker.commands("ask")
    assert _changes_language(asker, language).title == asker.words("❓ Write your question")
    asker.writes("First words")
    assert _changes_language(asker, "ky").title == asker.words("✏️ We have it")
    assert "First words" in asker.presses("Check and send ›", on=asker.last).plain()
    asker.presses("✅ Send", on=asker.last)
    asker.writes("More words", replying_to=asker.last)
    assert _changes_language(asker, language).title == asker.words("✏️ We have it")


def test_a_change_of_language_while_choosing_a_village_stays_there(
    restarting: MemoryChannel,
) -> None:
    asker = restarting.newcomer("asker")
    asker.opens()
    asker.presses("Кыргызча")
    title = "📍 Which village are you from?"
    assert asker.last.title == asker.words(title)
    assert _changes_language(asker, "ru").title == asker.words(title)


def _changes_language(asker: Somebody, language: str) -> Screen:
    from bot.people.chat import NAMES

    choice = asker.commands("language")
    asker.presses(NAMES[language], on=choice)
    asker.language = language
    return asker.last


def test_a_sticker_in_the_middle_of_a_question_loses_nothing(channel: MemoryChannel) -> None:
    asker = channel.somebody("asker", TOOLOS)
    asker.commands("ask")
    asker.writes("Биринчи")
    refused = asker.does(SentUnfit())
    assert refused.title == asker.words("We cannot take this. Send text, a photo or voice.")
    asker.writes("Экинчи")
    review = asker.presses("Check and send ›", on=asker.last).plain()
    assert "Биринчи" in review
    assert "Экинчи" in review
