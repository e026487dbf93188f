"""Screens as Telegram's HTML: any text comes back as it was, within 4096 units, never broken."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import callback_data, incoming
from bot.channels.telegram.rendering import keyboard, length, messages
from bot.navigation import OpenMenu
from bot.screens import (
    Block,
    Button,
    Paragraph,
    Quote,
    Screen,
    ScreenKind,
    Span,
    bold,
    link,
    paragraph,
    rows,
)
from bot.simulator.formatting import MAX_TEXT, is_blank
from bot.simulator.html_markup import parse
from bot.store.keys import Keyring

KEYS = Keyring("a key that is only for the tests, 32+")
LARGEST = MAX_TEXT
CLOSE_TO_THE_TITLE = {ScreenKind.MENU, ScreenKind.LIST, ScreenKind.CONFIRM}

texts = st.text(max_size=60) | st.sampled_from(
    [
        "<b>",
        "&amp;",
        "</blockquote>",
        "a < b & c > d",
        '"',
        "&#60;",
        "👩‍👩‍👧",
        "\u202e",
        "{0.__class__}",
    ]
)
spans = st.one_of(
    st.builds(Span, texts), st.builds(bold, texts), st.builds(link, texts, st.just("https://a.kg"))
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Quote, texts), st.lists(spans, max_size=4).map(lambda all_: Paragraph(tuple(all_)))
)
screens = st.builds(
    Screen,
    kind=st.sampled_from(ScreenKind),
    title=texts,
    body=st.lists(blocks, max_size=4).map(tuple),
)


def plain(screen: Screen) -> str:
    """What is to be read, as the screen's kind sets it."""
    parts = [screen.title]
    for block in screen.body:
        close = len(parts) == 1 and screen.kind in CLOSE_TO_THE_TITLE
        parts.append("\n" if close else "\n\n")
        if isinstance(block, Quote):
            parts.append(block.text)
        else:
            parts.append("".join(span.text for span in block.spans))
    return "".join(parts)


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(screens)
def test_any_text_comes_back_as_the_same_plain_text(screen: Screen) -> None:
    (html,) = messages(screen)
    assert parse(html)[0].strip("\n") == plain(screen).strip("\n")


@given(screens)
def test_marks_cover_titles_and_quotes_and_nothing_that_people_wrote_is_a_mark(
    screen: Screen,
) -> None:
    (html,) = messages(screen)
    _, entities = parse(html)
    kinds = [each["type"] for each in entities]
    quotes = [each for each in screen.body if isinstance(each, Quote) and each.text]
    assert kinds.count("blockquote") == len(quotes)
    assert set(kinds) <= {"bold", "blockquote", "text_link"}


@given(screens, st.integers(8, 80))
def test_what_is_too_long_for_one_message_is_cut_and_nothing_but_blanks_is_lost(
    screen: Screen, largest: int
) -> None:
    cut = messages(screen, largest)
    read = [parse(each)[0] for each in cut]
    assert without_blanks("".join(read)) == without_blanks(plain(screen))
    for text in read:
        assert length(text) <= largest
        text.encode()  # a surrogate pair cut in two could not be written down


@pytest.mark.parametrize("letter", ["a", "ң", "👩"], ids=["latin", "kyrgyz", "emoji"])
@pytest.mark.parametrize("size", [4095, 4096, 4097])
def test_the_limit_is_counted_in_utf16_units_after_the_marks(letter: str, size: int) -> None:
    title = "Title"
    room = size - len(title) - len("\n\n")
    each = length(letter)
    text = letter * (room // each) + "a" * (room % each)
    cut = messages(Screen(ScreenKind.CARD, title, (Quote(text),)))
    assert length(plain(Screen(ScreenKind.CARD, title, (Quote(text),)))) == size
    assert len(cut) == (1 if size <= LARGEST else 2)
    read = [parse(html)[0] for html in cut]
    assert all(length(text) <= LARGEST for text in read)
    assert without_blanks("".join(read)) == title + text


@pytest.mark.parametrize("letter", ["ң", "👩"])
def test_a_word_longer_than_a_message_is_cut_between_letters(letter: str) -> None:
    text = letter * 5000
    read = [parse(html)[0] for html in messages(Screen(ScreenKind.CARD, "T", (Quote(text),)))]
    assert "".join(read).replace("T", "").replace("\n", "") == text
    for each in read:
        each.encode()
        assert length(each) <= LARGEST
        assert not is_blank(each)


def test_the_longest_message_of_a_person_stays_whole() -> None:
    text = ("сөз " * 1024).strip()
    assert length(text) == 4095
    cut = messages(Screen(ScreenKind.NOTICE, "Title", (Quote(text), paragraph("Last"))))
    assert [parse(each)[0] for each in cut] == ["Title", text, "Last"]


def test_a_link_leads_only_where_it_says_and_only_by_https() -> None:
    (html,) = messages(
        Screen(ScreenKind.CARD, "T", (paragraph(link("office", "https://a.kg/?a=1&b=2")),))
    )
    (entity,) = [each for each in parse(html)[1] if each["type"] == "text_link"]
    assert entity["url"] == "https://a.kg/?a=1&b=2"
    for address in ("http://a.kg", "tg://user?id=1", "javascript:alert(1)", "//a.kg"):
        with pytest.raises(ValueError, match="https"):
            link("office", address)


@pytest.mark.parametrize(
    ("kind", "thread", "stays"),
    [
        (ScreenKind.RECEIPT, "", True),
        (ScreenKind.NOTICE, "question:7", True),
        (ScreenKind.NOTICE, "", False),
        (ScreenKind.CARD, "question:7", False),
        (ScreenKind.MENU, "", False),
    ],
)
def test_a_receipt_and_an_answer_stay_where_they_are_when_their_button_is_pressed(
    kind: ScreenKind, thread: str, stays: bool
) -> None:
    screen = Screen(kind, "T", buttons=rows(Button("Menu", OpenMenu())), thread=thread)
    made = keyboard(screen, "1", KEYS)
    assert made is not None
    data = made["inline_keyboard"][0][0]["callback_data"]
    assert callback_data.read(data, "1", KEYS) == OpenMenu()
    query = {"id": "9", "from": {"id": 1}, "message": {"message_id": 5}, "data": data}
    pressed = incoming.read({"update_id": 1, "callback_query": query})
    assert pressed is not None
    assert pressed.message_ref == ("" if stays else "5")


def test_buttons_stand_in_their_rows_and_say_what_they_do() -> None:
    screen = Screen(
        ScreenKind.CONFIRM,
        "T",
        buttons=rows(
            Button("Erase", OpenMenu(), danger=True),
            (Button("Back", OpenMenu()), Button("Send", OpenMenu(), main=True)),
        ),
    )
    made = keyboard(screen, "1", KEYS)
    assert made is not None
    labels = [[each["text"] for each in row] for row in made["inline_keyboard"]]
    assert labels == [["Erase"], ["Back", "Send"]]
    assert [each.get("style") for row in made["inline_keyboard"] for each in row] == [
        "danger",
        None,
        "primary",
    ]
    assert keyboard(Screen(ScreenKind.MENU, "T"), "1", KEYS) is None
