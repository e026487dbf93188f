"""How somebody arrives: a language, a village, two lines on what is kept, and the menu."""

from __future__ import annotations

import pytest

from bot.language.speech import speech
from bot.people.chat import NAMES
from bot.places import service as places
from bot.screens import Commanded, Media, MediaKind, Press, Pressed, Screen, Sent, SentUnfit, Wrote
from tests.memory_channel import MemoryChannel, Somebody

TOOLOS = "osh.nookat.toolos"
AK_JAR = "osh.ozgon.ak-jar"
POSTER = "c-osh_nookat_toolos"
WHICH_VILLAGE = "📍 Which village are you from?"
MENU = "☰ How can we help?"
KEPT = "🔒 We do not ask for your name and number"


def community_of(channel: MemoryChannel, who: Somebody) -> str | None:
    with channel.store.reading() as session:
        return who.person(session).community


@pytest.mark.parametrize("language", NAMES)
def test_a_poster_leads_to_the_menu_in_three_taps(channel: MemoryChannel, language: str) -> None:
    who = channel.newcomer("who", language)
    who.opens(POSTER)
    assert who.presses(NAMES[language]).title == who.words("📍 Is this your village?")
    who.presses("Yes, this one")
    kept, menu = who.shown[-2:]
    assert kept.title == who.words(KEPT)
    assert "/my_data" in kept.plain()
    assert menu.title == who.words(MENU)
    assert community_of(channel, who) == TOOLOS


def test_a_poster_works_for_somebody_who_is_registered_already(channel: MemoryChannel) -> None:
    who = channel.somebody("who", AK_JAR)
    who.opens(POSTER)
    who.presses("Yes, this one")
    assert who.last.title == who.words(MENU)
    assert community_of(channel, who) == TOOLOS
    assert all(each.title != who.words(KEPT) for each in who.shown)


def test_no_another_after_a_poster_asks_for_the_village(channel: MemoryChannel) -> None:
    who = channel.newcomer("who")
    who.opens(POSTER)
    who.presses("Кыргызча")
    assert who.presses("No, another").title == who.words(WHICH_VILLAGE)
    who.writes("Большевик")
    assert "Ак-Жар" in who.last.plain() or any(
        "Ак-Жар" in each.label for each in who.last.every_button()
    )


def test_an_old_name_or_a_misspelt_one_is_asked_back_before_it_counts(
    channel: MemoryChannel,
) -> None:
    who = channel.newcomer("who", "ru")
    who.opens()
    who.presses("Русский")
    asked = who.writes("вознисеновка")
    assert asked.title == who.words("📍 Is this your village?")
    assert community_of(channel, who) is None
    who.presses("Yes, this one", on=asked)
    assert community_of(channel, who) == "chuy.panfilov.voznesenovka"


def test_several_places_of_one_name_are_told_apart_by_district(channel: MemoryChannel) -> None:
    who = channel.newcomer("who", "ru")
    who.opens()
    who.presses("Русский")
    several = who.writes("Ак-Суу")
    assert several.title == who.words("📍 Which one is yours?")
    *choices, none_of_them = [each.label for each in several.every_button()]
    assert len(set(choices)) == len(choices) >= 2
    assert all(" · " in each for each in choices)
    assert none_of_them == who.words("Mine is not here")
    lists = who.presses("Mine is not here")
    assert lists.title == who.words("📍 Choose from the list")


def test_what_is_no_place_says_what_is_waited_for_and_offers_two_ways_on(
    channel: MemoryChannel,
) -> None:
    who = channel.newcomer("who")
    who.opens()
    who.presses("Кыргызча")
    missed = who.writes("xqzwv")
    assert missed.title == who.words("📍 We do not find this name")
    labels = [each.label for each in missed.every_button()]
    assert labels == [who.words("Choose from the list"), who.words("I would rather not say")]
    photo = Media(MediaKind.PHOTO, b"cleaned", "image/jpeg")
    assert who.sends(photo).title == who.words("Here we wait for text")


def test_nobody_has_to_say_where_they_are_from(channel: MemoryChannel) -> None:
    who = channel.newcomer("who")
    who.opens()
    who.presses("Кыргызча")
    assert who.presses("I would rather not say").title == who.words(MENU)
    assert community_of(channel, who) is None
    assert who.opens().title == who.words(MENU)


@pytest.mark.parametrize("language", NAMES)
def test_every_place_can_be_reached_from_the_lists(channel: MemoryChannel, language: str) -> None:
    who = channel.somebody("who", "", language)
    who.commands("community")
    oblasts = _all_pages(who, who.presses("Choose from the list"))
    assert len(oblasts) >= 7 + 2
    inside_osh = _all_pages(who, who.does(Pressed(_named(oblasts, channel, "osh", language))))
    nookat = who.does(Pressed(_named(inside_osh, channel, "osh.nookat", language)))
    _all_pages(who, nookat)
    back = who.presses("‹ Back", on=nookat)
    assert back.title == who.words("📍 Choose from the list")


def _all_pages(who: Somebody, first: Screen) -> dict[str, Press]:
    """Every choice of a list, from its first page to its last."""
    found: dict[str, Press] = {}
    page = first
    for _ in range(30):
        assert len(page.buttons) <= 6 + 1 + 1
        found |= {row[0].label: row[0].press for row in page.buttons if len(row) == 1}
        following = [b for b in page.every_button() if b.label == who.words("Next ›")]
        found.pop(who.words("Next ›"), None)
        found.pop(who.words("‹ Previous"), None)
        if not following:
            return found
        page = who.does(Pressed(following[0].press))
    raise AssertionError("the list never ends")


def _named(found: dict[str, Press], channel: MemoryChannel, code: str, language: str) -> Press:
    with channel.store.reading() as session:
        label = places.name(places.place(session, code), language)
    return next(press for each, press in found.items() if each.startswith(label))


def test_a_wrong_poster_code_says_so_to_a_resident_and_asks_a_newcomer_as_always(
    channel: MemoryChannel,
) -> None:
    resident, newcomer = channel.somebody("resident", TOOLOS), channel.newcomer("newcomer")
    does_not_work = resident.words("⚠️ This link does not work")
    for code in ("c-nowhere", "c-", "c-osh", "x-1", "i-abc"):
        assert resident.opens(code).title == does_not_work
    newcomer.opens("c-nowhere")
    assert newcomer.presses("Кыргызча").title == newcomer.words(WHICH_VILLAGE)
    assert community_of(channel, resident) == TOOLOS


def test_after_five_wrong_codes_the_right_one_answers_like_a_wrong_one(
    restarting: MemoryChannel,
) -> None:
    who = restarting.somebody("who", AK_JAR)
    for each in range(5):
        who.opens(f"c-wrong{each}")
    wrong = who.last
    assert who.opens(POSTER) == wrong
    restarting.passes(hours=1, minutes=1)
    assert who.opens(POSTER).title == who.words("📍 Is this your village?")


@pytest.mark.parametrize(
    "action",
    [
        Wrote("салам"),
        Commanded("menu"),
        Commanded("ask"),
        Commanded("nothing"),
        Sent(Media(MediaKind.VOICE, b"cleaned", "audio/ogg")),
        SentUnfit(),
        Pressed(None),
    ],
    ids=lambda each: type(each).__name__,
)
def test_whatever_comes_first_the_language_is_asked_first(
    channel: MemoryChannel, action: Wrote | Commanded | Sent | SentUnfit | Pressed
) -> None:
    who = channel.newcomer("who")
    who.channel.handle(who, action)
    who.opens()
    assert "Тилди тандаңыз" in who.last.title
    labels = [each.label for each in who.last.every_button()]
    assert labels == ["Кыргызча", "Русский", "Ўзбекча", "Oʻzbekcha"]


def test_a_link_waits_while_the_language_is_chosen(restarting: MemoryChannel) -> None:
    who = restarting.newcomer("who")
    who.opens(POSTER)
    who.writes("салам")
    who.opens(POSTER)
    assert who.presses("Oʻzbekcha").title == speech("uz_Latn").gettext("📍 Is this your village?")


@pytest.mark.parametrize("language", NAMES)
def test_every_command_answers_in_the_readers_language(
    channel: MemoryChannel, language: str
) -> None:
    who = channel.somebody("who", TOOLOS, language)
    titles = {
        "menu": MENU,
        "ask": "❓ Write your question",
        "questions": "💬 You have not asked anything yet",
        "community": WHICH_VILLAGE,
        "my_data": "🔒 What is kept about you",
        "help": "⚙️ Help and settings",
        "desk": "🏛 You have no desk",
        "urgent": "☎️ If it is dangerous, call now",
        "console": "🔒 The console is for administrators",
        "cancel": MENU,
        "nonsense": "There is no such command",
    }
    for command, title in titles.items():
        who.commands("menu")
        assert who.commands(command).title == who.words(title), command


def test_a_button_of_a_removed_article_is_out_of_date(channel: MemoryChannel) -> None:
    from bot.articles.presses import Judge, OpenArticle, OpenSection

    who = channel.somebody("who", TOOLOS)
    who.commands("menu")
    for press in (OpenArticle("was-here-once"), Judge("was-here-once", 1), OpenSection("gone")):
        who.presses_only(press)
        assert who.toast == who.words("This button is out of date. Open the menu.")


def test_leaving_for_an_article_keeps_the_draft(channel: MemoryChannel) -> None:
    who = channel.somebody("who", TOOLOS)
    who.commands("ask")
    who.writes("Башталышы")
    who.commands("menu")
    who.presses("📄 Documents")
    # What is typed now is a search again, and not a part of the question.
    assert who.writes("паспорт жоголду").title == who.words("Is it one of these?")
    again = who.commands("ask")
    assert again.title == who.words("✏️ You began a question and have not sent it")


def test_two_misses_in_a_row_offer_a_person(channel: MemoryChannel) -> None:
    who = channel.somebody("who", TOOLOS)
    for text in ("xqzwv", "wvxqz"):
        missed = who.writes(text)
        assert missed.title == who.words("We have no ready answer about this")
        assert who.words("❓ Ask a person") in [each.label for each in missed.every_button()]
