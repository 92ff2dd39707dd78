"""The whole workbook from a scorecard: its sheets in the order in which people need them, as bytes.

One workbook is about one candidate. Its first sheet says how to use it, and names the candidate.
"""

import io
import re
from collections.abc import Sequence

from openpyxl.packaging.core import DocumentProperties
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from evenbar.connect.workbook import form, looks
from evenbar.connect.workbook.interviewer import add_interviewer
from evenbar.connect.workbook.reference import Places, add_hidden, add_questions, add_scorecard
from evenbar.connect.workbook.seats import Seat
from evenbar.connect.workbook.summary import add_summary
from evenbar.scorecard.scorecard import Scorecard, fingerprint

_TITLE_LENGTH = 31  # of a sheet, by the file format
_CANDIDATE_CELL = "B4"
_STEPS = (
    (
        "Before the interviews",
        "Write the candidate's name above. Read the sheets Scorecard and Questions. Give every interviewer a copy of "
        "this file; each fills in the one sheet that carries their name or interview.",
    ),
    (
        "Evidence before ratings",
        "During the interview write down what was said or done, for and against, and whether you had to prompt it. "
        "Then choose the level whose words fit that evidence. A level without evidence does not count.",
    ),
    (
        "No level is an answer too",
        "Say which kind: not planned (this interview does not cover it), not reached (no time was left), nothing shown "
        "(you asked and nothing came). None of them is a number and none is a low level. A wrong answer is evidence, "
        "and a low level.",
    ),
    (
        "Independent first",
        "Fill in your sheet before you hear or read anybody else's view. Only when everybody is done, one person "
        "copies the white cells of each copy into one workbook and opens Summary. Or Evenbar gathers them: "
        "evenbar import workbook FILE FILE ...",
    ),
    (
        "Read the summary with care",
        "The weighted score stands beside the weight it covers and the bounds within which the full score lies. Talk "
        "first about criteria on which raters are two levels or more apart. People decide, and write down why.",
    ),
    (
        "What is locked",
        "White cells are yours. The others hold the scorecard and formulas; they are protected without a password, so "
        "that nothing is lost by a slip.",
    ),
)


def workbook(card: Scorecard, *, seats: Sequence[Seat], candidate: str = "") -> bytes:
    """The workbook of one candidate, as the bytes of an .xlsx file."""
    book = Workbook()
    start = book.active
    _start(start, card, candidate)
    book.defined_names["candidate"] = DefinedName(
        "candidate", attr_text=f"'{form.START}'!$B${_CANDIDATE_CELL[1:]}"
    )
    add_scorecard(book, card)
    questions = add_questions(book, card)
    titles = sheet_titles(seats)
    # The sheets in between point at the hidden one, which stands last.
    rows = add_hidden(book, card)
    places = [
        add_interviewer(book, card=card, seat=seat, title=title, places=Places(rows, questions))
        for seat, title in zip(seats, titles, strict=True)
    ]
    add_summary(book, card=card, places=places, weights=rows)
    book.move_sheet(form.HIDDEN, offset=len(places) + 1)
    _contents(start, [place.title for place in places])
    book.active = 0
    book.properties = DocumentProperties(
        title=looks.plain(card.title),
        subject=f"{card.scorecard}, version {fingerprint(card)[:12]}",
        creator="Evenbar",
        language="en",
        description="A scorecard for one candidate: evidence, levels and a summary.",
    )
    book.calculation.fullCalcOnLoad = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_titles(seats: Sequence[Seat]) -> list[str]:
    """A title for each seat's sheet: the name or the interview, without the signs that a title may not have."""
    taken = {title.casefold() for title in (*form.OWN_SHEETS, "history")}
    titles = []
    for at, seat in enumerate(seats, 1):
        wish = seat.name or f"{at} {seat.interviews[0] if len(seat.interviews) == 1 else form.INTERVIEWER}"
        wish = re.sub(r"[\[\]:*?/\\]", " ", looks.plain(wish)).replace("\n", " ").strip(" '")
        title, number = wish[:_TITLE_LENGTH].strip(" '") or f"{form.INTERVIEWER} {at}", 1
        while title.casefold() in taken:
            number += 1
            title = f"{wish[: _TITLE_LENGTH - 4].strip()} {number}"
        taken.add(title.casefold())
        titles.append(title)
    return titles


def _start(sheet: Worksheet, card: Scorecard, candidate: str) -> None:
    """The first sheet: what this is, whom it is about, how to use it."""
    sheet.title = form.START
    looks.title(
        sheet,
        card.title,
        f"One workbook for one candidate. {card.scorecard}, version {fingerprint(card)[:12]}.",
    )
    looks.put(sheet["A4"], form.CANDIDATE, bold=True)
    looks.put(sheet[_CANDIDATE_CELL], candidate)
    looks.entry(sheet[_CANDIDATE_CELL])
    for row, (head, words) in enumerate(_STEPS, 6):
        looks.put(sheet.cell(row, 1), head, bold=True)
        looks.put(sheet.cell(row, 2), words)
    looks.widths(sheet, {"A": 28, "B": 104})
    looks.heights(sheet, range(6, 6 + len(_STEPS)), least=20)
    looks.finish(sheet)


def _contents(sheet: Worksheet, titles: Sequence[str]) -> None:
    """Links to the other sheets, for those who do not see the tabs."""
    top = 6 + len(_STEPS) + 1
    looks.put(sheet.cell(top, 1), "Sheets", bold=True)
    for row, title in enumerate((form.SCORECARD, form.QUESTIONS, *titles, form.SUMMARY), top):
        cell = looks.put(sheet.cell(row, 2), title, color=looks.ACCENT)
        quoted = title.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1", tooltip=looks.plain(title))
