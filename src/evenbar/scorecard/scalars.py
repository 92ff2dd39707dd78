"""Single values between YAML and Python, both ways.

Reading goes by what is expected, never by what YAML would guess: ``no`` is a word where a word is expected.
Only what every YAML 1.2 reader takes for a number, a truth value or nothing is refused as text, because
editors and other tools would see something else than we do.
"""

import math
import re
from datetime import date
from typing import Any, Final

from evenbar.scorecard.source import Node
from evenbar.scorecard.table import ID_PATTERN, REFERENCE_PATTERN, Day, Flag, Number, Shape, Text

MOST_ID = 80
FAILED: Final = object()
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

_ID = re.compile(ID_PATTERN)
_REFERENCE = re.compile(REFERENCE_PATTERN)
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NUMBER = re.compile(_DECIMAL.pattern + r"|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN = re.compile(
    r"[^\W\d_](?:[\w.%()/'\";+=&*@-]|[ ](?![ #])|,(?=[ \w])|:(?=[^\s,\[\]{}])|[!?](?=[\w\s]|$))*"
)
_FLOW = re.compile(r"[,:?]")
_WORDS_WITH_MEANING = frozenset({*BOOLEANS, "null", "y", "n", "yes", "no", "on", "off", "true", "false"})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]')


def is_id(text: str) -> bool:
    """Whether a text is lower-case letters, digits and hyphens, as ids are."""
    return len(text) <= MOST_ID and _ID.fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """Whether a text is an id, an at sign and a version, as framing@1."""
    return len(text) <= MOST_ID and _REFERENCE.fullmatch(text) is not None


def scalar(node: Node, shape: Shape) -> Any:
    """The value of a scalar node as its shape expects it, or FAILED."""
    if node.kind != "scalar" or node.is_null:
        return FAILED
    plain = not node.style
    match shape:
        case Text():
            return _text(node.text, shape, plain)
        case Number():
            return _number(node.text, shape) if plain else FAILED
        case Flag():
            return BOOLEANS.get(node.text, FAILED) if plain else FAILED
        case Day():
            return _day(node.text)
        case _:
            raise TypeError(f"{shape} is not the shape of a single value")


def _text(text: str, shape: Text, plain: bool) -> Any:
    if not text.strip() or (plain and (text in BOOLEANS or _NUMBER.fullmatch(text))):
        return FAILED
    if (shape.choices and text not in shape.choices) or (shape.is_id and not is_id(text)):
        return FAILED
    return FAILED if shape.is_reference and not is_reference(text) else text


def _number(text: str, shape: Number) -> Any:
    if len(text) > 400 or not _DECIMAL.fullmatch(text):
        return FAILED
    real = float(text)
    if not math.isfinite(real) or (shape.whole and not real.is_integer()):
        return FAILED
    number = int(real) if real.is_integer() else real
    too_low = shape.low is not None and number < shape.low
    too_high = shape.high is not None and number > shape.high
    return FAILED if too_low or too_high or (shape.above is not None and number <= shape.above) else number


def _day(text: str) -> Any:
    if not _DAY.fullmatch(text):
        return FAILED
    try:
        return date.fromisoformat(text)
    except ValueError:
        return FAILED


def resolved(node: Node) -> Any:
    """What a YAML 1.2 reader makes of a scalar: text, a truth value, None, or ("number", value)."""
    if node.style or node.text in BOOLEANS:
        return BOOLEANS[node.text] if not node.style else node.text
    if _DECIMAL.fullmatch(node.text):
        return ("number", float(node.text))
    return None if node.is_null else node.text


def written(value: str | float | bool | date, *, flow: bool = False) -> str:
    """A value as one line of YAML that reads back as itself, in block style or between brackets."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return repr(int(value) if float(value).is_integer() else value)
    return value if stays_plain(value, flow=flow) else quoted(value)


def stays_plain(text: str, *, flow: bool) -> bool:
    """Whether a text needs no quotes."""
    if text.lower() in _WORDS_WITH_MEANING or text.endswith((" ", ":")) or (flow and _FLOW.search(text)):
        return False
    return text.isprintable() and _PLAIN.fullmatch(text) is not None


def quoted(text: str) -> str:
    """A text in double quotes, on one line."""
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\u{ord(sign):04x}"


def literal(text: str, indent: int) -> str | None:
    """A text of several lines as a literal block under an indent, or None where only quotes keep it."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    unfit = _ESCAPED.search(body.replace("\n", "").replace("\\", "").replace('"', ""))
    if len(lines) < 2 or unfit or not lines[0].strip() or not lines[-1].strip() or lines[0][0] == " ":
        return None
    sign = "|" if text.endswith("\n") else "|-"
    return "\n".join([sign, *(" " * indent + line if line else "" for line in lines)])
