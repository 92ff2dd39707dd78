"""From a Scorecard to YAML in one canonical layout, such that reading it gives the same scorecard.

Keys stand in the table's order and defaults are left out. For changing a text that people have written, with
their comments and layout, there is ``editing``.
"""

import dataclasses
from typing import Any

from evenbar.scorecard.job import Job
from evenbar.scorecard.layout import Plain, entries
from evenbar.scorecard.scorecard import Scale, Scorecard
from evenbar.scorecard.table import SCORECARD, ByLevel, Items, Record, Shape

_NOTHING = (None, (), "", Job(), Scale())


def write(card: Scorecard) -> str:
    """The scorecard as canonical YAML."""
    return "\n".join(entries(plain(card), 0)) + "\n"


def plain(card: Scorecard) -> dict[str, Any]:
    """The scorecard as the dicts, lists and single values that its file holds."""
    return _record(card, SCORECARD)


def _record(value: Any, record: Record) -> dict[str, Any]:
    defaults = {field.name: field.default for field in dataclasses.fields(record.makes)}
    parts = ((field, getattr(value, field.key)) for field in record.fields)
    return {
        field.key: _plain(part, field.shape)
        for field, part in parts
        if field.required or (part not in _NOTHING and part != defaults[field.key])
    }


def _plain(value: Any, shape: Shape) -> Plain:
    match shape:
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
