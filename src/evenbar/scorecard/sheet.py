"""How a scorecard fits one sheet of paper: type size, levels shown, heights of rows.

Arithmetic only, for landscape A4 and Letter alike: the narrower width and the lower height of the two. What
is drawn is the page's business.
"""

import textwrap
import unicodedata
from dataclasses import dataclass

from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.scorecard import LEVELS, Scorecard

WIDTH, HEIGHT = 263.0, 193.0  # millimetres inside margins of 8
NAME, WEIGHT, LEVEL = 52.0, 15.0, 26.0
FRAME = 43.0  # title, fields, heads of columns and foot together
PADDING = 1.8
_MILLIMETRES = 0.3528  # in a point
_LINE = 1.24
_LETTER = 0.51  # average width against the type size, on the wide side
_FAMILY_LINES = 1.55
_FEWEST_LINES = 2.6


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown and how large. ``size`` in points, ``row`` the least height of a row in millimetres."""

    size: float
    levels: tuple[int, ...]
    definitions: bool
    most_lines: int
    row: float

    @property
    def anchor_width(self) -> float:
        """The width of one column of anchors, in millimetres."""
        return 123.0 / 5 if len(self.levels) == len(LEVELS) else 114.0 / 3

    @property
    def evidence_width(self) -> float:
        """What is left to write evidence in, in millimetres."""
        return WIDTH - NAME - WEIGHT - LEVEL - self.anchor_width * len(self.levels)

    def shortened(self, text: str, width: float) -> str:
        """A text that takes no more than the lines it is given, with dots where it was cut."""
        letters = self.most_lines * self._letters(width)
        while len(_measured(text)) > letters:
            text = text[: min(len(text) - 2, letters)].rstrip() + "…"
        return text

    def needs(self, criterion: Criterion) -> float:
        """The height that a row needs, in millimetres."""
        about = self._lines(criterion.name, NAME * 0.92)
        if self.definitions:
            about += self._lines(criterion.definition or "", NAME)
        anchors = [anchor.summary for anchor in criterion.anchors if anchor.level in self.levels]
        tallest = max((self._lines(text, self.anchor_width) for text in anchors), default=0)
        facts = 1 + bool(criterion.minimum) + bool(criterion.target)
        return max(about, tallest, facts, _FEWEST_LINES) * self._line + PADDING

    def family(self) -> float:
        """The height of a family's heading, in millimetres."""
        return _FAMILY_LINES * self._line

    @property
    def _line(self) -> float:
        return self.size * _LINE * _MILLIMETRES

    def _letters(self, width: float) -> int:
        return max(8, int((width - 2.4) / (self.size * _LETTER * _MILLIMETRES)))

    def _lines(self, text: str, width: float) -> int:
        return min(len(textwrap.wrap(_measured(text), self._letters(width))), self.most_lines)


def fitted(card: Scorecard) -> Sheet:
    """The most readable sheet that holds the whole scorecard on one side; ValueError where there is none."""
    families = len({criterion.family for criterion in card.criteria})
    for sheet in _choices():
        room = HEIGHT - FRAME - families * sheet.family()
        needs = sorted((sheet.needs(criterion) for criterion in card.criteria), reverse=True)
        if sum(needs) <= room:
            return Sheet(sheet.size, sheet.levels, sheet.definitions, sheet.most_lines, _level(needs, room))
    raise ValueError(
        f"{len(card.criteria)} criteria do not fit on one sheet in readable type; print fewer of them."
    )


def _choices() -> list[Sheet]:
    """Sheets from the most to the least that one would like to have."""
    ends = (LEVELS[0], LEVELS[2], LEVELS[-1])
    wishes = (
        (LEVELS, True, 20, _sizes(6.8, 6.2)),
        (ends, True, 20, _sizes(6.6, 5.4)),
        (ends, True, 3, _sizes(5.8, 5.2)),
        (ends, False, 3, _sizes(5.8, 5.0)),
        (ends, False, 2, _sizes(5.0, 4.0)),
    )
    return [
        Sheet(size, levels, definitions, most, 0.0)
        for levels, definitions, most, sizes in wishes
        for size in sizes
    ]


def _measured(text: str) -> str:
    """A text in which every letter is about as wide as a Latin one: wide ones stand twice."""
    return "".join(sign * 2 if unicodedata.east_asian_width(sign) in "WF" else sign for sign in text)


def _sizes(largest: float, smallest: float) -> list[float]:
    return [tenths / 10 for tenths in range(round(largest * 10), round(smallest * 10) - 1, -1)]


def _level(needs: list[float], room: float) -> float:
    """The height to which low rows are raised so that all together fill the room; needs from high to low."""
    for count in range(len(needs), 0, -1):
        level = (room - sum(needs[: len(needs) - count])) / count
        if level >= needs[len(needs) - count]:
            return level
    return 0.0
