"""The small Markdown of articles: paragraphs, headings, lists, https links.

Whatever else Markdown knows is a problem, since a cheap phone shows none of it.
"""

from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.articles.article import BlockKind, BodyBlock
from bot.articles.linked_hosts import may_be_linked
from bot.articles.problems import Problem
from bot.screens import Span, Style

_BULLET = "• "

_parser = MarkdownIt("commonmark", {"html": False})


def body(
    file: Path, written: str, first_line: int, hosts: frozenset[str]
) -> tuple[tuple[BodyBlock, ...], list[Problem]]:
    """The blocks of a body, and what it holds that cannot be shown."""
    reader = _Reader(file, first_line, hosts)
    blocks = tuple(reader.blocks(_parser.parse(written)))
    if not blocks:
        reader.wrong(0, "the article has no text")
    elif blocks[0].kind is not BlockKind.TEXT:
        reader.wrong(0, "the article must begin with its short answer, not a heading or a list")
    return blocks, reader.problems


class _Reader:
    def __init__(self, file: Path, first_line: int, hosts: frozenset[str]) -> None:
        self._file = file
        self._first_line = first_line
        self._hosts = hosts
        self.problems: list[Problem] = []

    def wrong(self, line: int, what: str) -> None:
        self.problems.append(Problem(self._file, self._first_line + line, what))

    def blocks(self, tokens: list[Token]) -> Iterator[BodyBlock]:
        lists: list[Iterator[str]] = []  # the marks of the lists that stand open
        kind, mark, first, line = BlockKind.TEXT, "", False, 0
        for token in tokens:
            line = token.map[0] if token.map else line
            match token.type:
                case "heading_open":
                    kind = BlockKind.HEADING
                    if token.tag != "h2":
                        self.wrong(line, "only headings of the form `## …` are shown")
                case "bullet_list_open" | "ordered_list_open":
                    if lists:
                        self.wrong(line, "a list inside a list is not shown well: write one list")
                    lists.append(_marks(token))
                    first = True
                case "bullet_list_close" | "ordered_list_close":
                    lists.pop()
                    kind, mark = BlockKind.TEXT, ""
                case "list_item_open":
                    kind, mark = BlockKind.ITEM, next(lists[-1])
                case "inline":
                    spans = tuple(self._spans(token, line, mark))
                    if kind is BlockKind.ITEM and not mark:
                        self.wrong(line, "a line of a list must be one paragraph")
                    yield BodyBlock(kind, spans, first)
                    first, mark = False, ""
                case "heading_close":
                    kind = BlockKind.TEXT
                case "paragraph_open" | "paragraph_close" | "list_item_close":
                    pass
                case _:
                    self.wrong(line, f"{_name(token)} cannot be shown")

    def _spans(self, inline: Token, line: int, mark: str) -> Iterator[Span]:
        text, style, url = mark, Style.PLAIN, ""
        for token in inline.children or ():
            match token.type:
                case "text" | "text_special":
                    text += token.content
                case "softbreak":
                    text += " "
                    line += 1
                case "hardbreak":
                    text += "\n"
                    line += 1
                case "strong_open" | "link_open":
                    if text:
                        yield Span(text, style, url)
                    text = ""
                    style = Style.BOLD if token.type == "strong_open" else Style.LINK
                    url = str(token.attrGet("href") or "")
                    if style is Style.LINK and not may_be_linked(url, self._hosts):
                        self.wrong(
                            line, f"{url} may not be linked: see linked-hosts.txt, or use words"
                        )
                        style, url = Style.PLAIN, ""
                case "strong_close" | "link_close":
                    if style is Style.BOLD:
                        self.wrong(line, "only the numbers of contacts.csv are bold")
                    if text:
                        yield Span(text, style, url)
                    text, style, url = "", Style.PLAIN, ""
                case _:
                    self.wrong(line, f"{_name(token)} cannot be shown")
                    text += token.content
        if text:
            yield Span(text, style, url)


def _marks(token: Token) -> Iterator[str]:
    number = int(token.attrGet("start") or 1)
    while True:
        yield f"{number}. " if token.type == "ordered_list_open" else _BULLET
        number += 1


def _name(token: Token) -> str:
    return token.type.removesuffix("_open").removesuffix("_close").replace("_", " ")
