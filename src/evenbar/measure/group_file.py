"""Reading the two small tables that are not of ratings: counts of groups, and scores with later outcomes.

A file is taken whole or not at all; every bad row is named in one pass with line, column and what to do. Other columns
are not read.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from evenbar.measure.impact import Count
from evenbar.measure.rating_cells import NUMBER, Flaws, Unreadable
from evenbar.measure.rating_file import csv_rows

MOST_ROWS = 100_000
MOST_COUNT = 1_000_000
LARGEST = 1e12
WHOLE = re.compile(r"\d+", re.ASCII)

Cells = Mapping[str, str]
Wrong = Callable[[str, str], None]


@dataclass(frozen=True)
class Outcomes:
    """Pairs of score and outcome (n,), the groupings that the file has, and how many rows lacked one of the two."""

    score: tuple[float, ...]
    outcome: tuple[float, ...]
    labels: tuple[tuple[str, tuple[str, ...]], ...]
    left_out: int


def read_counts(stream: BinaryIO) -> list[Count]:
    """Read ``group,applicants,selected`` and, where they are there, ``axis`` and ``stage``, from CSV.

    Raises
    ------
    Unreadable : with every flaw found: its line, its column and what to do.
    """
    flaws = Flaws()
    found: list[Count] = []
    first: dict[tuple[str, str, str], int] = {}
    for line, cells in _rows(
        stream, flaws, needed=("group", "applicants", "selected"), more=("axis", "stage")
    ):
        count = _count(cells, _at(flaws, line))
        if count is None:
            continue
        key = (count.axis, count.stage, count.group)
        if first.setdefault(key, line) != line:
            flaws.add(
                line, "group", f'"{_short(count.group)}" is on line {first[key]} already; add its counts up'
            )
        found.append(count)
    if flaws.count:
        raise Unreadable(flaws)
    return found


def _count(cells: Cells, wrong: Wrong) -> Count | None:
    """The counts of a row; None where a cell is wrong."""
    names = {name: _name(cells[name], name, wrong) for name in ("group", "axis", "stage") if name in cells}
    applicants, selected = (_whole(cells[name], name, wrong) for name in ("applicants", "selected"))
    if applicants is None or selected is None or None in names.values():
        return None
    if selected > applicants:
        wrong(
            "selected",
            f"{selected:,} selected of {applicants:,} applicants cannot be; correct one of the two",
        )
        return None
    texts = {name: text for name, text in names.items() if text is not None}
    return Count(applicants=applicants, selected=selected, **texts)


def read_outcomes(stream: BinaryIO) -> Outcomes:
    """Read ``score,outcome`` and, where they are there, ``group`` and ``hired_on``, from CSV.

    A row without a score or without an outcome is left out and counted. Labels are the group and the year of hiring.

    Raises
    ------
    Unreadable : with every flaw found: its line, its column and what to do.
    """
    flaws = Flaws()
    pairs: list[tuple[float, float]] = []
    labels: dict[str, list[str]] = {}
    left_out = 0
    for line, cells in _rows(stream, flaws, needed=("score", "outcome"), more=("group", "hired_on")):
        wrong = _at(flaws, line)
        score, outcome = (_number(cells[name], name, wrong) for name in ("score", "outcome"))
        if "group" in cells:
            labels.setdefault("groups", []).append(_name(cells["group"], "group", wrong) or "")
        if "hired_on" in cells:
            labels.setdefault("years", []).append(_year(cells["hired_on"], wrong))
        if score is None or outcome is None:
            left_out += 1
            for column in labels.values():
                column.pop()
            continue
        pairs.append((score, outcome))
    if flaws.count:
        raise Unreadable(flaws)
    return Outcomes(
        score=tuple(score for score, _ in pairs),
        outcome=tuple(outcome for _, outcome in pairs),
        labels=tuple((name, tuple(column)) for name, column in labels.items()),
        left_out=left_out,
    )


def _rows(
    stream: BinaryIO, flaws: Flaws, *, needed: Sequence[str], more: Sequence[str]
) -> Iterator[tuple[int, Cells]]:
    """The rows of a file by column; those of another width are flaws."""
    rows = csv_rows(stream, flaws)
    head = next(rows, None)
    if head is None:
        if not flaws.count:
            flaws.add(1, "", f"the file has no header; begin with the line {','.join(needed)}")
        return
    header = [name.strip() for name in head[1]]
    places = _places(header, needed, more, _at(flaws, head[0]))
    if flaws.count:
        return
    for number, (line, row) in enumerate(rows):
        if number == MOST_ROWS:
            flaws.add(line, "", f"the file has more than {MOST_ROWS:,} rows; add them up, or split the file")
            return
        if len(row) != len(header):
            flaws.add(
                line, "", f"the row has {len(row)} cells and the header {len(header)}; make them as many"
            )
            continue
        yield line, {name: row[place].strip() for name, place in places.items()}


def _places(header: list[str], needed: Sequence[str], more: Sequence[str], wrong: Wrong) -> dict[str, int]:
    """Where each column stands; a name fits in any case where none fits exactly."""
    places: dict[str, int] = {}
    for name in (*needed, *more):
        hits = [index for index, title in enumerate(header) if title == name]
        hits = hits or [index for index, title in enumerate(header) if title.casefold() == name]
        if len(hits) > 1:
            wrong(name, "the column is there twice; take one out, or name it otherwise")
        elif hits:
            places[name] = hits[0]
        elif name in needed:
            there = ", ".join(filter(None, header)) or "none"
            wrong(name, f"there is no such column; the columns are {_short(there, 200)}. Name one of them so")
    return places


def _at(flaws: Flaws, line: int) -> Wrong:
    """How to say what is wrong with a column of a line."""

    def wrong(column: str, sentence: str) -> None:
        flaws.add(line, column, sentence)

    return wrong


def _name(text: str, column: str, wrong: Wrong) -> str | None:
    name = unicodedata.normalize("NFC", text)
    if not name:
        wrong(column, f"the {column} is empty; name it")
    return name or None


def _whole(text: str, column: str, wrong: Wrong) -> int | None:
    if not text:
        wrong(column, "the count is empty; write 0 where it is none")
    elif not WHOLE.fullmatch(text):
        wrong(column, f'"{_short(text)}" is not a count; write a whole number of 0 or more, without signs')
    elif len(text) > 20 or int(text) > MOST_COUNT:
        wrong(column, f'"{_short(text)}" is more than {MOST_COUNT:,}; correct it')
    else:
        return int(text)
    return None


def _number(text: str, column: str, wrong: Wrong) -> float | None:
    """A number, None where there is none; what is no number is a flaw."""
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        comma = re.fullmatch(r"-?\d+,\d+", text, re.ASCII)
        to_do = "write a decimal point, not a comma" if comma else "write one, or leave it empty"
        wrong(column, f'"{_short(text)}" is not a number; {to_do}')
    elif abs(float(text)) > LARGEST:
        wrong(column, f'"{_short(text)}" is beyond {LARGEST:,.0f}; take a larger unit')
    else:
        return float(text)
    return None


def _year(text: str, wrong: Wrong) -> str:
    try:
        return str(date.fromisoformat(text).year)
    except ValueError:
        wrong("hired_on", f'"{_short(text)}" is not a day; write it as 2026-03-31')
        return ""


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[:most] + "…"
