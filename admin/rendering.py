"""Pages from templates: always escaped, in the reader's language, with addresses that fit.

The one place where the console makes HTML (C25): templates with autoescape on, and the charts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from admin.charts import Chart
from bot.language.languages import CONSOLE_LANGUAGES, OWN_NAMES
from bot.language.letters import without_marks
from bot.language.speech import Speech, speech

HERE = Path(__file__).parent
STATIC = HERE / "static"
FIRST_LANGUAGE = "ru"
"""For a browser that asks for none of ours: what most administrators read."""

NO_BREAK = "\u00a0"
_YEAR_OR_TOWN = re.compile(r"(?<=\d) (?=г\.)|(?<=\bг\.) (?=[А-ЯЁ])")

HTML_LANGUAGES = {"uz_Latn": "uz-Latn", "uz_Cyrl": "uz-Cyrl"}
HTMX = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "scrollBehavior": "auto",
    }
)


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=unbroken,
    )
    made.globals |= {
        "htmx_config": HTMX,
        "own_names": OWN_NAMES,
        "static": _static,
        "drawn": drawn,
    }
    made.filters["plainly"] = without_marks
    return made


def unbroken(value: object) -> object:
    """What a template shows, with «г.» of a year or a town kept on one line with it."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _YEAR_OR_TOWN.sub(NO_BREAK, value)
    return value


def page(
    request: Request,
    template: str,
    spoken: Speech,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page or a part of one. What is shown of it stays in no cache."""
    text = (
        environment()
        .get_template(template)
        .render(
            _=spoken.gettext,
            ngettext=spoken.ngettext,
            speech=spoken,
            html_language=HTML_LANGUAGES.get(spoken.language, spoken.language),
            root=root_of(request),
            **values,
        )
    )
    return HTMLResponse(text, status, headers)


def root_of(request: Request) -> str:
    """What stands before each address: the console may be mounted below another path."""
    root: str = request.scope.get("root_path", "")
    return root.rstrip("/")


def drawn(chart: Chart) -> Markup:
    """The chart as SVG. Its texts are escaped while it is drawn."""
    return Markup(chart.svg())  # noqa: S704 - the one reviewed place, see charts


def guessed_speech(request: Request) -> Speech:
    """The language of a page for whom we do not know: what the browser asks for, else Russian."""
    for each in request.headers.get("accept-language", "").split(","):
        wanted = each.partition(";")[0].strip().lower()
        language = "uz_Latn" if wanted.startswith("uz") else wanted.partition("-")[0]
        if language in CONSOLE_LANGUAGES:
            return speech(language)
    return speech(FIRST_LANGUAGE)


def _static(name: str) -> str:
    return f"/static/{name}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
