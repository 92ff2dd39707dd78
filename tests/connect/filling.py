"""A workbook as a team would fill it in, written with openpyxl; and the scorecards that these tests share."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from evenbar.connect.workbook import form
from evenbar.connect.workbook.making import workbook
from evenbar.connect.workbook.seats import Seat, seats_of
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard

# Names that a spreadsheet program would run, hide or choke on.
HOSTILE = read(
    """\
evenbar: 1
scorecard: hostile
title: '=HYPERLINK("x","Ranking & search")'
criteria:
  - {id: equals, name: '=1+1', family: ml, weight: 0.1, definition: '@SUM(A1)', minimum: 3}
  - {id: plus, name: '+1 "quoted" <b>', family: ml, weight: 0.2, why_weight: 'Because, "so".'}
  - {id: at, name: '@cmd', family: impact, weight: 0.7}
  - {id: twin, name: '@cmd', family: impact, weight: 0.7}
  - id: long
    name: A criterion with very many words in its name so that nothing fits into a line
    family: behaviour
    weight: 1.3
    minimum: 2
    anchors:
      1: {summary: '=cmd|x'}
      5: {summary: Says _x0041_ and means it.}
    questions: [{id: q, ask: '-2+3 is what?', diff: "- old\\n+ new"}]
stages:
  - {id: one, name: 'Design: "A/B" [x]', interviewers: 2, criteria: [equals, plus, at, twin]}
  - {id: two, name: "People's view", interviewers: 1, criteria: [long, at]}
decision: {rule: weighted-mean-and-minimums, bar: 3.4}
"""
)


@dataclass(frozen=True)
class Written:
    """What somebody writes into a row."""

    seat: int
    criterion: str
    level: Any = None
    evidence_for: Any = None
    evidence_against: Any = None
    prompted: Any = None
    asked: Any = None
    notes: Any = None


def opened(content: bytes) -> Workbook:
    """A workbook for the tests to look at or to write into."""
    return load_workbook(io.BytesIO(content), rich_text=True)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def own_sheets(book: Workbook) -> list[Any]:
    """The interviewers' sheets."""
    return [sheet for sheet in book if sheet.title not in form.OWN_SHEETS]


@cache
def blank(card: Scorecard, interviewers: str | None, candidate: str) -> bytes:
    """The workbook before anybody writes into it, made once for each scorecard."""
    return workbook(card, seats=seats_of(card, interviewers), candidate=candidate)


def fill(
    card: Scorecard,
    rows: Iterable[Written],
    *,
    interviewers: str | None = None,
    candidate: str = "Ana Ng",
) -> bytes:
    """A workbook with these rows written into it. Seats without a name get one by their number."""
    seats = seats_of(card, interviewers)
    book = opened(blank(card, interviewers, candidate))
    sheets = own_sheets(book)
    for number, (sheet, seat) in enumerate(zip(sheets, seats, strict=True), 1):
        if not seat.name:
            sheet["B3"].value = f"Interviewer {number}"
    for row in rows:
        write(sheets[row.seat], seats[row.seat], row)
    return saved(book)


def write(sheet: Any, seat: Seat, row: Written) -> None:
    """Write one row as text and numbers, never as formulas."""
    at = 7 + seat.criteria.index(row.criterion)
    cells = {
        "B": row.asked,
        "C": row.evidence_for,
        "D": row.evidence_against,
        "E": row.prompted,
        "F": row.level,
        "I": row.notes,
    }
    for letter, value in cells.items():
        if value is not None:
            cell = sheet[f"{letter}{at}"]
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
