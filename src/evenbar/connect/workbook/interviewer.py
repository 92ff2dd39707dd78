"""One interviewer's sheet: evidence first, then a level or the reason why there is none.

What the summary counts is worked out here, in two hidden columns: a level with evidence, or a kind of missing.
"""

from dataclasses import dataclass

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evenbar.connect.workbook import form, looks
from evenbar.connect.workbook.reference import Places
from evenbar.connect.workbook.seats import Seat
from evenbar.scorecard.scorecard import Scorecard

NAME_CELL, RECOMMENDATION_CELL = "B3", "D4"
_HEAD = 6
FIRST = _HEAD + 1
_WIDTHS = dict(zip("ABCDEFGHI", (26, 24, 40, 30, 13, 14, 26, 16, 20), strict=True))
_ROOM = 78  # points: six lines to write in, before the row grows
_HOW = (
    "Write down what was said or done, then choose the level whose words fit it. Fill this in before you hear "
    "anybody else's view."
)


@dataclass(frozen=True, slots=True)
class Place:
    """A finished sheet, as the summary points at it."""

    title: str
    seat: Seat

    @property
    def name(self) -> str:
        """Formula for the interviewer's name."""
        return self._cell(NAME_CELL)

    @property
    def recommendation(self) -> str:
        """Formula for what the interviewer recommends."""
        return self._cell(RECOMMENDATION_CELL)

    def _cell(self, cell: str) -> str:
        return f"{quote_sheetname(self.title)}!${cell[0]}${cell[1:]}"

    def column(self, letter: str) -> str:
        """Formula for a column of the table."""
        last = FIRST + len(self.seat.criteria) - 1
        return f"{quote_sheetname(self.title)}!${letter}${FIRST}:${letter}${last}"


def add_interviewer(book: Workbook, *, card: Scorecard, seat: Seat, title: str, places: Places) -> Place:
    """Add the sheet of one interviewer."""
    sheet = book.create_sheet(title)
    looks.title(sheet, f"{card.title}: {' and '.join(seat.interviews)}", _HOW)
    _facts(sheet, seat)
    looks.heads(sheet, _HEAD, (*form.VISIBLE, form.KEY))
    for row, id in enumerate(seat.criteria, FIRST):
        criterion = card.criterion(id)
        looks.put_named(
            looks.boxed(sheet.cell(row, 1), fill=looks.PAPER), criterion.name, criterion.definition or ""
        )
        for column in range(2, len(form.VISIBLE) + 1):
            looks.entry(sheet.cell(row, column))
        sheet.cell(row, 6).alignment = Alignment(horizontal="center", vertical="top", wrap_text=True)
        _formulas(sheet, row, id, places)
    last = FIRST + len(seat.criteria) - 1
    _choices(sheet, seat, last, places)
    looks.ramp(sheet, f"F{FIRST}:F{last}")
    _mark_open_work(sheet, last)
    looks.widths(sheet, _WIDTHS)
    looks.heights(sheet, [_HEAD])
    looks.heights(sheet, range(FIRST, last + 1), least=_ROOM)
    for letter in "JKL":
        sheet.column_dimensions[letter].hidden = True
    looks.finish(sheet, head_row=_HEAD, freeze=f"B{FIRST}")
    sheet.print_area = f"A1:I{last}"
    return Place(sheet.title, seat)


def _facts(sheet: Worksheet, seat: Seat) -> None:
    for row, (label, value) in enumerate(
        ((form.INTERVIEWER, seat.name), (form.DATE, "")), int(NAME_CELL[1:])
    ):
        looks.put(sheet.cell(row, 1), label, bold=True)
        looks.put(sheet.cell(row, 2), value)
        looks.entry(sheet.cell(row, 2))
    looks.put(sheet.cell(3, 3), form.CANDIDATE, bold=True)
    looks.formula(sheet.cell(3, 4), 'IF(LEN(candidate)=0,"the candidate named on the first sheet",candidate)')
    sheet.cell(4, 2).number_format = "yyyy-mm-dd"
    looks.put(sheet.cell(4, 3), form.RECOMMENDATION, bold=True)
    looks.entry(sheet.cell(4, 4))
    looks.put(
        sheet.cell(4, 5), "Last of all. It enters no average.", color=looks.MUTED
    ).alignment = Alignment()


def _formulas(sheet: Worksheet, row: int, id: str, places: Places) -> None:
    """The cells that work something out, all locked; TRIM lets a level that was typed as text count as well."""
    said, evidence = f"TRIM(F{row})", f"LEN(TRIM(C{row}&D{row}))"
    kinds = ",".join(f'{said}="{words}"' for words in form.MISSING)
    looks.put(sheet.cell(row, 10), id)
    looks.formula(
        sheet.cell(row, 11),
        f'IF(LEN({said})=0,"",IF(OR(LEN({said})=1,MID({said},2,1)=" "),IFERROR(FIND(LEFT({said},1),"12345"),""),""))',
    )
    looks.formula(
        sheet.cell(row, 12),
        f'IF(K{row}<>"",IF({evidence}=0,"",K{row}),IF(OR({kinds}),LOWER({said}),""))',
    )
    anchors = f"{form.HIDDEN}!$D${places.anchors[id]}:$H${places.anchors[id]}"
    no_level = "No level. It counts as missing, never as a number."
    unknown = "Not a level: choose 1 to 5 or one of the three kinds of missing."
    words = (
        f'IF(K{row}<>"",INDEX({anchors},1,K{row}),IF(L{row}<>"","{no_level}",'
        f'IF(LEN({said})>0,"{unknown}","")))'
    )
    bare = "Evidence is missing: this level does not count yet."
    unrated = "Choose a level, or say why there is none."
    check = (
        f'IF(AND(K{row}<>"",{evidence}=0),"{bare}",'
        f'IF(AND(LEN({said})=0,LEN(TRIM(B{row}&C{row}&D{row}))>0),"{unrated}",""))'
    )
    for column, text in ((7, words), (8, check)):
        looks.boxed(looks.formula(sheet.cell(row, column), text), fill=looks.PAPER)
        sheet.cell(row, column).protection = Protection(locked=True)


def _choices(sheet: Worksheet, seat: Seat, last: int, places: Places) -> None:
    """The drop-downs, each with the sentence that answers a wrong entry."""
    levels = _list(
        '"' + ",".join(["1", "2", "3", "4", "5", *form.MISSING]) + '"',
        error=(
            "Not a level",
            "Choose a level from 1 to 5, or say why there is none: not planned, not reached, nothing shown.",
        ),
        prompt=(
            "Evidence first",
            "Then the level whose words you saw. No level? not planned: not for this interview. "
            "not reached: no time. nothing shown: asked, and nothing came.",
        ),
    )
    prompted = _list(
        '"' + ",".join(form.PROMPTS) + '"',
        error=("Prompted?", "Choose unprompted or prompted, or leave it empty."),
        prompt=("Prompted?", "Did it come by itself, or only after you asked for it?"),
    )
    recommended = _list(
        '"' + ",".join(form.RECOMMENDATIONS) + '"',
        error=("Recommendation", "Choose strong no, no, yes or strong yes, or leave it empty."),
        prompt=("Last of all", "Overall, after every criterion. It stands by itself and enters no average."),
    )
    areas = (
        (levels, f"F{FIRST}:F{last}"),
        (prompted, f"E{FIRST}:E{last}"),
        (recommended, RECOMMENDATION_CELL),
    )
    for choice, area in areas:
        sheet.add_data_validation(choice)
        choice.add(area)
    for row, id in enumerate(seat.criteria, FIRST):
        if id in places.questions:
            first, end = places.questions[id]
            asked = _list(f"{form.QUESTIONS}!$C${first}:$C${end}", error=None, prompt=None)
            sheet.add_data_validation(asked)
            asked.add(f"B{row}")


def _list(choices: str, *, error: tuple[str, str] | None, prompt: tuple[str, str] | None) -> DataValidation:
    """A drop-down; without an error sentence it only suggests."""
    rule = DataValidation(type="list", formula1=choices, allow_blank=True)
    rule.showErrorMessage = error is not None
    rule.showInputMessage = prompt is not None
    if error:
        rule.errorStyle = "stop"
        rule.errorTitle, rule.error = error
    if prompt:
        rule.promptTitle, rule.prompt = prompt
    return rule


def _mark_open_work(sheet: Worksheet, last: int) -> None:
    area = f"H{FIRST}:H{last}"
    rule = FormulaRule(
        formula=[f"LEN(H{FIRST})>0"],
        fill=looks.solid(looks.WARN_WEAK),
        font=Font(color=looks.WARN, bold=True),
    )
    rule.dxf.fill.bgColor = rule.dxf.fill.fgColor
    sheet.conditional_formatting.add(area, rule)
