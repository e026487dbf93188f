"""Text, entities and HTML: pure rules."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.errors import ApiError
from bot.simulator.formatting import formatted, is_blank, written
from bot.simulator.html_markup import checked_link, parse, utf16_length
from bot.simulator.safe_html import to_html

# Letters that Telegram keeps as they are: no control characters, no overriding of direction.
ordinary = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\u202a\u202b"
    ).filter(lambda letter: not "\u2028" <= letter <= "\u202e")
)


@given(ordinary)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse(escape(text)) == (text, [])


@given(ordinary)
def test_length_is_that_of_utf16(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@given(ordinary, ordinary, ordinary)
def test_an_entity_covers_exactly_what_was_marked(before: str, inside: str, after: str) -> None:
    text, entities = parse(f"{escape(before)}<b>{escape(inside)}</b>{escape(after)}")
    assert text == before + inside + after
    if not inside:
        assert entities == []
        return
    (entity,) = entities
    units = text.encode("utf-16-le")
    start = 2 * entity["offset"]
    assert units[start : start + 2 * entity["length"]].decode("utf-16-le") == inside


@given(st.lists(st.tuples(st.sampled_from(["b", "i", "u", "s"]), ordinary), max_size=6))
def test_safe_html_says_the_same_as_the_markup_it_came_from(parts: list[tuple[str, str]]) -> None:
    markup = "".join(f"<{tag}>{escape(words)}</{tag}>" for tag, words in parts)
    text, entities = parse(markup)
    assert parse(to_html(text, entities)) == (text, entities)


@given(
    ordinary.filter(bool),
    st.lists(
        st.tuples(
            st.sampled_from(["bold", "italic", "code", "text_link", "url", "hashtag", "pre"]),
            st.integers(0, 40),
            st.integers(1, 40),
        ),
        max_size=6,
    ),
)
def test_no_text_can_put_markup_of_its_own_into_the_page(
    text: str, marks: list[tuple[str, int, int]]
) -> None:
    hostile = f"<img src=x onerror=alert(1)>\"'{text}"
    borders = [0]
    for letter in hostile:
        borders.append(borders[-1] + utf16_length(letter))
    entities = []
    for kind, start, length in marks:
        begin = borders[min(start, len(hostile) - 1)]
        end = borders[min(start + length, len(hostile))]
        if end > begin:
            entity = {"type": kind, "offset": begin, "length": end - begin}
            entities.append(entity | ({"url": 'https://a.kg/"x'} if kind == "text_link" else {}))
    page = _Page(to_html(hostile, entities))
    assert page.text == hostile
    assert page.tags <= {"b", "i", "code", "pre", "a", "span"}
    assert all(link.startswith(("https://", "http://")) for link in page.links)
    assert page.open == []


class _Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self.links = "", set[str](), list[str]()
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href", "target", "rel", "class"}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_entities_that_overlap_become_html_that_nests() -> None:
    overlapping = [
        {"type": "bold", "offset": 0, "length": 6},
        {"type": "italic", "offset": 3, "length": 6},
    ]
    assert to_html("abcdefghi", overlapping) == "<b>abc<i>def</i></b><i>ghi</i>"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("ы<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=", "Unclosed start tag at byte offset 0"),
        ("<a href=x_y>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<a ", 'Unclosed start tag "a" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(markup: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse(markup)
    assert refusal.value.code == 400
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<b>a</b>", "bold"),
        ("<STRONG>a</STRONG>", "bold"),
        ("<i>a</i>", "italic"),
        ("<em>a</em>", "italic"),
        ("<u>a</u>", "underline"),
        ("<ins>a</ins>", "underline"),
        ("<s>a</s>", "strikethrough"),
        ("<strike>a</strike>", "strikethrough"),
        ("<del>a</del>", "strikethrough"),
        ("<code>a</code>", "code"),
        ("<pre>a</pre>", "pre"),
        ("<blockquote>a</blockquote>", "blockquote"),
        ("<blockquote expandable>a</blockquote>", "expandable_blockquote"),
        ("<tg-spoiler>a</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">a</span>', "spoiler"),
        ("<a href='https://t.me'>a</a>", "text_link"),
        ('<a href="tg://user?id=7">a</a>', "text_mention"),
    ],
)
def test_every_tag_of_telegram_is_known(markup: str, kind: str) -> None:
    text, entities = parse(markup)
    assert text == "a"
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in entities] == [
        (kind, 0, 1)
    ]


def test_a_code_block_with_a_language_is_one_entity() -> None:
    _, entities = parse('<pre><code class="language-python">x = 1</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]


def test_only_four_names_of_characters_are_known() -> None:
    assert parse("&lt;&gt;&amp;&quot;&nbsp;&#65;&#x42;")[0] == '<>&"&nbsp;AB'


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "data:text/html,x", "http://localhost"])
def test_a_link_that_telegram_does_not_follow_is_plain_text(scheme: str) -> None:
    assert checked_link(scheme) == ""
    assert parse(f'<a href="{scheme}">a</a>') == ("a", [])


def test_blanks_at_the_ends_go_and_entities_move_along() -> None:
    text, entities = formatted("\n  <b> word </b>\n\n", "HTML")
    assert text == "word"
    assert entities == [{"type": "bold", "offset": 0, "length": 4}]


def test_marks_that_override_the_direction_of_writing_are_dropped() -> None:
    text, entities = formatted("ab\u202ec<b>d\re</b>\x07", "HTML")
    assert text == "abcde"
    assert entities == [{"type": "bold", "offset": 3, "length": 2}]


def test_telegram_finds_commands_links_and_names_by_itself() -> None:
    text = "/help 😀 https://t.me/x. and kg.gov.kg, @sample_bot #village a@b.kg a/b 1.5"
    found = written(text)
    units = text.encode("utf-16-le")
    assert [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in found.entities
    ] == [
        ("bot_command", "/help"),
        ("url", "https://t.me/x"),
        ("url", "kg.gov.kg"),
        ("mention", "@sample_bot"),
        ("hashtag", "#village"),
        ("email", "a@b.kg"),
    ]


def test_nothing_is_found_inside_code() -> None:
    assert [e["type"] for e in formatted("<code>/help</code>", "HTML").entities] == ["code"]


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u200d", "\ufeff\u2060"])
def test_text_with_nothing_to_see_is_blank(text: str) -> None:
    assert is_blank(text)


def test_entities_can_be_given_instead_of_markup() -> None:
    bold = {"type": "bold", "offset": 0, "length": 2}
    assert formatted("😀x", entities=[bold]).entities == [bold]


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ({"type": "bold", "offset": 0, "length": 9}, "ends after the end of the text"),
        ({"type": "bold", "offset": 1, "length": 1}, "in a middle of a UTF-16 symbol"),
        ({"type": "glow", "offset": 0, "length": 1}, "can't parse MessageEntity"),
        ({"type": "bold", "offset": "0", "length": 1}, "must be Numbers"),
        ("bold", "expected an Object"),
    ],
)
def test_entities_that_do_not_fit_are_refused(entity: object, words: str) -> None:
    with pytest.raises(ApiError, match=words):
        formatted("😀x", entities=[entity])


def test_markdown_is_refused_clearly() -> None:
    with pytest.raises(ApiError, match="HTML only"):
        formatted("*a*", "MarkdownV2")
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        formatted("a", "BBCode")
