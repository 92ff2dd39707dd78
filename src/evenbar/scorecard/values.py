"""From nodes to values by the table of fields: every problem noted, each one sentence at its place.

Knows shapes, not what must agree with what: that is for ``references`` and ``including``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evenbar.scorecard.job import Job
from evenbar.scorecard.paths import ident, item_name
from evenbar.scorecard.problem import Notes
from evenbar.scorecard.scalars import FAILED, scalar
from evenbar.scorecard.scorecard import LEVELS, Scale
from evenbar.scorecard.source import Node, shown
from evenbar.scorecard.suggesting import suggestion
from evenbar.scorecard.table import (
    CRITERION,
    INCLUDED,
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

_LEVEL_KEYS = {str(level): level for level in LEVELS}
_LEVEL_WORDS = f"from {LEVELS[0]} to {LEVELS[-1]}"


def valued(root: Node, record: Record, notes: Notes) -> Any:
    """What a whole file describes as the record's dataclass, or FAILED with the reasons in the notes."""
    return _value(root, record, _At(called="the file"), notes)


@dataclass(frozen=True, slots=True)
class _At:
    """Where the reader stands: the path, the words for this value, and the words for what it belongs to."""

    path: str = ""
    called: str = ""
    owner: str = ""

    def key(self, key: str, called: str) -> "_At":
        """A key of this record."""
        return _At(
            _joined("/", self.path, key), called, _joined(", ", self.owner, self.called if self.path else "")
        )

    def item(self, name: str, called: str) -> "_At":
        """A member of this list; it belongs to what the list belongs to."""
        return _At(_joined("/", self.path, name), called, self.owner)

    def says(self, sentence: str) -> str:
        return _joined(": ", self.owner, sentence)


def _joined(sign: str, *parts: str) -> str:
    return sign.join(part for part in parts if part)


def _value(node: Node, shape: Shape, at: _At, notes: Notes) -> Any:
    """The value of a node that should have a shape, or FAILED with the reason in the notes."""
    match shape:
        case Record():
            form = shape.instead if shape.instead and node.get(shape.instead.fields[0].key) else shape
            return _record(node, form, at, notes)
        case Items():
            return _items(node, shape, at, notes)
        case ByLevel():
            return _by_level(node, shape, at, notes)
        case _:
            value = scalar(node, shape)
            return _wrong(node, expected(shape), at, notes) if value is FAILED else value


def _record(node: Node, record: Record, at: _At, notes: Notes, **more: int) -> Any:
    if node.kind != "map":
        return _wrong(node, "a mapping of keys to values", at, notes)
    values: dict[str, Any] = {}
    for key, value in _entries(node, at, notes):
        field = record.field(key.text)
        if field is None:
            inner = at.key(key.text, "")
            notes.add(key, inner.path, inner.says(_unknown(key, value, record)))
            continue
        called = field.key if isinstance(field.shape, Record) else f'"{field.key}"'
        values[field.key] = _value(value, field.shape, at.key(field.key, called), notes)
    for field in record.fields:
        if field.required and node.get(field.key) is None:
            inner = at.key(field.key, "")
            notes.add(node, inner.path, inner.says(f'"{field.key}" is missing.'))
            values[field.key] = FAILED
    failed = any(value is FAILED for value in values.values())
    return FAILED if failed else _made(record, values | more)


def _made(record: Record, values: dict[str, Any]) -> Any:
    if record is SCORECARD:
        values = {"job": Job(), "scale": Scale()} | values
    return record.makes(**values)


def _entries(node: Node, at: _At, notes: Notes) -> Iterator[tuple[Node, Node]]:
    """The entries of a mapping whose keys are words, each key once."""
    seen: dict[str, Node] = {}
    for key, value in node.entries:
        inner = at.key(key.text, "")
        if key.kind != "scalar":
            notes.add(key, at.path, inner.says("a key must be a single word, not a list or a mapping."))
        elif key.text in seen:
            line = seen[key.text].line
            notes.add(
                key,
                inner.path,
                inner.says(f"the key {shown(key.text)} is given twice, first on line {line}."),
            )
        else:
            seen[key.text] = key
            yield key, value


def _items(node: Node, shape: Items, at: _At, notes: Notes) -> Any:
    if node.kind != "list":
        return _wrong(node, "a list", at, notes)
    values = []
    seen: dict[str, Node] = {}
    for index, item in enumerate(node.items):
        name = item_name(item, index)
        if isinstance(shape.of, Record):
            words = f'"{name}"' if ident(item) else str(index + 1)
            inner, mark = at.item(name, f"{shape.of.noun} {words}"), item.get("id") or item.get("include")
        else:
            inner, mark = (
                at.item(str(index), f"{at.called}, item {index + 1}"),
                item if shape.distinct else None,
            )
        values.append(_value(item, shape.of, inner, notes))
        if mark is not None and mark.kind == "scalar":
            called = ident(item) or mark.text
            first = seen.setdefault(called, mark)
            if first is not mark:
                message = f"{at.called} has {shown(called)} twice, first on line {first.line}."
                notes.add(mark, inner.path, at.says(message))
    return FAILED if any(value is FAILED for value in values) else tuple(values)


def _by_level(node: Node, shape: ByLevel, at: _At, notes: Notes) -> Any:
    if node.kind != "map":
        return _wrong(node, f"a mapping of levels {_LEVEL_WORDS}", at, notes)
    found: dict[int, Any] = {}
    for key, value in _entries(node, at, notes):
        if key.text not in _LEVEL_KEYS:
            message = f"{at.called} has {shown(key.text)}, which is not a level {_LEVEL_WORDS}."
            notes.add(key, _joined("/", at.path, key.text), at.says(message))
            continue
        level = _LEVEL_KEYS[key.text]
        if isinstance(shape.of, Record):
            inner = at.item(key.text, f"{shape.of.noun} {level}")
            found[level] = _record(value, shape.of, inner, notes, level=level)
        else:
            inner = at.item(key.text, f"{at.called}, level {level}")
            found[level] = _value(value, shape.of, inner, notes)
    if any(value is FAILED for value in found.values()):
        return FAILED
    pairs = tuple(sorted(found.items()))
    return tuple(value for _, value in pairs) if isinstance(shape.of, Record) else pairs


def _wrong(node: Node, wanted: str, at: _At, notes: Notes) -> Any:
    """Note that a value is not what is wanted there."""
    message = f"{at.called} must be {wanted}, not {_seen(node)}."
    choices = wanted.removeprefix("one of ").split(", ") if wanted.startswith("one of ") else []
    if choices and (near := suggestion(node.text, choices)) != ".":
        message = message[:-1] + near
    notes.add(node, at.path, at.says(message))
    return FAILED


def _seen(node: Node) -> str:
    if node.kind != "scalar":
        return "a list" if node.kind == "list" else "a mapping"
    if node.is_null or not node.text.strip():
        return "empty"
    return shown(node.text)


def _unknown(key: Node, value: Node, record: Record) -> str:
    if record is INCLUDED and CRITERION.field(key.text):
        return (
            f'"{key.text}" cannot stand beside "include", which takes the library\'s words as they are; '
            "write the criterion out to change them."
        )
    if value.is_null and value.start == value.end and " " in key.text:
        return f"a comma cut the text before {shown(key.text)}; put the whole text in quotes."
    return f"unknown key {shown(key.text)}" + suggestion(key.text, [field.key for field in record.fields])


def expected(shape: Shape) -> str:
    """What a single value must be, in words."""
    match shape:
        case Text(choices=choices) if choices:
            return "one of " + ", ".join(choices)
        case Text(is_id=True):
            return "an id of lower-case letters, digits and hyphens"
        case Text(is_reference=True):
            return "a criterion of the library with its version, as framing@1"
        case Text():
            return "text (in quotes if it looks like a number or a truth value)"
        case Number(above=int(above)):
            return f"a number above {above}"
        case Number(low=low, high=high, whole=whole):
            words = "a whole number" if whole else "a number"
            return f"{low}" if low == high else f"{words} from {low} to {high}"
        case Flag():
            return "true or false"
        case Day():
            return "a date like 2027-05-23"
    raise TypeError(f"{shape} is not the shape of a single value")
