"""From a Scorecard to YAML in one canonical layout, such that reading it gives the same scorecard.

Keys stand in the table's order and defaults are left out. For changing a text that people have written, with
their comments and layout, there is ``editing``.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

from evenbar.scorecard.job import Job
from evenbar.scorecard.scalars import literal, written
from evenbar.scorecard.scorecard import Scale, Scorecard
from evenbar.scorecard.table import SCORECARD, ByLevel, Items, Record, Shape, Text

_STEP = 2
_EMPTY = (None, (), Job(), Scale())


def write(card: Scorecard) -> str:
    """The scorecard as canonical YAML."""
    return "\n".join(_record(card, SCORECARD, 0)) + "\n"


def _record(value: Any, record: Record, indent: int) -> Iterator[str]:
    defaults = {field.name: field.default for field in dataclasses.fields(record.makes)}
    for field in record.fields:
        part = getattr(value, field.key)
        if field.required or (part not in _EMPTY and part != defaults[field.key]):
            yield from _entry(f"{field.key}:", part, field.shape, indent)


def _entry(prefix: str, value: Any, shape: Shape, indent: int) -> Iterator[str]:
    """A key or a dash with its value, on the same line where that fits in one."""
    margin = " " * indent
    match shape:
        case Record():
            yield from _block(prefix, list(_record(value, shape, indent + _STEP)), indent)
        case Items(of=Text(choices=choices, is_id=is_id)) if choices or is_id:
            yield f"{margin}{prefix} [{', '.join(value)}]"
        case Items():
            inner = [line for item in value for line in _entry("-", item, shape.of, indent + _STEP)]
            yield from _block(prefix, inner or ["[]"], indent)
        case ByLevel():
            yield from _block(prefix, list(_levels(value, shape.of, indent + _STEP)), indent)
        case _:
            block = literal(value, indent + _STEP) if isinstance(value, str) else None
            yield f"{margin}{prefix} {block or written(value)}"


def _levels(value: Any, shape: Shape, indent: int) -> Iterator[str]:
    pairs = ((part.level, part) for part in value) if isinstance(shape, Record) else value
    for level, part in pairs:
        yield from _entry(f"{level}:", part, shape, indent)


def _block(prefix: str, lines: list[str], indent: int) -> Iterator[str]:
    margin = " " * indent
    if prefix == "-" or lines in (["[]"], []):
        yield f"{margin}{prefix} {lines[0].lstrip() if lines else '{}'}"
        yield from lines[1:]
    else:
        yield margin + prefix
        yield from lines
