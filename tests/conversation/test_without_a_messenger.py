"""The rooms need no messenger: the whole way of a question through a channel in memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.places import service as places
from bot.questions.models import Question, Status
from bot.screens import Media, MediaKind, Pressed, ScreenKind
from tests.memory_channel import MemoryChannel, Somebody

TOOLOS = "osh.nookat.toolos"
REPOSITORY = Path(__file__).parents[2]
PHOTO = Media(MediaKind.PHOTO, b"cleaned", "image/jpeg")


def test_asking_and_answering_survive_a_restart_before_each_step(
    restarting: MemoryChannel,
) -> None:
    clerk = restarting.clerk("clerk", TOOLOS)
    asker = restarting.newcomer("asker")

    assert asker.opens("c-osh_nookat_toolos").kind is ScreenKind.MENU
    assert asker.presses("Кыргызча").title == asker.words("📍 Is this your village?")
    assert asker.presses("Yes, this one").title == asker.words("☰ How can we help?")
    assert asker.writes("паспортум жоголду").title == asker.words("Is it one of these?")
    asker.presses("❓ No, I will ask a person")
    asker.writes("Паспортум жоголду.")
    asker.sends(PHOTO, "Арызым ушундай")
    asker.writes("Эми эмне кылам?")
    review = asker.presses("Check and send ›")
    assert review.plain().index("Паспортум") < review.plain().index("Эми эмне")
    receipt = asker.presses("✅ Send")
    assert receipt.title == asker.words("✅ Your question has been sent")

    (card,) = clerk.came
    assert card.protected
    assert len(card.attachments) == 1
    assert "Паспортум жоголду." in card.plain()
    clerk.presses("✏️ Answer")
    clerk.writes("Консулдукка барыңыз")
    clerk.presses("✅ Send")

    answer = asker.came[-1]
    assert "Консулдукка барыңыз" in answer.plain()
    asker.presses("Did not help")
    asker.presses("✏️ Ask again", on=answer)
    asker.writes("Кайсы консулдукка?")
    asker.presses("Check and send ›")
    asker.presses("✅ Send")
    clerk.writes("Москвадагы", replying_to=clerk.came[-1])
    clerk.presses("✅ Send")
    assert "Москвадагы" in asker.came[-1].plain()
    asker.presses("Helped", on=asker.came[-1])
    assert asker.toast == asker.words("Saved. Thank you for telling us.")

    with restarting.store.reading() as session:
        (question,) = session.query(Question).all()
        assert question.status is Status.ANSWERED
        assert question.rating is not None


def test_choosing_a_village_from_lists_survives_a_restart_before_each_step(
    restarting: MemoryChannel,
) -> None:
    asker = restarting.newcomer("asker", "ru")
    asker.opens()
    asker.presses("Русский")
    asker.presses("Choose from the list")
    for code in ("osh", "osh.nookat", TOOLOS):
        _finds_in_the_list(restarting, asker, code)
    assert asker.last.title == asker.words("☰ How can we help?")
    with restarting.store.reading() as session:
        assert asker.person(session).community == TOOLOS


def _finds_in_the_list(channel: MemoryChannel, asker: Somebody, code: str) -> None:
    """Turn pages until the place is there, and press it."""
    with channel.store.reading() as session:
        label = places.name(places.place(session, code), asker.language)
    for _ in range(20):
        assert len(asker.last.buttons) <= 8
        wanted = [each for each in asker.last.every_button() if each.label.startswith(label)]
        if wanted:
            asker.does(Pressed(wanted[0].press))
            return
        asker.presses("Next ›", on=asker.last)
    raise AssertionError(f"{label} is in no list")


def test_the_rooms_play_a_question_where_telegrams_library_cannot_be_imported(
    channel: MemoryChannel,
) -> None:
    channel.store.close()
    code = f"""
import sys
sys.modules["telegram"] = None
from tests.memory_channel import MemoryChannel
from pathlib import Path
channel = MemoryChannel(Path({str(channel.database)!r}))
clerk, asker = channel.clerk("clerk", {TOOLOS!r}), channel.somebody("asker", {TOOLOS!r})
asker.commands("ask")
asker.writes("Which papers?")
asker.presses("Check and send ›")
asker.presses("✅ Send")
clerk.writes("These two", replying_to=clerk.came[0])
clerk.presses("✅ Send")
assert "These two" in asker.came[0].plain()
print("answered")
"""
    played = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=REPOSITORY
    )
    assert played.stdout.strip() == "answered", played.stderr
