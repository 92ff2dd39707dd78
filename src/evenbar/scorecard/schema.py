"""The JSON Schema of the scorecard file, made from the same table that the reader goes by.

A schema sees one value at a time: that references point at something and ids stand once is beyond it and
remains the reader's.
"""

from typing import Any

from evenbar.scorecard.scalars import MOST_ID
from evenbar.scorecard.scorecard import LEVELS
from evenbar.scorecard.table import (
    ID_PATTERN,
    REFERENCE_PATTERN,
    SCORECARD,
    ByLevel,
    Day,
    Flag,
    Items,
    Number,
    Record,
    Shape,
    Text,
)

_LEVELS = f"^[{LEVELS[0]}-{LEVELS[-1]}]$"


def json_schema() -> dict[str, Any]:
    """The schema of a scorecard, in JSON Schema 2020-12."""
    return schema_of(SCORECARD, title="Evenbar scorecard")


def schema_of(record: Record, *, title: str) -> dict[str, Any]:
    """The schema of any file that has a table of fields."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_schema(record),
    }


def _schema(shape: Shape) -> dict[str, Any]:
    match shape:
        case Text():
            return _text(shape)
        case Number():
            return _number(shape)
        case Flag():
            return {"type": "boolean"}
        case Day():
            return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case Items():
            unique = {"uniqueItems": True} if shape.distinct else {}
            return {"type": "array", "items": _schema(shape.of), **unique}
        case ByLevel():
            inner = {_LEVELS: _schema(shape.of)}
            return {"type": "object", "patternProperties": inner, "additionalProperties": False}
        case Record(instead=Record() as other):
            return {"oneOf": [_record(shape), _record(other)]}
        case Record():
            return _record(shape)


def _record(record: Record) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            field.key: {"description": field.about, **_schema(field.shape)} for field in record.fields
        },
        "required": [field.key for field in record.fields if field.required],
        "additionalProperties": False,
    }


def _text(shape: Text) -> dict[str, Any]:
    if shape.choices:
        return {"enum": list(shape.choices)}
    if shape.is_id:
        return {"type": "string", "pattern": f"^{ID_PATTERN}$", "maxLength": MOST_ID}
    if shape.is_reference:
        return {"type": "string", "pattern": f"^{REFERENCE_PATTERN}$", "maxLength": MOST_ID}
    return {"type": "string", "pattern": "\\S"}


def _number(shape: Number) -> dict[str, Any]:
    if shape.low is not None and shape.low == shape.high:
        return {"const": shape.low}
    bounds = {"minimum": shape.low, "maximum": shape.high, "exclusiveMinimum": shape.above}
    given = {key: bound for key, bound in bounds.items() if bound is not None}
    return {"type": "integer" if shape.whole else "number", **given}
