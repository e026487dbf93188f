"""A bar chart as SVG, drawn with attributes and classes alone: the console allows no inline style.

Zero-based, one colour, each bar with its number; a withheld one is hatched and says so. The same
figures stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

HEIGHT, WIDTH = 200, 640
TOP, FOOT = 24, 28
GAP = 12
COMFORTABLE_LETTERS = 4
"""Above a bar, on a small screen: more of them are set smaller."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``value`` None: withheld. ``label`` stands under it, ``text`` in its title and ``short``, or
    else ``text``, above it."""

    label: str
    value: int | None
    text: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """``title`` says what it shows; screen readers read it and then the table."""

    title: str
    bars: Sequence[Bar]

    def svg(self) -> str:
        highest = max((bar.value or 0 for bar in self.bars), default=0)
        longest = max((len(bar.short or bar.text) for bar in self.bars if bar.value), default=0)
        kind = "chart dense" if longest > COMFORTABLE_LETTERS else "chart"
        step = WIDTH / max(1, len(self.bars))
        parts = [
            f'<svg class="{kind}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f" aria-label={quoteattr(self.title)}>",
            '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/>'
            "</pattern></defs>",
        ]
        for index, bar in enumerate(self.bars):
            # On a small screen there is room for every other label.
            label = "label" if index % 2 else "label other"
            parts.append(_bar(bar, index * step, step, highest, label))
        ground = HEIGHT - FOOT
        parts.append(f'<line class="axis" x1="0" y1="{ground}" x2="{WIDTH}" y2="{ground}"/></svg>')
        return "".join(parts)


def _bar(bar: Bar, left: float, step: float, highest: int, label: str) -> str:
    ground = HEIGHT - FOOT
    room = ground - TOP
    width = step - GAP
    middle = left + step / 2
    if bar.value is None:
        height, kind = room / 3, "withheld"
    else:
        height, kind = room * bar.value / highest if highest else 0.0, "bar"
    top = ground - height
    above = escape(bar.short or bar.text)
    return (
        f"<g><title>{escape(f'{bar.label}: {bar.text}')}</title>"
        f'<rect class="{kind}" x="{left + GAP / 2:.1f}" y="{top:.1f}" width="{width:.1f}"'
        f' height="{height:.1f}"/>'
        f'<text class="value {kind}-value" x="{middle:.1f}" y="{top - 6:.1f}">{above}</text>'
        f'<text class="{label}" x="{middle:.1f}" y="{HEIGHT - 8}">{escape(bar.label)}</text></g>'
    )
