"""How the workbook looks and how a cell is written: type, fills, borders, protection, pages.

Text from people goes through `put` alone, which writes it as text whatever it begins with.
"""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from evenbar.connect.workbook.form import MOST_LETTERS

FACE = "Arial"
INK, MUTED, ACCENT, LINE, WARN = "1A1D21", "5A6169", "0B5A5A", "B9B5AA", "8F4A00"
PAPER, SURFACE, HEAD, WARN_WEAK = "F7F6F2", "FFFFFF", "E0EEEC", "FBEEDC"
# The five levels: one diverging ramp, always with the number inside.
LEVELS = {
    1: ("B5541C", "FFFFFF"),
    2: ("E3AB7C", "2C1503"),
    3: ("D9D6CC", "1A1D21"),
    4: ("86BDB6", "06302D"),
    5: ("0F6B66", "FFFFFF"),
}

# Excel reads _x000D_ in a text as the sign with that code; escaped, it stays what was written.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
TALLEST = 408.0  # points, by the file format
_LETTER, _LINE = 11.6, 1.27  # letters of size 1 to a unit of width; points of height to a point of type

_SIDE = Side(style="thin", color=LINE)
MIDDLE = Alignment(horizontal="center", vertical="top")
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def solid(color: str) -> PatternFill:
    """A plain fill."""
    return PatternFill("solid", fgColor=color)


def plain(text: object) -> str:
    """A text as a cell can hold it: without signs that its file format refuses, and not too long."""
    kept = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in str(text))
    kept = _ESCAPE.sub("_x005F_", kept)
    return kept if len(kept) <= MOST_LETTERS else kept[: MOST_LETTERS - 1] + "…"


def put(cell: Cell, text: object, *, size: float = 10, bold: bool = False, color: str = INK) -> Cell:
    """Write text into a cell, as text even where it begins like a formula."""
    cell.value = plain(text)
    cell.data_type = "s"
    cell.quotePrefix = plain(text)[:1] in "=+-@"
    cell.font = Font(name=FACE, size=size, bold=bold, color=color)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def put_named(cell: Cell, name: str, about: str) -> Cell:
    """Write a bold name with a sentence about it below, in one cell."""
    put(cell, name, bold=True)
    if about:
        strong = InlineFont(rFont=FACE, sz=10, b=True, color=INK)
        weak = InlineFont(rFont=FACE, sz=9, color=MUTED)
        cell.value = CellRichText(
            TextBlock(strong, plain(name).replace("\n", " ")), TextBlock(weak, "\n" + plain(about))
        )
    return cell


def number(cell: Cell, value: float, pattern: str = "General") -> Cell:
    """Write a number."""
    put(cell, "").alignment = MIDDLE
    cell.value = value
    cell.number_format = pattern
    return cell


def formula(cell: Cell, text: str, pattern: str = "General") -> Cell:
    """Write a formula of our own making; no text of people may stand in it."""
    put(cell, "")
    cell.quotePrefix = False
    cell.data_type = "f"
    cell.value = f"={text}"
    if pattern != "General":
        cell.number_format = pattern
        cell.alignment = MIDDLE
    return cell


def boxed(cell: Cell, *, fill: str = SURFACE) -> Cell:
    """Give a cell of a table its border and ground."""
    cell.border = _BOX
    cell.fill = solid(fill)
    return cell


def entry(cell: Cell) -> Cell:
    """Let people write here: white, unlocked."""
    cell.protection = Protection(locked=False)
    cell.font = Font(name=FACE, size=10, color=INK)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return boxed(cell)


def heads(sheet: Worksheet, row: int, names: Sequence[str]) -> None:
    """Write the heading row of a table."""
    for column, name in enumerate(names, 1):
        put(boxed(sheet.cell(row, column), fill=HEAD), name, bold=True, color=ACCENT)


def title(sheet: Worksheet, words: str, about: str) -> None:
    """Write the heading of a sheet and a sentence below it."""
    put(sheet["A1"], words, size=16, bold=True).alignment = Alignment(vertical="center")
    put(sheet["A2"], about, color=MUTED).alignment = Alignment(vertical="top")
    sheet.row_dimensions[1].height = 26


def widths(sheet: Worksheet, wide: Mapping[str, float]) -> None:
    """Set the widths of columns, in letters."""
    for column, width in wide.items():
        sheet.column_dimensions[column].width = width


class _Growing(RowDimension):  # type: ignore[misc]
    """A row that begins at a height and grows with what is written into it: its height is not fixed by hand."""

    customHeight = False  # noqa: N815 - the file format's name


def heights(sheet: Worksheet, rows: Iterable[int], *, least: float = 0) -> None:
    """Give rows the height that their text needs, since not every program works it out when it opens a file."""
    for row in rows:
        needs = [_height(cell, sheet.column_dimensions[cell.column_letter].width) for cell in sheet[row]]
        sheet.row_dimensions[row] = _Growing(sheet, index=row, ht=min(max(least, *needs), TALLEST))


def _height(cell: Cell, width: float) -> float:
    """About how high a cell's wrapped text stands, in points."""
    if cell.value is None or cell.data_type == "f" or not cell.alignment.wrap_text:
        return 0.0
    size = cell.font.sz or 10
    letters = max(4, int(width * _LETTER / size))
    lines = sum(len(textwrap.wrap(line, letters)) or 1 for line in str(cell.value).split("\n"))
    return lines * size * _LINE + 4


def ramp(sheet: Worksheet, area: str) -> None:
    """Colour levels where they stand; the number stays inside."""
    for level, (ground, ink) in LEVELS.items():
        rule: Any = CellIsRule(
            operator="equal",
            formula=[str(level)],
            fill=PatternFill("solid", bgColor=ground, fgColor=ground),
            font=Font(color=ink, bold=True),
        )
        sheet.conditional_formatting.add(area, rule)


def finish(sheet: Worksheet, *, head_row: int | None = None, freeze: str | None = None) -> None:
    """Protect what is not for writing, without a password, and set the page up: A4 landscape, headings repeated."""
    guard = sheet.protection
    guard.sheet = True
    guard.formatColumns = guard.formatRows = guard.formatCells = False  # False lets people do it
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    sheet.freeze_panes = freeze
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.3, 0.3
    if head_row:
        sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "Page &P of &N"
