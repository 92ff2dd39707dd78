"""Tables from outside: exactly the columns asked for, exactly the ids, plain finite numbers, bounded all the way.

The header is judged before any row is read, and reading stops at the first row too many, so no file costs more than
an honest one. A table comes out as columns, in the order of the ids.
"""

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenbar.scorecard.source import shown
from evenbar.worksample.bounded_text import read_text
from evenbar.worksample.refusal import Unusable

MOST_BYTES = 5_000_000
MOST_ROWS = 200_000
MOST_LINE = 4_000
MOST_CELL = 400
_NUMBER = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of finite numbers, bounds inside."""

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """A column whose cells are one of some words."""

    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A column of free text of bounded length."""

    most: int = MOST_CELL


Column = Numbers | Choices | Words


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name, all of one length."""

    columns: dict[str, list[str] | list[float]]
    rows: int

    def numbers(self, name: str) -> Floats:
        """A column of numbers as an array."""
        return np.asarray(self.columns[name], dtype=np.float64)

    def texts(self, name: str) -> list[str]:
        """A column of words or choices."""
        return [str(cell) for cell in self.columns[name]]


def read_table(
    data: bytes,
    *,
    name: str,
    columns: Mapping[str, Column],
    ids: Sequence[str] | None = None,
    id_column: str = "id",
    most_rows: int = MOST_ROWS,
    most_bytes: int = MOST_BYTES,
) -> Table:
    """The table of a CSV file, or Unusable with the line that is wrong.

    Parameters
    ----------
    columns : what may and must stand in the header, in any order; the id column aside
    ids : where given, ``id_column`` must hold each of them once and nothing else; rows come out in their order
    most_rows : without ids, how many rows are read at most
    """
    text = read_text(data, name=name, most=most_bytes, line=MOST_LINE)
    rows = _rows(text, name)
    wanted = {**({id_column: Words()} if ids is not None else {}), **columns}
    header = _header(next(rows, (1, []))[1], wanted, name)
    limit = len(ids) if ids is not None else most_rows
    cells: dict[str, list[str] | list[float]] = {column: [] for column in header}
    count = 0
    for line, row in rows:
        if count == limit:
            raise Unusable(
                f"{name} has more than the {limit:,} rows that are asked for, from line {line} on."
            )
        if len(row) != len(header):
            raise Unusable(f"{name}, line {line}: {len(row)} cells where the header has {len(header)}.")
        for column, cell in zip(header, row, strict=True):
            where = f"{name}, line {line}, column {column}"
            cells[column].append(_value(cell, wanted[column], where))  # type: ignore[arg-type]
        count += 1
    return Table(cells, count) if ids is None else _in_order(cells, ids, id_column, name)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row that is not blank."""
    reader = csv.reader(text.split("\n"), strict=True)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise Unusable(f"{name}, line {reader.line_num}: this is not CSV: {error}.") from None


def _header(row: list[str], wanted: Mapping[str, Column], name: str) -> list[str]:
    header = [cell.strip() for cell in row]
    if len(header) != len(set(header)):
        raise Unusable(f"{name} repeats a column in its header; name each once: {', '.join(wanted)}.")
    if set(header) != set(wanted):
        missing = [column for column in wanted if column not in header]
        more = [column for column in header if column not in wanted]
        told = f"lacks the column {missing[0]}" if missing else f"has the column {shown(more[0])}"
        raise Unusable(f"{name} {told}; the header is to be {','.join(wanted)}.")
    return header


def _value(cell: str, column: Column, where: str) -> str | float:
    cell = cell.strip()
    match column:
        case Numbers():
            return _number(cell, column, where)
        case Choices():
            if cell not in column.of:
                raise Unusable(f"{where}: {shown(cell)} is not one of {', '.join(column.of)}.")
        case Words():
            if not cell or len(cell) > column.most:
                raise Unusable(f"{where}: the text must have 1 to {column.most} signs, not {len(cell)}.")
    return cell


def _number(cell: str, column: Numbers, where: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise Unusable(f"{where}: {shown(cell)} is not a plain number.")
    value = float(cell)
    if not math.isfinite(value) or not column.low <= value <= column.high:
        raise Unusable(f"{where}: {shown(cell)} is not between {column.low:g} and {column.high:g}.")
    if column.whole and not value.is_integer():
        raise Unusable(f"{where}: {shown(cell)} is not a whole number.")
    return value


def _in_order(
    cells: dict[str, list[str] | list[float]], ids: Sequence[str], id_column: str, name: str
) -> Table:
    """The rows in the order of the ids, each id once."""
    place: dict[str, int] = {}
    for row, id in enumerate(map(str, cells[id_column])):
        if place.setdefault(id, row) != row:
            raise Unusable(f"{name} has the {id_column} {shown(id)} twice.")
    missing = next((id for id in ids if id not in place), None)
    if missing is not None:
        raise Unusable(
            f"{name} has no row for the {id_column} {shown(missing)}; each of {len(ids):,} needs one."
        )
    order = [place[id] for id in ids]
    columns = {column: [values[row] for row in order] for column, values in cells.items()}
    return Table(columns, len(order))  # type: ignore[arg-type]
