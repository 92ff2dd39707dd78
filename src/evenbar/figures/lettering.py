"""How much room words take. No font is at hand, so widths are guessed on the generous side.

A drawing that leaves room by these guesses has room left in every common sans-serif typeface.
"""

import unicodedata
from collections.abc import Iterator

BODY, SMALL = 14.0, 12.0
LINE = 17.0  # from one line of text to the next
_NARROW, _BROAD = frozenset("fijlrtI.,:;'|!()[] "), frozenset("mwMWQO@%&—…")


def width(words: str, size: float = BODY) -> float:
    """The width of a text in the units of its size, rather too wide than too narrow."""
    return sum(map(_share, words)) * size


def _share(sign: str) -> float:
    if sign in _NARROW:
        return 0.4
    if unicodedata.east_asian_width(sign) in "WF" or sign in _BROAD:
        return 1.02
    return 0.8 if sign.isupper() else 0.65


def cut(words: str, room: float, size: float = BODY) -> str:
    """A text that is no wider than the room; where something was cut, it ends in an ellipsis."""
    if width(words, size) <= room:
        return words
    while words and width(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def lines(words: str, room: float, *, most: int = 2, size: float = BODY) -> list[str]:
    """A text in at most so many lines, broken between words where it can be; the last is cut to the room."""
    found = list(_broken(words, room, size))
    if len(found) <= most:
        return found or [""]
    return [*found[: most - 1], cut(" ".join(found[most - 1 :]), room, size)]


def _broken(words: str, room: float, size: float) -> Iterator[str]:
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and width(longer, size) > room:
            yield line
            longer = word
        while width(longer, size) > room and len(longer) > 1:
            fits = max(1, len(cut(longer, room, size)) - 1)
            yield longer[:fits]
            longer = longer[fits:]
        line = longer
    if line:
        yield line
