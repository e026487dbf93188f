"""From the files of one article to the article, with every problem of each file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.articles.article import FALLBACK, Article, ArticleText, BodyBlock, Source
from bot.articles.front_matter import TITLE_WIDTH, FrontMatter, front_matter, split, width
from bot.articles.markdown import body
from bot.articles.problems import Problem
from bot.language.uzbek import to_cyrillic
from bot.screens import Span, Style

FILES = {"ky": "ky.md", "ru": "ru.md", "uz_Latn": "uz.md"}
"""Language → its file; Uzbek in Cyrillic is made from the Latin text."""

_SAME_IN_ALL = ("who_helps", "related", "urgent")


@dataclass(frozen=True, slots=True)
class _Written:
    file: Path
    matter: FrontMatter
    text: ArticleText


def article(folder: Path, hosts: frozenset[str]) -> tuple[Article | None, list[Problem]]:
    """The article in a folder named by its id; None when it has no sound Russian text.

    A text that cannot be shown is left out alone: its readers get the Russian one.
    """
    problems: list[Problem] = []
    written: dict[str, _Written] = {}
    for language, name in FILES.items():
        file = folder / name
        if not file.is_file():
            problems.append(Problem(file, 0, "is missing: every article is told in ky, ru and uz"))
            continue
        one, wrong = _read(file, language, hosts)
        problems += wrong
        if one is not None:
            written[language] = one
    problems += _unknown_files(folder)
    if FALLBACK not in written:
        return None, problems
    problems += _differences(written)
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
        body=tuple(_block_in_cyrillic(block) for block in text.body),
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
    file: Path, language: str, hosts: frozenset[str]
) -> tuple[_Written | None, list[Problem]]:
    try:
        content = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return None, [Problem(file, 0, f"cannot be read: {error}")]
    parts = split(content)
    if parts is None:
        return None, [Problem(file, 1, "must begin with a front matter between two lines of ---")]
    matter, problems = front_matter(file, parts[0])
    blocks, wrong = body(file, parts[1], parts[2], hosts)
    problems += wrong
    if matter is None or not blocks:
        return None, problems
    text = ArticleText(
        language,
        matter.title,
        matter.summary,
        matter.asks,
        matter.sources,
        matter.checked_on,
        matter.check_again_by,
        blocks,
    )
    return _Written(file, matter, text), problems


def _unknown_files(folder: Path) -> Iterator[Problem]:
    for file in sorted(folder.iterdir()):
        if file.name not in FILES.values():
            yield Problem(file, 0, "does not belong here: an article is ky.md, ru.md and uz.md")


def _differences(written: dict[str, _Written]) -> Iterator[Problem]:
    russian = written[FALLBACK].matter
    for one in written.values():
        for key in _SAME_IN_ALL:
            here, there = getattr(one.matter, key), getattr(russian, key)
            if here != there:
                yield Problem(
                    one.file, one.matter.lines.get(key, 1), f"`{key}` differs from that in ru.md"
                )


def _too_wide(uzbek: _Written, cyrillic: ArticleText) -> Iterator[Problem]:
    if width(cyrillic.title) > TITLE_WIDTH >= width(uzbek.text.title):
        yield Problem(
            uzbek.file,
            uzbek.matter.lines["title"],
            f"the title in Cyrillic, {cyrillic.title!r}, is {width(cyrillic.title)} wide,"
            f" at most {TITLE_WIDTH} fit",
        )
