"""The lines in which two texts differ, with a little of what stands around them, for a page to show. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison: `kind` is same, theirs, yours, or gap where equal lines are left out."""

    kind: str
    theirs: int | None = None
    yours: int | None = None
    text: str = ""


def difference(theirs: str, yours: str) -> list[Line]:
    """What stands only in theirs, only in yours, and the lines around it."""
    left, right = theirs.split("\n"), yours.split("\n")
    lines: list[Line] = []
    end = 0
    for group in SequenceMatcher(None, left, right, autojunk=False).get_grouped_opcodes(AROUND):
        if group[0][1] > end:
            lines.append(Line("gap", text=f"{group[0][1] - end} equal lines"))
        for tag, a, b, c, d in group:
            lines.extend(_block(tag, left, right, (a, b, c, d)))
        end = group[-1][2]
    if lines and end < len(left):
        lines.append(Line("gap", text=f"{len(left) - end} equal lines"))
    return lines


def _block(tag: str, left: list[str], right: list[str], at: tuple[int, int, int, int]) -> Iterator[Line]:
    a, b, c, d = at
    if tag == "equal":
        yield from (Line("same", a + n + 1, c + n + 1, left[a + n]) for n in range(b - a))
        return
    yield from (Line("theirs", theirs=n + 1, text=left[n]) for n in range(a, b))
    yield from (Line("yours", yours=n + 1, text=right[n]) for n in range(c, d))
