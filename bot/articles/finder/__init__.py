"""Understands what people type: which articles they need, and whether it cannot wait."""

from bot.articles.finder.finder import Finder, Findings, Found
from bot.articles.finder.urgent import urgent_kind

__all__ = ["Finder", "Findings", "Found", "urgent_kind"]
