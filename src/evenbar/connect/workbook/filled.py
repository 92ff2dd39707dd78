"""What interviewers wrote into a workbook, read back: ratings with evidence, and every cell that cannot be taken.

Sheets, columns and rows are found by their headings and keys, not by their place, so that added ones do no harm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evenbar.connect.workbook import answers, form
from evenbar.connect.workbook.answers import Rating, Unclear, same_name
from evenbar.connect.workbook.cells import Sheet, Value, address, sheets_of
from evenbar.connect.workbook.origin import Origin, origin_of
from evenbar.connect.workbook.package import Unusable
from evenbar.scorecard.scorecard import Scorecard

MOST_NAME = 200
MOST_FLAWS = 200


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell that cannot be taken: where, and what is wrong and what to do."""

    sheet: str
    cell: str
    sentence: str

    def __str__(self) -> str:
        return f'sheet "{self.sheet}", {self.cell} {self.sentence}.'


@dataclass(frozen=True, slots=True)
class Entry:
    """One interviewer on one criterion, as written: a level or a kind of missing, never both."""

    candidate: str
    interviewer: str
    criterion: str
    level: int | None
    missing: str
    asked: str
    evidence_for: str
    evidence_against: str
    prompted: str
    notes: str
    sheet: str = field(compare=False)
    cell: str = field(compare=False)

    @property
    def has_evidence(self) -> bool:
        """Whether anything was written down that was said or done."""
        return answers.says_something(self.evidence_for + self.evidence_against)


@dataclass(frozen=True, slots=True)
class Recommended:
    """What one interviewer recommends overall. It is beside the ratings and in no average."""

    candidate: str
    interviewer: str
    recommendation: str
    sheet: str = field(compare=False)
    cell: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook as it came back. `left_blank` counts criteria without any entry, by interviewer."""

    origin: Origin
    candidate: str
    entries: tuple[Entry, ...]
    recommended: tuple[Recommended, ...]
    flaws: tuple[Flaw, ...]
    left_blank: Mapping[str, int]


@dataclass(slots=True)
class _Reading:
    """A workbook being read, with the flaws found so far."""

    origin: Origin
    candidate: str = ""
    flaws: list[Flaw] = field(default_factory=list)
    recommended: list[Recommended] = field(default_factory=list)

    def note(self, sheet: Sheet, row: int, column: int, sentence: str) -> None:
        if len(self.flaws) < MOST_FLAWS:
            self.flaws.append(Flaw(answers.shown(sheet.title), address(row, column), sentence))


@dataclass(frozen=True, slots=True)
class _Table:
    """An interviewer's table: the row of its headings and the column of each."""

    head: int
    columns: Mapping[str, int]


def read(content: bytes, *, card: Scorecard | None = None, without_evidence: bool = False) -> Filled:
    """Read a filled workbook; Unusable where the file is none. Cells that cannot be taken are among its flaws.

    A level without evidence is a flaw, unless `without_evidence` says that it is meant.
    """
    sheets = sheets_of(content)
    reading = _Reading(origin_of(sheets, card))
    tables = [(sheet, table) for sheet in sheets if (table := _table(sheet)) is not None]
    if not tables:
        raise Unusable(
            f'has no interviewer\'s sheet: none has the headings "{form.CRITERION}", "{form.FOR}" and "{form.LEVEL}".'
        )
    reading.candidate, where = _candidate(sheets)
    entries: list[Entry] = []
    left_blank: dict[str, int] = {}
    for sheet, table in tables:
        found, blank = _sheet(reading, sheet, table, without_evidence=without_evidence)
        entries += found
        if found and blank and found[0].interviewer:
            left_blank[found[0].interviewer] = blank
    if not reading.candidate and (entries or reading.flaws):
        reading.note(*where, "is empty; write the candidate's name into it")
    return Filled(
        origin=reading.origin,
        candidate=reading.candidate,
        entries=tuple(entries),
        recommended=tuple(reading.recommended),
        flaws=tuple(reading.flaws),
        left_blank=left_blank,
    )


def _table(sheet: Sheet) -> _Table | None:
    """The table of an interviewer's sheet, or None where the sheet is something else."""
    known = {same_name(name): name for name in (*form.VISIBLE, form.KEY)}
    rows: dict[int, dict[str, int]] = {}
    for (row, column), value in sorted(sheet.cells.items()):
        name = known.get(same_name(value.text))
        if name is not None:
            rows.setdefault(row, {}).setdefault(name, column)
    for row, columns in rows.items():
        if {form.CRITERION, form.FOR, form.LEVEL} <= set(columns):
            return _Table(row, columns)
    return None


def _candidate(sheets: tuple[Sheet, ...]) -> tuple[str, tuple[Sheet, int, int]]:
    """Whom the workbook is about, typed beside the first such label that has a name; and where it should stand."""
    first: tuple[Sheet, int, int] | None = None
    for sheet in sheets:
        for row, column in _labels(sheet, form.CANDIDATE):
            first = first or (sheet, row, column + 1)
            name = _name(sheet.at(row, column + 1))
            if name and not sheet.at(row, column + 1).is_formula:
                return name, first
    return "", first or (sheets[0], 4, 2)


def _labels(sheet: Sheet, label: str, *, above: int = 50) -> Iterator[tuple[int, int]]:
    """Where a label stands, in reading order."""
    wanted = same_name(label)
    for (row, column), value in sorted(sheet.cells.items()):
        if row < above and same_name(value.text).rstrip(":") == wanted:
            yield row, column


def _name(value: Value) -> str:
    """A name as typed on one line, or nothing where it is none."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in value.text).split())
    return text if len(text) <= MOST_NAME and answers.says_something(text) else ""


def _sheet(
    reading: _Reading, sheet: Sheet, table: _Table, *, without_evidence: bool
) -> tuple[list[Entry], int]:
    """The entries of one sheet and how many criteria were left blank; none of a sheet that nobody began."""
    filled: dict[str, int] = {}
    blank: set[str] = set()
    for row in sorted({row for row, _ in sheet.cells if row > table.head}):
        is_begun = any(_is_written(sheet.at(row, column)) for column in _entry_columns(table))
        criterion = _criterion(reading, sheet, table, row, is_begun=is_begun)
        if criterion is None:
            continue
        if not is_begun:
            blank.add(criterion)
        elif criterion in filled:
            words = f"is filled in for a criterion that row {filled[criterion]} has already; keep one of them"
            reading.note(sheet, row, table.columns[form.CRITERION], words)
        else:
            filled[criterion] = row
    recommended = _recommended(reading, sheet, table, is_rated=bool(filled))
    if not filled:
        return [], 0
    interviewer = _interviewer(reading, sheet, table)
    if recommended is not None:
        words, cell = recommended
        title = answers.shown(sheet.title)
        reading.recommended.append(Recommended(reading.candidate, interviewer, words, title, cell))
    found = (
        _entry(reading, sheet, table, row=row, criterion=criterion, interviewer=interviewer)
        for criterion, row in filled.items()
    )
    entries = [entry for entry in found if entry is not None]
    if not without_evidence:
        _note_bare(reading, sheet, table, entries, filled)
    return entries, len(blank - set(filled))


def _is_written(value: Value) -> bool:
    return value.value is None or value.text.strip() != ""


def _entry_columns(table: _Table) -> list[int]:
    return [table.columns[name] for name in form.ENTRIES if name in table.columns]


def _criterion(reading: _Reading, sheet: Sheet, table: _Table, row: int, *, is_begun: bool) -> str | None:
    """The criterion of a row: by its hidden key, else by its name; None where the row is something else."""
    key = sheet.at(row, table.columns.get(form.KEY, 0)).text.strip()
    if key in reading.origin.names:
        return key
    column = table.columns[form.CRITERION]
    name = same_name(sheet.at(row, column).text)
    ids = [id for id, known in reading.origin.names.items() if name and name in (same_name(known), id)]
    if len(ids) == 1:
        return ids[0]
    if is_begun:
        said = answers.shown(sheet.at(row, column).text) or key
        words = f'names no criterion of scorecard "{reading.origin.scorecard}"'
        what = f'"{answers.shown(said)}" is not one' if said else "the cell is empty"
        reading.note(
            sheet, row, column, f"{words} ({what}), yet the row is filled in; write its name as it was"
        )
    return None


def _interviewer(reading: _Reading, sheet: Sheet, table: _Table) -> str:
    """Who filled the sheet in."""
    row, column = next(_labels(sheet, form.INTERVIEWER, above=table.head), (table.head, 0))
    name = _name(sheet.at(row, column + 1)) if column else ""
    if not name:
        where = (row, column + 1) if column else (1, 1)
        reading.note(sheet, *where, f'must name the interviewer, beside the word "{form.INTERVIEWER}"')
    return name


def _recommended(reading: _Reading, sheet: Sheet, table: _Table, *, is_rated: bool) -> tuple[str, str] | None:
    """What the sheet recommends and where; None where it says nothing, or what it says cannot be taken."""
    for row, column in _labels(sheet, form.RECOMMENDATION, above=table.head):
        try:
            said = answers.recommendation(sheet.at(row, column + 1))
        except Unclear as unclear:
            reading.note(sheet, row, column + 1, str(unclear))
            return None
        if said and not is_rated:
            reading.note(sheet, row, column + 1, "recommends before any criterion is rated; rate first")
        return (said, address(row, column + 1)) if said else None
    return None


def _entry(
    reading: _Reading, sheet: Sheet, table: _Table, *, row: int, criterion: str, interviewer: str
) -> Entry | None:
    """The entry in a row, or None where a cell of it cannot be taken; the flaws are noted."""
    before = len(reading.flaws)
    rating, prompted = Rating(), ""
    texts: dict[str, str] = {}
    for name in form.ENTRIES:
        value = sheet.at(row, table.columns.get(name, 0))
        try:
            if name == form.LEVEL:
                rating = answers.rating(value, reading.origin.labels)
            elif name == form.PROMPTED:
                prompted = answers.prompted(value)
            else:
                texts[name] = answers.words(value)
        except Unclear as unclear:
            reading.note(sheet, row, table.columns[name], str(unclear))
    level_at = table.columns[form.LEVEL]
    if len(reading.flaws) > before:
        return None
    if rating == Rating():
        words = "is empty although the row is filled in; choose a level, or say why there is none"
        reading.note(sheet, row, level_at, words)
        return None
    return Entry(
        candidate=reading.candidate,
        interviewer=interviewer,
        criterion=criterion,
        level=rating.level,
        missing=rating.missing,
        asked=texts[form.ASKED],
        evidence_for=texts[form.FOR],
        evidence_against=texts[form.AGAINST],
        prompted=prompted,
        notes=texts[form.NOTES],
        sheet=answers.shown(sheet.title),
        cell=address(row, level_at),
    )


def _note_bare(
    reading: _Reading, sheet: Sheet, table: _Table, entries: list[Entry], rows: Mapping[str, int]
) -> None:
    for entry in entries:
        if entry.level is not None and not entry.has_evidence:
            row = rows[entry.criterion]
            where = address(row, table.columns[form.FOR])
            words = f"has level {entry.level} without evidence; write what was said or done into {where}"
            reading.note(sheet, row, table.columns[form.LEVEL], words)
