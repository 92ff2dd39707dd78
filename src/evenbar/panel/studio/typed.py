"""Between what stands in a text and what a form shows and sends back: one value at a path, as a string or strings.

Pure. What a value may be comes from the scorecard's table of fields; nothing is declared twice. What does not fit
is kept as it was typed, so that the reader can name the error and nothing is lost.
"""

import dataclasses
import re
from collections.abc import Iterable
from datetime import date

from evenbar.scorecard.plan import Stage
from evenbar.scorecard.source import Node
from evenbar.scorecard.table import SCORECARD, ByLevel, Day, Field, Flag, Items, Number, Record, Shape, Text

Raw = str | tuple[str, ...]
Meant = str | int | float | bool | date | list[str] | None

_WHOLE = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?\d{1,15}\.\d{1,15}")
_FLAGS = {each.name: each.default for each in dataclasses.fields(Stage) if isinstance(each.default, bool)}


def field_at(path: str) -> Field | None:
    """The table's field at a path of keys, ids and numbers; None for an item or an unknown path."""
    above, _, key = path.rpartition("/")
    record = shape_at(above) if above else SCORECARD
    return record.field(key) if isinstance(record, Record) else None


def shape_at(path: str) -> Shape | None:
    """The shape of what may stand at a path, None for an unknown path."""
    shape: Shape = SCORECARD
    for part in path.split("/"):
        match shape:
            case Record():
                field = shape.field(part)
                if field is None:
                    return None
                shape = field.shape
            case Items() | ByLevel():
                shape = shape.of
            case _:
                return None
    return shape


def is_field(path: str) -> bool:
    """Whether a form can show the value at a path: a single value, or a list of texts."""
    shape = shape_at(path)
    inner = shape.of if isinstance(shape, Items) else shape
    return isinstance(inner, Text | Number | Flag | Day)


def is_choice(path: str) -> bool:
    """Whether a list is chosen from what exists, by ticking; an order is not, since there the order counts."""
    shape = shape_at(path)
    if path.endswith("/order") or not isinstance(shape, Items):
        return False
    return isinstance(shape.of, Text) and bool(shape.of.choices or shape.of.is_id)


def shown(node: Node | None, path: str) -> Raw | None:
    """The value at a path as a form shows it; None where only the YAML can."""
    shape = shape_at(path)
    if node is None or node.is_null:
        return _nothing(path, shape)
    if isinstance(shape, Items):
        texts = tuple(item.text for item in node.items if item.kind == "scalar")
        if node.kind != "list" or len(texts) < len(node.items):
            return None
        if is_choice(path):
            return texts
        return None if any("\n" in text or not text.strip() for text in texts) else "\n".join(texts)
    return node.text if node.kind == "scalar" else None


def _nothing(path: str, shape: Shape | None) -> Raw:
    if isinstance(shape, Flag):
        return "true" if _FLAGS.get(path.rpartition("/")[2]) else "false"
    return () if is_choice(path) else ""


def element_id(path: str) -> str:
    """The id of the element that shows a path."""
    return "f-" + path.replace("/", "--")


def tidy(raw: Raw, path: str) -> Raw:
    """What was sent, with the line breaks and outer blanks of browsers taken away."""
    if isinstance(raw, tuple):
        return raw
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(shape_at(path), Items):
        return "\n".join(line for line in (line.strip() for line in text.split("\n")) if line)
    return text


def same(raw: Raw, stored: Raw, path: str) -> bool:
    """Whether what was sent says the same as what stands there; ticks have no order."""
    if isinstance(raw, tuple) and isinstance(stored, tuple):
        return set(raw) == set(stored)
    return raw == (tidy(stored, path) if isinstance(stored, str) else stored)


def meant(raw: Raw, stored: Raw | None, path: str) -> Meant:
    """What a tidy raw value means in the text; None takes the key away."""
    shape = shape_at(path)
    if isinstance(raw, tuple):
        return _in_old_order(raw, stored if isinstance(stored, tuple) else ())
    if isinstance(shape, Flag):
        return raw == "true"
    if not raw:
        return None
    match shape:
        case Items():
            return raw.split("\n")
        case Number():
            return _number(raw)
        case Day():
            return _day(raw)
    return raw


def _in_old_order(ticked: Iterable[str], stored: tuple[str, ...]) -> list[str]:
    """Keep the order of what stays; what is new comes after it."""
    wanted = dict.fromkeys(ticked)
    return [each for each in stored if each in wanted] + [each for each in wanted if each not in stored]


def _number(raw: str) -> int | float | str:
    if _WHOLE.fullmatch(raw):
        return int(raw)
    return float(raw) if _NUMBER.fullmatch(raw) else raw


def _day(raw: str) -> date | str:
    try:
        return date.fromisoformat(raw) if len(raw) == len("2027-05-23") else raw
    except ValueError:
        return raw
