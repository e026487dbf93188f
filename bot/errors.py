"""Refusals that every room knows. Rooms add their own, named by the fact."""


class NotFound(Exception):
    """There is no such thing, or none that this person may see: the two look the same (C8)."""
