"""The articles that there are: when they were checked, which are due again, and how they read."""

from __future__ import annotations

from itertools import groupby

from starlette.responses import Response

from admin.rendering import HTML_LANGUAGES
from admin.visits import Visit
from bot.articles import service as articles
from bot.articles.article import Article, BodyBlock
from bot.language.dates import BISHKEK
from bot.language.languages import LANGUAGES
from bot.places.service import Right


def show(visit: Visit) -> Response:
    visit.need(Right.SEE_DEMAND)
    catalogue = articles.catalogue()
    rows = [_told(visit, each) for each in catalogue.articles.values()]
    rows.sort(key=lambda each: not each["warnings"])
    return visit.page(
        "articles.html",
        rows=rows,
        problems=len(catalogue.problems),
        has_warnings=any(each["warnings"] for each in rows),
    )


def one(visit: Visit) -> Response:
    """An article as people read it, in one of its languages. Raises NotFound."""
    visit.need(Right.SEE_DEMAND)
    article = articles.article_for(visit.request.path_params["id"])
    asked = visit.request.query_params.get("language", "")
    spoken = asked if asked in article.texts else visit.speech.language
    text = article.text(spoken)
    return visit.page(
        "article.html",
        row=_told(visit, article),
        text=text,
        html_language_of_text=HTML_LANGUAGES.get(text.language, text.language),
        languages=[
            (each, visit.speech.language_name(each)) for each in LANGUAGES if each in article.texts
        ],
        blocks=[(kind, tuple(group)) for kind, group in groupby(text.body, _kind_of)],
    )


def _kind_of(block: BodyBlock) -> str:
    return block.kind.value


def _told(visit: Visit, article: Article) -> dict[str, object]:
    speech = visit.speech
    _ = speech.gettext
    text = article.text(speech.language)
    stale = text.is_stale(visit.now.astimezone(BISHKEK).date())
    missing = [speech.language_name(each) for each in LANGUAGES if each not in article.texts]
    warnings = []
    if stale:
        warnings.append(_("to be checked again"))
    if missing:
        warnings.append(_("missing: {languages}").format(languages=", ".join(missing)))
    return {
        "id": article.id,
        "title": text.title,
        "section": _section(visit, article.section),
        "checked": speech.date(text.checked_on),
        "again": speech.date(text.check_again_by),
        "sources": len(text.sources),
        "warnings": warnings,
    }


def _section(visit: Visit, section: str) -> str:
    _ = visit.speech.gettext
    names = {
        "documents": _("documents"),
        "departure": _("going abroad"),
        "services": _("home and services"),
    }
    return names.get(section, section)
