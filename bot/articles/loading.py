"""From the files of one article to the article, with every problem of each file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.articles import agreement
from bot.articles.agreement import Written
from bot.articles.article import FALLBACK, Article, ArticleText, BodyBlock, Source
from bot.articles.contacts import Contact
from bot.articles.front_matter import TITLE_WIDTH, FrontMatter, front_matter, split, width
from bot.articles.markdown import body
from bot.articles.placeholders import contacts_named, filled
from bot.articles.placeholders import problems as wrong_placeholders
from bot.articles.problems import Problem
from bot.language.speech import speech
from bot.language.uzbek import to_cyrillic
from bot.screens import Span, Style

FILES = {"ky": "ky.md", "ru": "ru.md", "uz_Latn": "uz.md"}
"""Language → its file; Uzbek in Cyrillic is made from the Latin text."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    file: Path
    matter: FrontMatter
    text: ArticleText


def article(
    folder: Path, hosts: frozenset[str], contacts: Mapping[str, Contact]
) -> tuple[Article | None, list[Problem]]:
    """The article in a folder named by its id; None when it has no sound Russian text.

    A text that cannot be shown is left out alone: its readers get the Russian one.
    """
    problems: list[Problem] = []
    written: dict[str, _Loaded] = {}
    for language, name in FILES.items():
        file = folder / name
        if not file.is_file():
            problems.append(Problem(file, 0, "is missing: every article is told in ky, ru and uz"))
            continue
        one, wrong = _read(file, language, hosts, contacts)
        problems += wrong
        if one is not None:
            written[language] = one
    problems += _unknown_files(folder)
    if FALLBACK not in written:
        return None, problems
    texts = {language: one.text for language, one in written.items()}
    if "uz_Latn" in texts:
        texts["uz_Cyrl"] = in_cyrillic(texts["uz_Latn"])
        problems += _too_wide(written["uz_Latn"], texts["uz_Cyrl"])
    matter = written[FALLBACK].matter
    made = Article(
        folder.name, folder.parent.name, texts, matter.who_helps, matter.related, matter.urgent
    )
    return made, problems


def in_cyrillic(text: ArticleText) -> ArticleText:
    """The Uzbek text in its other script. Ways to ask stay: the finder reads both alike."""
    return replace(
        text,
        language="uz_Cyrl",
        title=to_cyrillic(text.title),
        summary=to_cyrillic(text.summary),
        sources=tuple(
            Source(to_cyrillic(source.name), source.url, source.seen) for source in text.sources
        ),
        read_body=lambda: tuple(_block_in_cyrillic(block) for block in text.body),
    )


def _block_in_cyrillic(block: BodyBlock) -> BodyBlock:
    return replace(
        block,
        spans=tuple(
            span if span.style is Style.BOLD else Span(to_cyrillic(span.text), span.style, span.url)
            for span in block.spans
        ),
    )


def _read(
    file: Path, language: str, hosts: frozenset[str], contacts: Mapping[str, Contact]
) -> tuple[_Loaded | None, list[Problem]]:
    try:
        content = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return None, [Problem(file, 0, f"cannot be read: {error}")]
    parts = split(content)
    if parts is None:
        return None, [Problem(file, 1, "must begin with a front matter between two lines of ---")]
    matter, problems = front_matter(file, parts[0])
    if not parts[1].strip():
        return None, [*problems, Problem(file, parts[2], "the article has no text")]
    if matter is None:
        return None, problems
    named = contacts_named(parts[1], contacts)
    text = ArticleText(
        language,
        matter.title,
        matter.summary,
        matter.asks,
        tuple(dict.fromkeys((*matter.sources, *_sources(named, language)))),
        matter.checked_on,
        matter.check_again_by,
        partial(_body, file, language, hosts, contacts),
    )
    return _Loaded(file, matter, text), problems


def _body(
    file: Path, language: str, hosts: frozenset[str], contacts: Mapping[str, Contact]
) -> tuple[BodyBlock, ...]:
    _matter, written, line = split(file.read_text(encoding="utf-8")) or ("", "", 1)
    blocks, _problems = body(file, written, line, hosts)
    return filled(blocks, contacts, hosts, speech(language))


def problems_below(
    folder: Path, hosts: frozenset[str], contacts: Mapping[str, Contact]
) -> Iterator[Problem]:
    """What is wrong with an article's texts themselves, and where its languages differ."""
    written: dict[str, Written] = {}
    for language, name in FILES.items():
        file = folder / name
        try:
            parts = split(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            continue  # told by whoever loads the article
        if parts is None or not parts[1].strip():
            continue
        blocks, wrong = body(file, parts[1], parts[2], hosts)
        yield from wrong
        yield from wrong_placeholders(file, parts[1], parts[2], contacts)
        matter, _wrong = front_matter(file, parts[0])
        if matter is not None and blocks:
            written[language] = Written(file, matter, blocks)
    yield from agreement.problems(written)


def _sources(contacts: Iterable[Contact], language: str) -> Iterator[Source]:
    """Who vouches for the contacts: each comes with its own source and date."""
    for each in contacts:
        yield Source(each.source_name(language), each.source, each.seen)


def _unknown_files(folder: Path) -> Iterator[Problem]:
    for file in sorted(folder.iterdir()):
        if file.name not in FILES.values():
            yield Problem(file, 0, "does not belong here: an article is ky.md, ru.md and uz.md")


def _too_wide(uzbek: _Loaded, cyrillic: ArticleText) -> Iterator[Problem]:
    if width(cyrillic.title) > TITLE_WIDTH >= width(uzbek.text.title):
        yield Problem(
            uzbek.file,
            uzbek.matter.lines["title"],
            f"the title in Cyrillic, {cyrillic.title!r}, is {width(cyrillic.title)} wide,"
            f" at most {TITLE_WIDTH} fit",
        )
