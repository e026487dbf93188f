from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis.strategies import SearchStrategy, builds, integers, just, lists, sampled_from

from bot.articles.article import ArticleText, BlockKind, BodyBlock, Source
from bot.articles.catalogue import Catalogue
from bot.articles.markdown import body
from bot.articles.pages import MOST_PAGES, PAGE_LETTERS, Page, pages
from bot.language.speech import speech
from bot.screens import Span, Style

CHECKED, AGAIN = date(2026, 11, 25), date(2027, 2, 25)


def block(kind: BlockKind, letters: int, first: bool) -> BodyBlock:
    return BodyBlock(kind, (Span("a" * letters),), first)


BLOCKS: SearchStrategy[list[BodyBlock]] = lists(
    builds(block, sampled_from(BlockKind), integers(1, 300), just(False)), min_size=1, max_size=12
)


def told(*blocks: BodyBlock) -> ArticleText:
    sources = (Source("24.kg: one page", "https://24.kg/1", "2026"),) * 2
    return ArticleText("ky", "Title", "", (), sources, CHECKED, AGAIN, lambda: blocks)


def plain(page: Page) -> str:
    return "\n\n".join("".join(span.text for span in each.spans) for each in page)


@given(BLOCKS)
def test_pages_hold_the_whole_text_in_order_and_fit_a_screen(blocks: list[BodyBlock]) -> None:
    shown = pages(told(*blocks), speech("en"), CHECKED)
    assert len(shown) <= MOST_PAGES
    assert all(page and len(plain(page)) <= PAGE_LETTERS for page in shown)
    letters = "".join(plain(page) for page in shown).split("Source")[0]
    assert letters.replace("\n", "") == "".join(each.plain() for each in blocks)


@given(BLOCKS)
def test_a_heading_never_stands_alone_at_the_end_of_a_page(blocks: list[BodyBlock]) -> None:
    heads = [BodyBlock(BlockKind.HEADING, (Span("HEAD"),)), block(BlockKind.TEXT, 200, True)]
    shown = pages(told(*blocks, *heads * 4), speech("en"), CHECKED)
    assert not any(plain(page).endswith("HEAD") for page in shown)


def test_every_article_takes_at_most_three_screens_even_with_its_warning(
    library: Catalogue,
) -> None:
    for article in library.articles.values():
        for language, text in article.texts.items():
            shown = pages(text, speech(language), date.max)
            assert len(shown) <= MOST_PAGES, (article.id, language)
            assert all(len(plain(page)) <= PAGE_LETTERS for page in shown), (article.id, language)


def test_the_last_page_alone_names_sources_and_the_day_of_checking() -> None:
    text = told(*(block(BlockKind.TEXT, 600, True) for _ in range(4)))
    *others, last = map(plain, pages(text, speech("ru"), CHECKED))
    assert "24.kg" in last
    assert speech("ru").date(CHECKED) in last
    assert others
    assert not any("24.kg" in page for page in others)


def test_a_text_that_should_have_been_checked_again_says_so_first() -> None:
    text = told(block(BlockKind.TEXT, 50, True))
    day = speech("ky").date(AGAIN)
    assert day not in plain(pages(text, speech("ky"), AGAIN)[0])
    late = plain(pages(text, speech("ky"), date(2027, 2, 26))[0])
    assert late.startswith("⚠️")
    assert day in late.split("\n")[0]


def test_a_text_shown_in_russian_for_want_of_another_says_so() -> None:
    text = replace(told(block(BlockKind.TEXT, 50, True)), shown_in_russian=True)
    note = speech("ky").gettext("This text is in Russian only for now.")
    assert plain(pages(text, speech("ky"), CHECKED)[0]).startswith(note)


def test_lists_are_numbered_and_stand_under_their_heading() -> None:
    written = "Answer, 102.\n\n## Steps\n1. one\n2. two\n\n- bullet\n- [site](https://a.gov.kg/)"
    blocks, problems = body(Path("ru.md"), written, 1, frozenset({"gov.kg"}))
    assert problems == []
    (page,) = pages(told(*blocks), speech("en"), CHECKED)
    assert plain(page).split("\n\n")[:3] == [
        "Answer, 102.",
        "Steps\n1. one\n2. two",
        "• bullet\n• site",
    ]
    styles = {span.text: (span.style, span.url) for each in page for span in each.spans}
    assert styles["site"] == (Style.LINK, "https://a.gov.kg/")
