"""From a Scorecard to YAML in one canonical layout, such that reading it gives the same scorecard.

Keys stand in the table's order and defaults are left out. A criterion that was included and has the library's
words is written as an include. For changing a text that people have written, with their comments and layout,
there is ``editing``.
"""

import dataclasses
from typing import Any

from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.including import by_reference
from evenbar.scorecard.job import Job
from evenbar.scorecard.layout import Plain, entries
from evenbar.scorecard.scorecard import Scale, Scorecard
from evenbar.scorecard.table import CRITERION, SCORECARD, ByLevel, Items, Record, Shape

_NOTHING = (None, (), "", Job(), Scale())


def write(card: Scorecard) -> str:
    """The scorecard as canonical YAML."""
    return "\n".join(entries(plain(card), 0)) + "\n"


def plain(card: Scorecard) -> dict[str, Any]:
    """The scorecard as the dicts, lists and single values that its file holds."""
    return _record(card, SCORECARD)


def plain_criterion(criterion: Criterion) -> dict[str, Any]:
    """A criterion with all its words, wherever they come from."""
    return _record(criterion, CRITERION)


def _record(value: Any, record: Record) -> dict[str, Any]:
    defaults = {field.name: field.default for field in dataclasses.fields(record.makes)}
    parts = ((field, getattr(value, field.key)) for field in record.fields)
    return {
        field.key: _plain(part, field.shape)
        for field, part in parts
        if field.required or _says_something(part, defaults[field.key])
    }


def _says_something(part: Any, default: Any) -> bool:
    """Whether a value is to be written. An empty list says something where none would mean all."""
    return part != default and (part not in _NOTHING or (part == () and default is None))


def _plain(value: Any, shape: Shape) -> Plain:
    match shape:
        case Record(instead=Record() as other) if (included := by_reference(value)) is not None:
            return _record(included, other)
        case Record():
            return _record(value, shape)
        case Items():
            return [_plain(item, shape.of) for item in value]
        case ByLevel(of=Record() as record):
            return {part.level: _record(part, record) for part in value}
        case ByLevel():
            return dict(value)
        case _:
            single: Plain = value
            return single
