"""A scorecard as Markdown, for wikis, reviews and version control. Text stays text: signs of Markdown are escaped."""

import re

from evenbar.connect.outline import Block, Bullets, Code, Heading, Paragraph, Table, outline
from evenbar.scorecard.scorecard import Scorecard

_SIGNS = re.compile(r"([\\`*_\[\]<>|#~&$])")
_AT_START = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))")


def markdown(card: Scorecard) -> str:
    """The scorecard as a Markdown document."""
    return "\n\n".join(_block(block) for block in outline(card)) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_line(block.text)}"
        case Paragraph():
            return _after(block.label, _line(block.text), " ")
        case Bullets():
            return _after(block.label, "\n".join(f"- {_line(item)}" for item in block.items), "\n\n")
        case Table():
            rows = [block.heads, tuple("---" for _ in block.heads), *block.rows]
            return "\n".join(_row(row, escape=at != 1) for at, row in enumerate(rows))
        case Code():
            fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", block.text)), default=0))
            return f"{fence}diff\n{_kept(block.text)}\n{fence}"


def _after(label: str, text: str, gap: str) -> str:
    return f"**{_line(label)}:**{gap}{text}" if label else text


def _row(cells: tuple[str, ...], *, escape: bool) -> str:
    return f"| {' | '.join(_line(cell) if escape else cell for cell in cells)} |"


def _line(text: str) -> str:
    """A text on one line in which nothing is markup."""
    words = _SIGNS.sub(r"\\\1", " ".join(_kept(text).split()))
    return _AT_START.sub(r"\1\\\2" if not words[:1].isdigit() else r"\1\2\\", words)


def _kept(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text).rstrip("\n")
