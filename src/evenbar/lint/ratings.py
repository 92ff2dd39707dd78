"""Ratings with their evidence from CSV: candidate, interviewer, criterion, score, evidence, and columns left alone.

Every row knows the stretch of the text that holds it, so that a finding can point at words.
"""

import csv
import io
import re
from itertools import accumulate

from evenbar.lint.checking import Row
from evenbar.scorecard.problem import MOST_PROBLEMS, Problem, Unreadable
from evenbar.scorecard.scorecard import LEVELS
from evenbar.scorecard.source import Broken, decode, shown
from evenbar.scorecard.suggesting import suggestion

COLUMNS = ("candidate", "interviewer", "criterion", "score", "evidence")
MOST_ROWS = 50_000
_LEVEL = re.compile(r"([0-9]{1,3})(?:\.0*)?\Z")


def is_ratings(source: bytes) -> bool:
    """Whether a file begins with the header of a ratings table."""
    first = source[:2_000].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    names = {name.strip().strip('"').lower() for name in first.split(",")}
    return len(names & set(COLUMNS)) >= 2


def rows_of(source: bytes, *, name: str = "ratings") -> tuple[str, tuple[Row, ...]]:
    """The text of a ratings table and its rows; Unreadable with every problem in it."""
    try:
        text = decode(source)
    except Broken as broken:
        message = broken.message.replace("YAML", "CSV").replace("a scorecard is far smaller", "split it")
        raise Unreadable((Problem(broken.line, broken.column, "", message, name),)) from None
    table = _Table(name, text)
    rows = table.rows()
    if table.problems:
        raise Unreadable(tuple(table.problems))
    return text, rows


class _Table:
    """A table being read, with the problems found so far."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.problems = name, list[Problem]()
        lines = list(io.StringIO(text, newline=""))
        self.starts = list(accumulate((len(line) for line in lines), initial=0))
        self.reader = csv.reader(lines, strict=True)
        self.begun = 1  # the line on which the row begins that is being read

    def note(self, message: str) -> None:
        """Note a problem of the row that is being read."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.begun, 1, "", message, self.name))

    def rows(self) -> tuple[Row, ...]:
        """Every row that can be taken."""
        found = []
        columns: dict[str, int] = {}
        try:
            for cells in self.reader:
                if not columns:
                    columns = self.columns(cells)
                    if self.problems:
                        break
                elif cells and (row := self.row(cells, columns)) is not None:
                    found.append(row)
                self.begun = self.reader.line_num + 1
                if len(found) > MOST_ROWS:
                    self.note(f"the table has more than {MOST_ROWS:,} rows; split it.")
                    break
        except csv.Error as error:
            self.note(f"this is not CSV here: {error}.")
        if not columns and not self.problems:
            self.note("the table is empty; it begins with a line of column names.")
        return tuple(found)

    def columns(self, cells: list[str]) -> dict[str, int]:
        """Where each column stands, and how many there are."""
        names = [cell.strip().lower() for cell in cells]
        for name in COLUMNS:
            if name not in names:
                self.note(f'the column "{name}" is missing{suggestion(name, names)}')
            elif names.count(name) > 1:
                self.note(f'the column "{name}" is given twice.')
        return {name: names.index(name) for name in COLUMNS if name in names} | {"": len(names)}

    def row(self, cells: list[str], columns: dict[str, int]) -> Row | None:
        """One rating, or None where it cannot be taken."""
        if len(cells) != columns[""]:
            self.note(f"the row has {len(cells)} cells where the header has {columns['']}.")
            return None
        told = {name: cells[columns[name]].strip() for name in COLUMNS}
        level = _LEVEL.match(told["score"])
        if told["score"] and (level is None or int(level[1]) not in LEVELS):
            self.note(f"the score {shown(told['score'])} is not a level from {LEVELS[0]} to {LEVELS[-1]}.")
            return None
        return Row(
            told["candidate"],
            told["interviewer"],
            told["criterion"],
            int(level[1]) if level else None,
            told["evidence"],
            where=f"line {self.begun}",
            line=self.begun,
            span=(self.starts[self.begun - 1], self.starts[self.reader.line_num]),
        )
