"""Sample people and some months of their activity, for a demo and for nothing else.

Everything is made by one fixed source of chance, so two demos of the same day hold the same.
Every row that has the column is marked ``is_sample`` and stays out of real counts; nobody in it
is a real person, and no name is made up.
"""

from bot.sample.cast import ADMINISTRATOR, CAST, FOCAL_POINT, MIGRANT, RELATIVE, Holder
from bot.sample.filling import fill, is_filled

__all__ = [
    "ADMINISTRATOR",
    "CAST",
    "FOCAL_POINT",
    "MIGRANT",
    "RELATIVE",
    "Holder",
    "fill",
    "is_filled",
]
