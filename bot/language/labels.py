"""Which messages stand on buttons, and how wide they may be there: read from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from bot.language.catalogues import Key
from bot.language.width import width_of_row

_GETTEXT = frozenset({"_", "N_", "gettext", "pgettext", "ngettext", "npgettext"})


@dataclass(frozen=True, slots=True)
class Label:
    """A message that is some ``Button``'s label."""

    key: Key
    widest: int
    line: int


def labels_in(code: str) -> Iterator[Label]:
    """The labels of ``Button(_("…"), …)`` calls, also when ``format`` fills them.

    A button shares its row with those in the same tuple or list, if that stands in a call of
    ``rows`` or in another tuple or list; else it has a row of its own. Labels that reach a button
    by another way are not seen.
    """
    tree = ast.parse(code)
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "Button":
            label = next((each.value for each in node.keywords if each.arg == "label"), None)
            label = node.args[0] if node.args else label
            for key in _keys(label):
                yield Label(key, width_of_row(_in_row(node, parents)), node.lineno)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _keys(label: ast.expr | None) -> Iterator[Key]:
    """The messages that an expression may come to: either side of a choice counts."""
    if isinstance(label, ast.IfExp):
        yield from _keys(label.body)
        yield from _keys(label.orelse)
    if not isinstance(label, ast.Call):
        return
    name = _name(label.func)
    if name == "format" and isinstance(label.func, ast.Attribute):
        yield from _keys(label.func.value)
    elif name in _GETTEXT:
        texts = [each.value for each in label.args if isinstance(each, ast.Constant)]
        words = [each for each in texts if isinstance(each, str)]
        if "p" in name and len(words) > 1:
            yield words[0], words[1]
        elif words:
            yield None, words[0]


def _in_row(button: ast.AST, parents: dict[ast.AST, ast.AST]) -> int:
    row = parents[button]
    if not isinstance(row, ast.Tuple | ast.List):
        return 1
    around = parents[row]
    is_row = isinstance(around, ast.Tuple | ast.List) or (
        isinstance(around, ast.Call) and _name(around.func) == "rows"
    )
    return len(row.elts) if is_row else 1
