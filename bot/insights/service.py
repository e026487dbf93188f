"""Readings of demand, withheld once: the face of the room. Nothing here changes a figure."""

from __future__ import annotations

from bot.insights.areas import NOT_TOLD
from bot.insights.counted import Figure
from bot.insights.demand import Demand, Row, demand
from bot.insights.head_count import HeadCount, head_count
from bot.insights.periods import Length, Period, offered, period_named
from bot.insights.question_list import (
    Listed,
    Page,
    Reason,
    State,
    how_many_wait,
    listed,
    may_read_text,
    one,
    read_text,
)
from bot.insights.reading import Week
from bot.insights.views import View, languages_for, topics_for

__all__ = [
    "NOT_TOLD",
    "Demand",
    "Figure",
    "HeadCount",
    "Length",
    "Listed",
    "Page",
    "Period",
    "Reason",
    "Row",
    "State",
    "View",
    "Week",
    "demand",
    "head_count",
    "how_many_wait",
    "languages_for",
    "listed",
    "may_read_text",
    "offered",
    "one",
    "period_named",
    "read_text",
    "topics_for",
]
