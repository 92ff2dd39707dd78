"""What people write into a cell, understood: a level or a kind of missing, prompted or not, free text.

Forgiving in form, never in meaning: "4 - above" is level 4, "3-4" and 4.5 are no level and say so.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from evenbar.connect.workbook import form
from evenbar.connect.workbook.cells import Value

MOST_SHOWN = 40
_LEVEL = re.compile(r"([1-5])(?:[.,]0+)?(?:\s*[-–—:.=]?\s*(\S.*))?\Z", re.DOTALL)
_MISSING = {
    **form.MISSING,
    **{kind: kind for kind in form.MISSING.values()},
    "not planned for this interview": "not-planned",
    "asked, nothing shown": "nothing-shown",
    "asked, and nothing shown": "nothing-shown",
    "n/p": "not-planned",
    "n/r": "not-reached",
    "n/s": "nothing-shown",
}
_PROMPTED = {
    "": "",
    "prompted": "prompted",
    "unprompted": "unprompted",
    "yes": "prompted",
    "no": "unprompted",
}
_CHOICES = "choose 1 to 5, or not planned, not reached or nothing shown"


class Unclear(ValueError):  # noqa: N818 - an answer, not a fault
    """What is wrong with a cell and what to do, as the rest of a sentence that begins with the cell."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A level, or a kind of missing; neither where nothing was chosen."""

    level: int | None = None
    missing: str = ""


def rating(value: Value, labels: Mapping[int, tuple[str, ...]]) -> Rating:
    """The level or kind of missing in a cell; Unclear where it is neither and not empty."""
    if value.value is None:
        raise Unclear(f"holds a formula or an error whose result the file does not carry; {_CHOICES}")
    if isinstance(value.value, float):
        if value.value in (1.0, 2.0, 3.0, 4.0, 5.0):
            return Rating(int(value.value))
        raise Unclear(f"holds {shown(value.text)}, which is no level; {_CHOICES}")
    words = _folded(value.text)
    if not words:
        return Rating()
    if words in _MISSING:
        return Rating(missing=_MISSING[words])
    found = None if any(map(_is_odd_figure, value.text)) else _LEVEL.match(words)
    if found and (found[2] is None or found[2] in labels[int(found[1])]):
        return Rating(int(found[1]))
    raise Unclear(f'holds "{shown(value.text)}", which is no level; {_CHOICES}')


def recommendation(value: Value) -> str:
    """The overall recommendation, or nothing."""
    said = _folded(value.text)
    if said and said not in form.RECOMMENDATIONS:
        raise Unclear(
            f'holds "{shown(value.text)}"; choose {", ".join(form.RECOMMENDATIONS)}, or leave it empty'
        )
    return said


def prompted(value: Value) -> str:
    """Whether evidence was prompted, as far as the cell says."""
    words = _folded(value.text)
    if words not in _PROMPTED:
        raise Unclear(f'holds "{shown(value.text)}"; choose unprompted or prompted, or leave it empty')
    return _PROMPTED[words]


def words(value: Value) -> str:
    """Free text without signs that do not print and without space around it."""
    if value.value is None:
        raise Unclear(
            "holds a formula or an error whose result the file does not carry; type the text itself"
        )
    kept = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in value.text)
    return kept.strip()


def says_something(text: str) -> bool:
    """Whether a text has a letter or a figure in it: a full stop is no evidence."""
    return any(sign.isalnum() for sign in text)


def same_name(text: str) -> str:
    """A name or heading as it is compared: case, kinds of letters and spaces do not count."""
    return _folded(text.split("\n", 1)[0])


def shown(text: str) -> str:
    """The beginning of a cell's text, for a sentence about it."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}…"


def _is_odd_figure(sign: str) -> bool:
    """Whether a sign is a figure that is no plain one, as a raised 2: folding would make a level of it."""
    return sign.isnumeric() and not sign.isdecimal()


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
