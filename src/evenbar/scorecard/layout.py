"""Plain values laid out as YAML lines: block style under an indent, or flow style on one line.

Knows dicts, lists and single values, not scorecards. The canonical writer and edits of texts both use it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evenbar.scorecard.scalars import is_id, literal, written

STEP = 2
Plain = str | int | float | bool | date | list[Any] | dict[Any, Any]


def entry(prefix: str, value: Plain, indent: int) -> Iterator[str]:
    """The lines of a key (``name:``) or a dash with its value."""
    margin = " " * indent
    inner = list(_inside(value, indent + STEP))
    if not inner:
        block = literal(value, indent + STEP) if isinstance(value, str) else None
        yield f"{margin}{prefix} {block or in_line(value)}"
    elif prefix == "-":
        yield f"{margin}- {inner[0].lstrip()}"
        yield from inner[1:]
    else:
        yield margin + prefix
        yield from inner


def _inside(value: Plain, indent: int) -> Iterator[str]:
    """The lines of a dict or list that is laid out in block style; none for what fits in a line."""
    if isinstance(value, Mapping):
        yield from entries(value, indent)
    elif isinstance(value, list) and not in_brackets(value):
        for item in value:
            yield from entry("-", item, indent)


def entries(value: Mapping[Any, Any], indent: int) -> Iterator[str]:
    """The lines of a dict's keys."""
    for key, part in value.items():
        yield from entry(f"{key_text(key)}:", part, indent)


def in_line(value: Plain, *, flow: bool = False) -> str:
    """A value on one line; ``flow`` where it stands between brackets itself."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{key_text(key)}: {in_line(part, flow=True)}" for key, part in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(in_line(item, flow=True) for item in value) + "]"
    return written(value, flow=flow)


def key_text(key: str | int) -> str:
    """A key as it is written; levels need no quotes."""
    name = str(key)
    return name if name.isascii() and name.isdecimal() else written(name, flow=True)


def in_brackets(items: list[Any]) -> bool:
    """Whether a list reads best on one line: an empty one, or one of ids."""
    return all(isinstance(item, str) and is_id(item) for item in items)
