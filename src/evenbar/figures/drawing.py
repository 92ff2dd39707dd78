"""Pieces of SVG as text. Every word is escaped and every number rounded here, so shapes only say what goes where.

Looks are classes, never style attributes, so that the pages' policy holds; ``figures.css`` says what they look like.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

from evenbar.figures.lettering import BODY, SMALL

Anchor = Literal["start", "middle", "end"]
Tone = Literal["plain", "warn", "bad", "good", "muted"]
WIDE, NARROW = 760.0, 350.0  # widths of the two layouts of each figure


@dataclass(frozen=True)
class Drawing:
    """One layout of a figure. ``keeps_size``: it is wider than its layout and scrolls rather than shrinks."""

    width: float
    height: float
    pieces: tuple[str, ...]
    keeps_size: bool = False


def plain(words: str) -> str:
    """Words without signs that a document cannot hold or that would turn the order of letters."""
    return "".join(sign if sign.isprintable() else " " for sign in words).strip()


def safe(words: str) -> str:
    """Words for markup."""
    return escape(plain(words))


def number(value: float) -> str:
    """A coordinate, to a tenth; the same drawing gives the same text on every machine."""
    if not math.isfinite(value):
        raise ValueError(
            "A figure cannot place a value that is not a finite number; give None where none is known."
        )
    told = f"{value:.1f}".removesuffix(".0")
    return "0" if told == "-0" else told


def element(tag: str, *pieces: str, **attributes: str | float | None) -> str:
    """An element around pieces of markup. ``look`` is its class; underscores in names become hyphens."""
    named = (
        ("class" if name == "look" else name.replace("_", "-"), value) for name, value in attributes.items()
    )
    told = "".join(
        f' {name}="{safe(value) if isinstance(value, str) else number(value)}"'
        for name, value in named
        if value not in (None, "")
    )
    inside = "".join(pieces)
    return f"<{tag}{told}>{inside}</{tag}>" if inside else f"<{tag}{told}/>"


def line(x1: float, y1: float, x2: float, y2: float, *, look: str) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, look=look)


def box(x: float, y: float, wide: float, high: float, *, look: str, round_by: float | None = None) -> str:
    """A rectangle."""
    return element("rect", x=x, y=y, width=wide, height=high, rx=round_by, look=look)


def dot(x: float, y: float, radius: float, *, look: str) -> str:
    """A circle."""
    return element("circle", cx=x, cy=y, r=radius, look=look)


def path(points: Iterable[tuple[float, float]], *, look: str, closed: bool = False) -> str:
    """Straight lines from point to point."""
    steps = " ".join(f"{'L' if at else 'M'}{number(x)} {number(y)}" for at, (x, y) in enumerate(points))
    return element("path", d=f"{steps}{' Z' if closed else ''}", look=look)


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: Anchor = "start",
    look: str = "",
    full: str = "",
    turn: float = 0.0,
) -> str:
    """Words with their first letter, middle or last letter at x, standing on y. ``full``: shown when pointed at."""
    told = [element("title", safe(full))] if full and plain(full) != plain(words) else []
    turned = f"rotate({number(turn)} {number(x)} {number(y)})" if turn else None
    anchored = None if anchor == "start" else anchor
    return element("text", *told, safe(words), x=x, y=y, text_anchor=anchored, look=look, transform=turned)


def group(*pieces: str, look: str = "", full: str = "") -> str:
    """Pieces that belong together. ``full``: shown when pointed at."""
    return element("g", *([element("title", safe(full))] if full else []), *pieces, look=look)


def size_of(look: str) -> float:
    """The size of letters of a look."""
    return SMALL if "small" in look.split() else BODY
