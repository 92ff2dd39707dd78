"""Matrix: levels in a grid, each with its number in it, and the kinds of missing kept apart by their own signs.

Where there are more columns than a place can hold at a legible size, the drawing keeps its size and scrolls.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evenbar.figures import lettering, scale
from evenbar.figures.drawing import NARROW, WIDE, Drawing, box, group, text
from evenbar.figures.figure import Figure, Table
from evenbar.figures.lettering import LINE, SMALL, cut


class Missing(StrEnum):
    """Why a cell holds no level. A cell that is not given was not asked."""

    NOT_ASKED = "not asked"
    NOT_OBSERVED = "not observed"
    NOT_RATED_YET = "not rated yet"
    NOT_SHOWN = "not shown"


SIGNS = {Missing.NOT_ASKED: "", Missing.NOT_OBSERVED: "–", Missing.NOT_RATED_YET: "…", Missing.NOT_SHOWN: "×"}
RAMP = 5  # colours between the lowest and the highest level
HEAD = 96.0  # the longest a head may be, along its slant
SLANT = -52.0

Cells = Mapping[tuple[str, str], float | Missing]


@dataclass(frozen=True)
class _Grid:
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Cells
    levels: tuple[float, float]
    decimals: int

    def at(self, row: str, column: str) -> float | Missing:
        return self.cells.get((row, column), Missing.NOT_ASKED)


def matrix(
    cells: Cells,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    title: str,
    description: str,
    corner: str = "Criterion",
    levels: tuple[float, float] = (1, 5),
    decimals: int = 0,
) -> Figure:
    """A figure of levels by row and column, in the order given. Keys of ``cells`` are (row, column).

    Raises ValueError for a repeated name, a cell outside the grid, and a level outside ``levels``.
    """
    grid = _Grid(rows, columns, cells, levels, decimals)
    _check(grid)
    wide, narrow = _drawn(grid, WIDE, name=184, cell=(40, 72)), _drawn(grid, NARROW, name=116, cell=(29, 44))
    return Figure(title, description, wide, narrow, _table(grid, corner))


def _check(grid: _Grid) -> None:
    if not grid.rows or not grid.columns:
        raise ValueError("There is nothing to draw: a matrix has a row and a column at least.")
    for names in (grid.rows, grid.columns):
        if len(set(names)) < len(names):
            raise ValueError("Two rows or two columns have the same name; tell them apart.")
    low, high = grid.levels
    for (row, column), value in grid.cells.items():
        if row not in grid.rows or column not in grid.columns:
            raise ValueError(f"The cell of {row} and {column} is not in the grid.")
        if not isinstance(value, Missing) and not low <= value <= high:
            raise ValueError(
                f"The level of {row} and {column} is outside {low:g} to {high:g}; write why it is missing."
            )


def _table(grid: _Grid, corner: str) -> Table:
    rows = tuple(
        (row, *(_said(grid, grid.at(row, column)) or Missing.NOT_ASKED.value for column in grid.columns))
        for row in grid.rows
    )
    return Table((corner, *grid.columns), rows)


def _said(grid: _Grid, value: float | Missing) -> str:
    return value.value if isinstance(value, Missing) else scale.told(value, grid.decimals)


def _drawn(grid: _Grid, width: float, *, name: float, cell: tuple[float, float]) -> Drawing:
    slanted = _slanted(grid, cell[1])
    beyond = 0.62 * HEAD if slanted else 0.0  # how far the last slanted head leans out
    broad = min(cell[1], max(cell[0], (width - name - beyond) / len(grid.columns)))
    named = [lettering.lines(row, name - 10) for row in grid.rows]
    tops, y = [], 14 + (0.79 * HEAD if slanted else 2 * LINE)
    head = y
    for words in named:
        tops.append(y)
        y += max(33.0, len(words) * LINE + 6)
    pieces = list(_heads(grid, name, broad, head, slanted=slanted))
    for row, words, top in zip(grid.rows, named, tops, strict=True):
        pieces.append(_row(grid, row, words, top, name=name, broad=broad))
    legend, foot = _legend(grid, y + 22)
    whole = max(width, name + broad * len(grid.columns) + beyond)
    return Drawing(whole, foot - 12, (*pieces, *legend), keeps_size=whole > width)


def _slanted(grid: _Grid, most: float) -> bool:
    return any(len(lettering.lines(head, most - 6, most=9, size=SMALL)) > 2 for head in grid.columns) or any(
        lettering.width(word, SMALL) > most - 6 for head in grid.columns for word in head.split()
    )


def _heads(grid: _Grid, name: float, broad: float, foot: float, *, slanted: bool) -> Iterator[str]:
    for at, head in enumerate(grid.columns):
        middle = name + (at + 0.5) * broad
        if slanted:
            yield text(middle, foot - 8, cut(head, HEAD, SMALL), look="small", full=head, turn=SLANT)
            continue
        words = lettering.lines(head, broad - 6, size=SMALL)
        for line_at, word in enumerate(reversed(words)):
            yield text(middle, foot - 10 - line_at * 15, word, anchor="middle", look="small", full=head)


def _row(grid: _Grid, row: str, words: list[str], top: float, *, name: float, broad: float) -> str:
    middle = top + 15
    first = middle + 5 - (len(words) - 1) * LINE / 2
    pieces = [text(0, first + at * LINE, word, full=row) for at, word in enumerate(words)]
    for at, column in enumerate(grid.columns):
        value = grid.at(row, column)
        full = f"{row}, {column}: {_said(grid, value)}"
        pieces.append(_cell(grid, value, x=name + at * broad + 2, y=middle - 14, broad=broad - 4, full=full))
    return group(*pieces)


def _cell(grid: _Grid, value: float | Missing, *, x: float, y: float, broad: float, full: str) -> str:
    middle = x + broad / 2
    if isinstance(value, Missing):
        looks = "cell empty" if value is Missing.NOT_ASKED else "cell missing"
        sign = [text(middle, y + 19, SIGNS[value], anchor="middle", look="small")] if SIGNS[value] else []
        return group(box(x, y, broad, 28, look=looks, round_by=4), *sign, full=full)
    low, high = grid.levels
    step = 1 + round((value - low) / (high - low) * (RAMP - 1)) if high > low else 3
    told = scale.told(value, grid.decimals)
    pieces = [box(x, y, broad, 28, look="cell", round_by=4), text(middle, y + 19, told, anchor="middle")]
    return group(*pieces, look=f"level-{step}", full=full)


def _legend(grid: _Grid, y: float) -> tuple[list[str], float]:
    """What the signs mean that stand in this grid, an empty cell among them; and where the legend ends."""
    found = {grid.at(row, column) for row in grid.rows for column in grid.columns}
    pieces = []
    for kind in [kind for kind in Missing if kind in found]:
        sample = [box(0.5, y - 13, 26, 17, look="cell missing" if SIGNS[kind] else "cell blank", round_by=4)]
        if SIGNS[kind]:
            sample.append(text(13, y, SIGNS[kind], anchor="middle", look="small"))
        pieces += [*sample, text(36, y, kind.value, look="small")]
        y += 22
    return pieces, y
