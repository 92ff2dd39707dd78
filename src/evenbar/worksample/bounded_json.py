"""JSON from outside: bounded in bytes, depth, values and digits, no NaN or Infinity, no key twice, a known shape.

Depth and the number of values are counted in one pass before the parser sees the text, so neither deep nor wide
files cost anything.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evenbar.scorecard.source import shown
from evenbar.worksample.bounded_text import CONTROL, read_text
from evenbar.worksample.refusal import Unusable

MOST_BYTES = 1_000_000
MOST_DEPTH = 12
MOST_VALUES = 50_000
MOST_DIGITS = 30
# A string to its end (or that of the text, should it have none), or a sign that opens, closes or parts values.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """A text of bounded length; one of ``of`` where given."""

    most: int = 1_000
    of: tuple[str, ...] = ()
    least: int = 1


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number, bounds inside."""

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of bounded length. Where ``distinct`` names a key, no two items have the same under it."""

    of: "Shape"
    most: int = 200
    distinct: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """An object with exactly these keys; those in ``optional`` may be left out."""

    keys: Mapping[str, "Shape"]
    optional: Mapping[str, "Shape"] = field(default_factory=dict)


Shape = Words | Number | Flag | ListOf | Record


def read_json(data: bytes, *, name: str, shape: Shape, most_bytes: int = MOST_BYTES) -> Any:
    """The value of a JSON file in a known shape, or Unusable with the place that is wrong."""
    text = read_text(data, name=name, most=most_bytes, line=most_bytes)
    _bound(text, name)
    try:
        value = json.loads(
            text,
            parse_constant=_constant,
            parse_int=_int,
            parse_float=_float,
            object_pairs_hook=_pairs,
        )
    except json.JSONDecodeError as error:
        raise Unusable(f"{name}, line {error.lineno}: this is not JSON: {error.msg}.") from None
    except Unusable as refusal:
        raise Unusable(f"{name}: {refusal}") from None
    _match(value, shape, name)
    return value


def _bound(text: str, name: str) -> None:
    depth = 0
    for values, found in enumerate(_TOKEN.finditer(text)):
        sign = found.group()
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        if depth > MOST_DEPTH:
            raise Unusable(f"{name} is nested more than {MOST_DEPTH} deep; what is asked for is flatter.")
        if values > MOST_VALUES:
            raise Unusable(f"{name} holds more than {MOST_VALUES:,} values, far more than is asked for.")


def _constant(word: str) -> Any:
    raise Unusable(f"{word} is not a number here; leave it out or give a finite one.")


def _int(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Unusable(f"a number of {len(digits):,} digits is more than is read.")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits) if len(digits) <= 2 * MOST_DIGITS else math.inf
    if not math.isfinite(value):
        raise Unusable(f"the number {shown(digits)} is too long or too large to be read.")
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Unusable(f"the key {shown(key)} stands twice in one object.")
        found[key] = value
    return found


def _match(value: Any, shape: Shape, where: str) -> None:
    match shape:
        case Words():
            _words(value, shape, where)
        case Number():
            _number(value, shape, where)
        case Flag():
            if not isinstance(value, bool):
                raise Unusable(f"{where} must be true or false.")
        case ListOf():
            _list(value, shape, where)
        case Record():
            _record(value, shape, where)


def _words(value: Any, shape: Words, where: str) -> None:
    if not isinstance(value, str):
        raise Unusable(f"{where} must be a text.")
    if found := CONTROL.search(value):
        raise Unusable(f"{where} has the sign U+{ord(found.group()):04X}; remove it.")
    if shape.of and value not in shape.of:
        raise Unusable(f"{where}: {shown(value)} is not one of {', '.join(shape.of)}.")
    if not shape.least <= len(value.strip()) or len(value) > shape.most:
        raise Unusable(f"{where} must have {shape.least} to {shape.most:,} signs, not {len(value):,}.")


def _number(value: Any, shape: Number, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unusable(f"{where} must be a number.")
    if not shape.low <= value <= shape.high or (shape.whole and value != int(value)):
        kind = "a whole number" if shape.whole else "a number"
        raise Unusable(f"{where} must be {kind} between {shape.low:g} and {shape.high:g}.")


def _list(value: Any, shape: ListOf, where: str) -> None:
    if not isinstance(value, list):
        raise Unusable(f"{where} must be a list.")
    if len(value) > shape.most:
        raise Unusable(f"{where} has {len(value):,} items and at most {shape.most} are read.")
    for index, item in enumerate(value):
        _match(item, shape.of, f"{where}, item {index + 1}")
    if shape.distinct:
        seen: set[str] = set()
        for mark in (str(item.get(shape.distinct)) for item in value):
            if mark in seen:
                raise Unusable(f"{where} has the {shape.distinct} {shown(mark)} twice.")
            seen.add(mark)


def _record(value: Any, shape: Record, where: str) -> None:
    if not isinstance(value, dict):
        raise Unusable(f"{where} must be an object with the keys {', '.join(shape.keys)}.")
    known = {**shape.keys, **shape.optional}
    for key in value:
        if key not in known:
            raise Unusable(f"{where} has the key {shown(key)}; it may have {', '.join(known)}.")
    for key, inner in known.items():
        if key in value:
            _match(value[key], inner, f'{where}, "{key}"')
        elif key in shape.keys:
            raise Unusable(f'{where} lacks "{key}".')
