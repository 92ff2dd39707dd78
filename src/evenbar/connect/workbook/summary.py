"""The summary sheet: formulas that combine the counted levels as `evenbar.measure.combine` does.

A blank or a missing rating is no number anywhere. The score stands beside the weight it covers and the bounds
within which the full score lies; nothing here decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from evenbar.connect.workbook import form, looks
from evenbar.connect.workbook.interviewer import Place
from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.plan import MINIMUMS, RULES
from evenbar.scorecard.scorecard import LEVELS, Scorecard

_LOWEST, _HIGHEST = LEVELS[0], LEVELS[-1]
_FACTS = 4
_TABLE = 16
_FIRST = _TABLE + 1
_TAIL = ("Raters", "Mean", "Lowest", "Highest", "Apart", "Minimum", "Against the minimum")
_MINIMUM_WORDS = ("met", "missed", "not rated yet")
_HOW = "Open this after everybody has filled in their own sheet. Figures inform; people decide."


@dataclass(frozen=True, slots=True)
class _Grid:
    """The columns of the table: criterion, weight, share, one for each seat, then what follows from them."""

    seats: int
    last: int

    def letter(self, name: str) -> str:
        """The column of a heading of the tail, or of the hidden ones after it."""
        names = (*_TAIL, "key", "points", "covered")
        return str(get_column_letter(3 + self.seats + 1 + names.index(name)))

    def levels(self, row: int) -> str:
        """The levels of one criterion, across the seats."""
        return f"$D{row}:${get_column_letter(3 + self.seats)}{row}"

    def area(self, letter: str) -> str:
        """A column over all criteria."""
        return f"${letter}${_FIRST}:${letter}${self.last}"


def add_summary(book: Workbook, *, card: Scorecard, places: Sequence[Place], weights: dict[str, int]) -> None:
    """Add the summary; `weights` says in which row of the hidden sheet each criterion's weight stands."""
    sheet = book.create_sheet(form.SUMMARY)
    grid = _Grid(len(places), _FIRST + len(card.criteria) - 1)
    looks.title(sheet, "Summary", _HOW)
    looks.heads(
        sheet, _TABLE, [form.CRITERION, "Weight", "Share", *[place.title for place in places], *_TAIL]
    )
    for column, place in enumerate(places, 4):
        head = looks.formula(
            sheet.cell(_TABLE, column), f'IF(LEN({place.name})=0,"{_safe(place.title)}",{place.name})'
        )
        looks.boxed(head, fill=looks.HEAD).font = Font(
            name=looks.FACE, size=10, bold=True, color=looks.ACCENT
        )
    for row, criterion in enumerate(card.criteria, _FIRST):
        _row(sheet, row, criterion, grid, places=places, weight_row=weights[criterion.id])
    _recommendations(sheet, places, grid.last + 2)
    _facts(book, sheet, card, grid)
    _dress(sheet, grid)


def _safe(text: str) -> str:
    """A text inside a formula's quotes."""
    return text.replace('"', '""')


def _row(
    sheet: Worksheet, row: int, criterion: Criterion, grid: _Grid, *, places: Sequence[Place], weight_row: int
) -> None:
    looks.put(sheet.cell(row, 1), criterion.name, bold=True)
    looks.formula(sheet.cell(row, 2), f"{form.HIDDEN}!$I${weight_row}", "0.##")
    looks.formula(sheet.cell(row, 3), f"B{row}/SUM({grid.area('B')})", "0.0%")
    key = f"${grid.letter('key')}{row}"
    for column, place in enumerate(places, 4):
        if criterion.id in place.seat.criteria:
            found = f"INDEX({place.column('L')},MATCH({key},{place.column('J')},0))"
            looks.formula(sheet.cell(row, column), f'IFERROR({found},"")')
        else:
            looks.put(sheet.cell(row, column), "–", color=looks.MUTED)
        sheet.cell(row, column).alignment = looks.MIDDLE
    levels, raters = grid.levels(row), f"{grid.letter('Raters')}{row}"
    mean, low, high = (f"{grid.letter(name)}{row}" for name in ("Mean", "Lowest", "Highest"))
    cells = {
        "Raters": (f"COUNT({levels})", "0"),
        "Mean": (f'IF({raters}=0,"",AVERAGE({levels}))', "0.00"),
        "Lowest": (f'IF({raters}=0,"",MIN({levels}))', "0"),
        "Highest": (f'IF({raters}=0,"",MAX({levels}))', "0"),
        "Apart": (f'IF({raters}=0,"",{high}-{low})', "0"),
        "points": (f"IF({raters}=0,0,B{row}*{mean})", "General"),
        "covered": (f"IF({raters}=0,0,B{row})", "General"),
    }
    if criterion.minimum:
        reached, missed, unrated = _MINIMUM_WORDS
        met = f'IF({raters}=0,"{unrated}",IF(ROUND({mean},9)>={criterion.minimum},"{reached}","{missed}"))'
        cells["Against the minimum"] = (met, "General")
    for name, (text, pattern) in cells.items():
        looks.formula(sheet[f"{grid.letter(name)}{row}"], text, pattern)
    looks.put(sheet[f"{grid.letter('key')}{row}"], criterion.id)
    minimum = sheet[f"{grid.letter('Minimum')}{row}"]
    if criterion.minimum:
        looks.number(minimum, criterion.minimum)
    else:
        looks.put(minimum, "none", color=looks.MUTED).alignment = looks.MIDDLE


def _recommendations(sheet: Worksheet, places: Sequence[Place], row: int) -> None:
    """What each interviewer recommends, apart from the table, since it is in no average."""
    looks.put(looks.boxed(sheet.cell(row, 1), fill=looks.PAPER), "Recommendation, in no average", bold=True)
    for column, place in enumerate(places, 4):
        said = f'IF(LEN({place.recommendation})=0,"",{place.recommendation})'
        looks.boxed(looks.formula(sheet.cell(row, column), said)).alignment = looks.MIDDLE


def _facts(book: Workbook, sheet: Worksheet, card: Scorecard, grid: _Grid) -> None:
    """The figures above the table, each with a name that other sheets and programs can use."""
    points, covered, total = (
        f"SUM({grid.area(letter)})" for letter in (grid.letter("points"), grid.letter("covered"), "B")
    )
    facts = (
        (form.CANDIDATE, None, 'IF(LEN(candidate)=0,"not named yet",candidate)', "General", ""),
        (
            "Weighted score",
            "weighted_score",
            f'IF({covered}=0,"none yet",{points}/{covered})',
            "0.00",
            "Mean level of each rated criterion, weighted by its share.",
        ),
        (
            "Covered weight",
            "covered_weight",
            f"{covered}/{total}",
            "0.0%",
            "How much of the whole weight the rated criteria carry.",
        ),
        (
            "Lower bound",
            "lower_bound",
            f"({points}+({total}-{covered})*{_LOWEST})/{total}",
            "0.00",
            f"The score if every unrated criterion were at level {_LOWEST}.",
        ),
        (
            "Upper bound",
            "upper_bound",
            f"({points}+({total}-{covered})*{_HIGHEST})/{total}",
            "0.00",
            f"The score if every unrated criterion were at level {_HIGHEST}.",
        ),
        (
            "Ratings that count",
            "ratings",
            f"SUM({grid.area(grid.letter('Raters'))})",
            "0",
            "Levels with evidence. Missing ratings and levels without evidence are no numbers.",
        ),
    )
    for row, (label, name, text, pattern, about) in enumerate(facts, _FACTS):
        _fact(sheet, row, label, about)
        _figure(looks.formula(sheet.cell(row, 2), text, pattern))
        if name:
            book.defined_names[name] = DefinedName(name, attr_text=f"{form.SUMMARY}!$B${row}")
    _limits(book, sheet, card, grid, row=_FACTS + len(facts))


def _fact(sheet: Worksheet, row: int, label: str, about: str) -> None:
    looks.put(sheet.cell(row, 1), label, bold=True)
    note = looks.put(sheet.cell(row, 4), about, color=looks.MUTED)
    note.alignment = Alignment(vertical="top")


def _figure(cell: Cell) -> None:
    cell.font = Font(name=looks.FACE, size=12, bold=True, color=looks.INK)
    cell.alignment = Alignment(horizontal="left", vertical="top")


def _limits(book: Workbook, sheet: Worksheet, card: Scorecard, grid: _Grid, *, row: int) -> None:
    """The bar, the minimums and the rule. A score on the bar counts as above it, in spite of binary fractions."""
    bar = card.decision.bar
    _fact(
        sheet,
        row,
        "Bar",
        RULES[card.decision.rule] + ". " + MINIMUMS[card.decision.minimums_are] + ". People decide.",
    )
    _fact(sheet, row + 1, "Against the bar", "")
    _fact(sheet, row + 2, "Minimums", "")
    if bar is None:
        looks.put(sheet.cell(row, 2), "none set")
        looks.put(sheet.cell(row + 1, 2), "This scorecard sets no bar.")
    else:
        _figure(looks.number(sheet.cell(row, 2), float(bar), "0.00"))
        book.defined_names["bar"] = DefinedName("bar", attr_text=f"{form.SUMMARY}!$B${row}")
        settled = "OR(ROUND(lower_bound,9)>=bar,ROUND(upper_bound,9)<bar)"
        side = 'IF(ROUND(weighted_score,9)>=bar,"At or above the bar","Below the bar")'
        so_far = (
            f'IF(ROUND(covered_weight,9)>=1,".",IF({settled},", whatever the unrated criteria would bring.",'
            '", but the unrated criteria could turn it."))'
        )
        looks.formula(sheet.cell(row + 1, 2), f'IF(ratings=0,"Nothing counts yet.",{side}&{so_far})')
    met = grid.area(grid.letter("Against the minimum"))
    if any(criterion.minimum for criterion in card.criteria):
        looks.formula(
            sheet.cell(row + 2, 2),
            '&", "&'.join(f'COUNTIF({met},"{word}")&" {word}"' for word in _MINIMUM_WORDS),
        )
    else:
        looks.put(sheet.cell(row + 2, 2), "none set")
    for at in (row + 1, row + 2):
        sheet.cell(at, 2).alignment = Alignment(vertical="top")


def _dress(sheet: Worksheet, grid: _Grid) -> None:
    """Borders, colours, widths, what is hidden."""
    shown = 3 + grid.seats + len(_TAIL)
    for row in range(_FIRST, grid.last + 1):
        for column in range(1, shown + 1):
            looks.boxed(sheet.cell(row, column), fill=looks.SURFACE if column > 3 else looks.PAPER)
    looks.ramp(sheet, f"D{_FIRST}:{get_column_letter(3 + grid.seats)}{grid.last}")
    apart = f"{grid.letter('Apart')}{_FIRST}:{grid.letter('Apart')}{grid.last}"
    wide = CellIsRule(
        operator="between",
        formula=["2", "4"],
        fill=looks.solid(looks.WARN_WEAK),
        font=Font(color=looks.WARN, bold=True),
    )
    wide.dxf.fill.bgColor = wide.dxf.fill.fgColor
    sheet.conditional_formatting.add(apart, wide)
    seats = {get_column_letter(3 + at): 14.0 for at in range(1, grid.seats + 1)}
    tail = dict(zip(map(grid.letter, _TAIL), (9.0, 9.0, 9.0, 9.0, 9.0, 11.0, 18.0), strict=True))
    looks.widths(sheet, {"A": 36, "B": 14, "C": 10} | seats | tail)
    looks.heights(sheet, range(_TABLE, grid.last + 1))
    sheet.row_dimensions[_TABLE].height = 30
    for name in ("key", "points", "covered"):
        sheet.column_dimensions[grid.letter(name)].hidden = True
    looks.finish(sheet, head_row=_TABLE, freeze="B1")
    sheet.print_area = f"A1:{get_column_letter(shown)}{grid.last + 2}"
