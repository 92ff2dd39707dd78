"""From YAML text to a Scorecard: all problems in one pass, each one sentence with its line and column.

What a scorecard may hold is in the table of fields; what must agree with what is in ``references``. A
scorecard that can be read may still be a weak one: that is the linter's subject.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evenbar.scorecard.job import Job
from evenbar.scorecard.paths import item_name, places
from evenbar.scorecard.problem import Notes, Problem, Unreadable
from evenbar.scorecard.references import disagreements
from evenbar.scorecard.scalars import FAILED, scalar
from evenbar.scorecard.scorecard import LEVELS, Scale, Scorecard
from evenbar.scorecard.source import Broken, Node, decode, shown, tree
from evenbar.scorecard.suggesting import suggestion
from evenbar.scorecard.table import (
    CRITERION,
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

__all__ = ["Problem", "Unreadable", "positions", "read"]

_LEVEL_KEYS = {str(level): level for level in LEVELS}
_LEVEL_WORDS = f"from {LEVELS[0]} to {LEVELS[-1]}"


def read(source: str | bytes, *, name: str = "scorecard") -> Scorecard:
    """The scorecard that a text describes, or Unreadable with every problem in it."""
    root = _root(source, name)
    notes = Notes(name)
    card = _value(root, SCORECARD, _At(called="the file"), notes)
    for node, path, message in disagreements(root):
        notes.add(node, path, message)
        if notes.cut:
            break
    if notes.problems:
        raise Unreadable(notes.in_order())
    assert isinstance(card, Scorecard)
    return card


def positions(text: str | bytes) -> dict[str, tuple[int, int]]:
    """Line and column of everything in a text that is YAML, by path, whether or not it is a scorecard.

    A text is found where it begins, anything larger at its key.
    """
    found: dict[str, tuple[int, int]] = {}
    for path, node in places(_root(text, "scorecard")):
        found.setdefault(path, (node.line, node.column))
    return found


def _root(source: str | bytes, name: str) -> Node:
    try:
        return tree(decode(source))
    except Broken as broken:
        problem = Problem(broken.line, broken.column, "", broken.message, name)
        raise Unreadable((problem,)) from None


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
            return _record(node, shape, at, notes)
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
            id = item.get("id")
            words = f'"{name}"' if id is not None and id.text == name else str(index + 1)
            inner, mark = at.item(name, f"{shape.of.noun} {words}"), id
        else:
            inner, mark = (
                at.item(str(index), f"{at.called}, item {index + 1}"),
                item if shape.distinct else None,
            )
        values.append(_value(item, shape.of, inner, notes))
        if mark is not None and mark.kind == "scalar":
            first = seen.setdefault(mark.text, mark)
            if first is not mark:
                message = f"{at.called} has {shown(mark.text)} twice, first on line {first.line}."
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
    if record is CRITERION and key.text == "include":
        return '"include" is not supported yet; write the criterion out here.'
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
