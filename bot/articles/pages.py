"""An article as screens: cut where a paragraph ends, short enough for a cheap phone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, combinations, groupby, pairwise

from bot.articles.article import ArticleText, BlockKind, BodyBlock
from bot.language.speech import Speech
from bot.screens import Paragraph, Span

SCREEN_LETTERS = 1500
"""No screen of an article is longer, its first and last line included."""

FRAME_LETTERS = 80
"""What stands around the text: the title with its sign, and *1 / 3* with its question."""

PAGE_LETTERS = SCREEN_LETTERS - FRAME_LETTERS
COMFORTABLE_LETTERS = 900
MOST_PAGES = 3

_AFTER_THE_OFFICE = re.compile("[:,;] ")

Page = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never cut: a paragraph, a line of a list, a heading with what follows it."""

    spans: tuple[Span, ...]
    new_paragraph: bool
    opens_section: bool = False

    @property
    def letters(self) -> int:
        return sum(len(span.text) for span in self.spans) + 2  # and the empty line above it


def pages(text: ArticleText, speech: Speech, today: date) -> tuple[Page, ...]:
    """The pages of an article for a reader of the speech's language, on a day.

    The first page warns when the facts should have been checked again before that day, and tells
    when the text stands in Russian for want of another. The last page names the sources and the
    day on which they were read. At most three pages unless the text breaks its measure.
    """
    pieces = [
        *_above(text, speech, today),
        *_pieces(text.body),
        _Piece((Span(_origin(text, speech)),), new_paragraph=True),
    ]
    return tuple(_paragraphs(page) for page in _cut(pieces))


def longest_page(text: ArticleText, speech: Speech) -> tuple[int, int]:
    """How many pages an article has, and the letters of its longest, with every warning shown."""
    shown = pages(text, speech, date.max)
    return len(shown), max(_letters_of(page) for page in shown)


def _letters_of(page: Page) -> int:
    return sum(len(span.text) for block in page for span in block.spans) + 2 * len(page)


def _above(text: ArticleText, speech: Speech, today: date) -> Iterator[_Piece]:
    _ = speech.gettext
    if text.shown_in_russian and speech.language != "ru":
        yield _Piece((Span(_("This text is in Russian only for now.")),), new_paragraph=True)
    if text.is_stale(today):
        warning = _(
            "⚠️ This may have changed: it was to be checked again by {date}. Ask before you act."
        )
        yield _Piece(
            (Span(warning.format(date=speech.date(text.check_again_by))),), new_paragraph=True
        )


def _origin(text: ArticleText, speech: Speech) -> str:
    _ = speech.gettext
    # An article has up to a dozen sources; what each page is about is for those who check it.
    offices = dict.fromkeys(_AFTER_THE_OFFICE.split(source.name)[0] for source in text.sources)
    return "\n".join(
        (
            _("Source: {name}").format(name=" · ".join(offices)),
            _("Checked on: {date}").format(date=speech.date(text.checked_on)),
        )
    )


def _pieces(body: Sequence[BodyBlock]) -> Iterator[_Piece]:
    heading: tuple[Span, ...] = ()
    for block in body:
        if block.kind is BlockKind.HEADING:
            if heading:  # with nothing to stand over: a piece of its own, or it could grow too long
                yield _Piece(heading[:-1], new_paragraph=True)
            heading = (*block.spans, Span("\n"))
            continue
        starts = block.kind is BlockKind.TEXT or block.first
        yield _Piece((*heading, *block.spans), starts or bool(heading), bool(heading))
        heading = ()
    if heading:
        yield _Piece(heading[:-1], new_paragraph=True)


def _cut(pieces: Sequence[_Piece]) -> list[Sequence[_Piece]]:
    """The fewest pages of a comfortable length, else the fewest that fit a screen at all."""
    until = [0, *accumulate(piece.letters for piece in pieces)]
    fewest = min(-(-until[-1] // COMFORTABLE_LETTERS), MOST_PAGES)
    for count in range(fewest, MOST_PAGES + 1):
        mean = until[-1] / count
        best: tuple[float, tuple[int, ...]] | None = None
        for cuts in combinations(range(1, len(pieces)), count - 1):
            borders = (0, *cuts, len(pieces))
            letters = [until[end] - until[start] for start, end in pairwise(borders)]
            if max(letters) <= PAGE_LETTERS:
                awkward = sum(abs(each - mean) for each in letters)
                awkward += sum(_torn(pieces[cut]) for cut in cuts)
                best = min(best or (awkward, borders), (awkward, borders))
        if best is not None:
            return [pieces[start:end] for start, end in pairwise(best[1])]
    return list(_filled(pieces))


def _torn(piece: _Piece) -> int:
    """How awkward it is, in letters, to begin a page here: worst inside a list."""
    if piece.opens_section:
        return 0
    return 120 if piece.new_paragraph else 360


def _letters(page: Sequence[_Piece]) -> int:
    return sum(piece.letters for piece in page)


def _filled(pieces: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
    """More pages than there should be: an overlong article is still read to its end."""
    page: list[_Piece] = []
    for piece in pieces:
        if page and _letters(page) + piece.letters > PAGE_LETTERS:
            yield page
            page = []
        page.append(piece)
    yield page


def _paragraphs(page: Sequence[_Piece]) -> Page:
    spans: list[list[Span]] = []
    for piece in page:
        if piece.new_paragraph or not spans:
            spans.append(list(piece.spans))
        else:
            spans[-1] += (Span("\n"), *piece.spans)
    return tuple(Paragraph(tuple(_joined(each))) for each in spans)


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    for style, alike in groupby(spans, key=lambda span: (span.style, span.url)):
        yield Span("".join(span.text for span in alike), *style)
