"""What waits in the outbox comes out as it went in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.packing import pack, unpack
from bot.navigation import AskPerson, OpenMenu
from bot.places.presses import Settle
from bot.questions.models import Rating
from bot.questions.presses import OpenQuestion, Rate
from bot.screens import (
    Button,
    OutOfDate,
    Paragraph,
    Press,
    Quote,
    Screen,
    ScreenKind,
    Span,
    Style,
    Toast,
)

words = st.text(max_size=40)
presses: st.SearchStrategy[Press] = st.one_of(
    st.just(OpenMenu()),
    st.builds(AskPerson, words),
    st.builds(Settle, words),
    st.builds(OpenQuestion, st.integers(0, 2**62)),
    st.builds(Rate, st.integers(0, 2**62), st.sampled_from(Rating)),
)
buttons = st.builds(Button, words, presses, st.booleans(), st.booleans())
spans = st.one_of(
    st.builds(Span, words),
    st.builds(Span, words, st.just(Style.BOLD)),
    st.builds(Span, words, st.just(Style.LINK), st.just("https://example.org/a?b=c&d")),
)
blocks = st.one_of(
    st.builds(Quote, words), st.builds(Paragraph, st.lists(spans, max_size=4).map(tuple))
)
screens = st.builds(
    Screen,
    kind=st.sampled_from(ScreenKind),
    title=words,
    body=st.lists(blocks, max_size=4).map(tuple),
    buttons=st.lists(st.lists(buttons, max_size=3).map(tuple), max_size=4).map(tuple),
    thread=words,
    protected=st.booleans(),
    silent=st.booleans(),
    attachments=st.lists(st.integers(0, 2**62), max_size=3).map(tuple),
)


@given(st.one_of(screens, st.builds(Toast, words, st.booleans())))
def test_a_packed_screen_comes_back_equal_after_it_was_written_down(answer: Any) -> None:
    assert unpack(json.loads(json.dumps(pack(answer)))) == answer


def test_a_button_that_means_nothing_any_more_is_out_of_date() -> None:
    packed = pack(Screen(ScreenKind.MENU, "x", buttons=((Button("a", OpenMenu()),),)))
    packed["buttons"][0][0][1] = "of an older version"
    with pytest.raises(OutOfDate):
        unpack(packed)
