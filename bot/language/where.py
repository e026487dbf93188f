"""Where the texts of the product lie on disk, in a checkout and in an installed package alike."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent.parent


def data_directory(name: Literal["content", "locales"]) -> Path:
    """The folder of articles or of catalogues.

    An installed package carries a copy in ``bot/_data``; in a checkout the folder stands beside
    ``bot``. Raises FileNotFoundError when neither is there.
    """
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"no folder {name!r} in {_PACKAGE / '_data'} nor in {_PACKAGE.parent}")
