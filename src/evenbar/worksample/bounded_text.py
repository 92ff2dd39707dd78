"""Text from outside: UTF-8, of bounded size and line length, without signs that a terminal or a page would obey."""

import re

from evenbar.worksample.refusal import Unusable

MOST_LINE = 10_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")


def read_text(data: bytes, *, name: str, most: int = 20_000, line: int = MOST_LINE) -> str:
    """The text of a file, its line breaks made one kind.

    Parameters
    ----------
    most : bytes
    line : signs in a line
    """
    if len(data) > most:
        raise Unusable(f"{name} has {len(data):,} bytes and at most {most:,} are read.")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise Unusable(f"{name} is not UTF-8 text; save it as UTF-8.") from None
    if found := CONTROL.search(text):
        number = text.count("\n", 0, found.start()) + 1
        raise Unusable(f"{name} has the sign U+{ord(found.group()):04X} on line {number}; remove it.")
    if (longest := max(map(len, text.split("\n")))) > line:
        raise Unusable(f"{name} has a line of {longest:,} signs and at most {line:,} are read.")
    return text


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(text.split())
