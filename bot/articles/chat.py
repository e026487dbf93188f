"""Reading: sections, articles page by page, what a typed text finds, numbers to call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.articles import service
from bot.articles.contacts import caveats
from bot.articles.countries import country_name
from bot.articles.pages import pages
from bot.articles.presses import Judge, OpenArticle, OpenSection, UrgentCountries, UrgentHelp
from bot.articles.service import Article
from bot.interactions import service as interactions
from bot.interactions.service import Kind
from bot.language.speech import Speech
from bot.navigation import ask_button, last_row, list_page, menu_button, pager
from bot.people.service import Person, speech_of
from bot.screens import (
    Answer,
    Block,
    Button,
    Paragraph,
    Screen,
    ScreenKind,
    Span,
    Toast,
    bold,
    paragraph,
    rows,
)

MOST_RELATED = 3
LAST_PAGE = 99
"""More pages than any article has."""
SIGNS = {"documents": "📄", "departure": "✈️", "services": "🏠"}
BISHKEK = ZoneInfo("Asia/Bishkek")


def section_name(section: str, speech: Speech) -> str:
    _ = speech.gettext
    names = {
        "documents": _("📄 Documents"),
        "departure": _("✈️ Going abroad"),
        "services": _("🏠 Return and services"),
    }
    return names[section]


def open_section(session: Session, person: Person, press: OpenSection, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    service.open_section(session, person, press.section, now=now)
    listed = list_page(
        service.catalogue().in_section(press.section),
        press.page,
        speech,
        lambda page: OpenSection(press.section, page),
    )
    return Screen(
        ScreenKind.LIST,
        section_name(press.section, speech),
        (paragraph(_("Choose, or write in your own words."), "\n", listed.count),),
        rows(
            *(_choice(each, speech) for each in listed.shown),
            listed.pager,
            ask_button(speech),
            last_row(speech),
        ),
    )


def open_article(session: Session, person: Person, press: OpenArticle, *, now: datetime) -> Answer:
    """A page of an article; reading on edits it in place."""
    article = service.read(session, person, press.article, press.page, now=now)
    return article_screen(article, press.page, speech_of(person), now=now)


def article_screen(
    article: Article, page: int, speech: Speech, *, judged: bool = False, now: datetime
) -> Screen:
    """``judged``: its reader has just said whether it was useful and is not asked again."""
    _ = speech.gettext
    text = article.text(speech.language)
    all_pages = pages(text, speech, now.astimezone(BISHKEK).date())
    page = min(max(page, 1), len(all_pages))
    last = page == len(all_pages)
    asked = last and not judged
    number = f"{page} / {len(all_pages)}"
    if asked:
        number = _("{page} · Was this useful?").format(page=number)
    useful = None
    if asked:
        useful = (Button(_("Yes"), Judge(article.id, 1)), Button(_("No"), Judge(article.id, 0)))
    return Screen(
        ScreenKind.ARTICLE,
        f"{SIGNS[article.section]} {text.title}",
        (*all_pages[page - 1], paragraph(number)),
        rows(
            useful,
            pager(page, len(all_pages), speech, lambda page: OpenArticle(article.id, page)),
            *(_related(article, speech) if last else ()),
            ask_button(speech, article.id),
            last_row(speech, OpenSection(article.section)),
        ),
    )


def _related(article: Article, speech: Speech) -> Iterator[Button]:
    """What a reader of this needs next; the nearest first."""
    for each in service.catalogue().related(article.id)[:MOST_RELATED]:
        yield _choice(each, speech)


def judge(session: Session, person: Person, press: Judge, *, now: datetime) -> Sequence[Answer]:
    """The page stays, without its question: it is answered once."""
    speech = speech_of(person)
    service.judge(session, person, press.article, useful=bool(press.useful), now=now)
    article = service.article_for(press.article)
    page = article_screen(article, LAST_PAGE, speech, judged=True, now=now)
    thanks = Toast(speech.gettext("Saved. Thank you for telling us."))
    if press.useful:
        return [thanks, page]
    missing = Screen(
        ScreenKind.RECEIPT,
        speech.gettext("❓ What was missing?"),
        (paragraph(speech.gettext("Ask a person: they know more than a page does.")),),
        rows(ask_button(speech, press.article), menu_button(speech)),
    )
    return [thanks, page, missing]


def search(session: Session, person: Person, text: str, *, now: datetime) -> Answer:
    """The best articles as buttons, or honestly nothing, and a person in either case."""
    speech = speech_of(person)
    _ = speech.gettext
    found = service.search(session, person, text, now=now)
    if not found.results:
        return Screen(
            ScreenKind.EMPTY,
            _("We have no ready answer about this"),
            (
                paragraph(_("Write it another way, or ask a person.")),
                paragraph(
                    _("Here are answers about documents, going abroad, return and services.")
                ),
            ),
            rows(ask_button(speech), last_row(speech)),
        )
    articles = [service.article_for(each.id) for each in found.results]
    return Screen(
        ScreenKind.LIST,
        _("Is it one of these?"),
        (paragraph(_("Choose what is closest.")),),
        rows(
            *(_choice(each, speech) for each in articles),
            Button(_("❓ No, I will ask a person"), ask_button(speech).press),
            last_row(speech),
        ),
    )


def urgent_help(session: Session, person: Person, press: UrgentHelp, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    interactions.record(session, person, Kind.URGENT_SHOWN, now=now)
    return Screen(
        ScreenKind.CARD,
        _("☎️ If it is dangerous, call now"),
        numbers(press.country, speech),
        rows(
            Button(_("☎️ Numbers in another country"), UrgentCountries()),
            ask_button(speech),
            last_row(speech),
        ),
    )


def urgent_countries(
    session: Session, person: Person, press: UrgentCountries, *, now: datetime
) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    return Screen(
        ScreenKind.LIST,
        _("☎️ Numbers: which country?"),
        (paragraph(_("We have numbers for these countries.")),),
        rows(
            *_in_pairs(
                [
                    Button(country_name(each, speech), UrgentHelp(each))
                    for each in service.urgent_countries()
                ]
            ),
            last_row(speech, UrgentHelp()),
        ),
    )


def numbers(country: str, speech: Speech) -> tuple[Block, ...]:
    """The numbers of a country, each with whose it is and what must be said beside it."""
    _ = speech.gettext
    known = service.catalogue().contacts
    shown = service.urgent_numbers(country)
    said: dict[str, list[str]] = {}
    for each in shown:
        words = each.name(speech.language)
        beside = "; ".join(caveats(each, known, speech))
        said.setdefault(f"{words} ({beside})" if beside else words, []).extend(each.phones)
    spans: list[Span | str] = []
    for words, alike in said.items():
        spans += ["\n" if spans else "", bold(", ".join(alike)), f" {words}"]
    where = country_name(shown[0].country, speech)
    works = _("These numbers work in: {country}").format(country=where)
    return (paragraph(*spans), Paragraph((Span(works),)))


def _choice(article: Article, speech: Speech) -> Button:
    return Button(article.text(speech.language).title, OpenArticle(article.id))


def _in_pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
