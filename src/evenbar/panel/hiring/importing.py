"""Reading a list of candidates from CSV: every bad row named with line, column and what to do.

Pure: bytes in, rows and faults out. Nothing is imported while there is a fault; importing itself is an action.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from evenbar.panel.hiring.duplicates import folded

COLUMNS = {"name": 160, "email": 254, "source": 120, "brief": 10_000, "stage": 100}
ALSO = {
    "full name": "name",
    "candidate": "name",
    "e-mail": "email",
    "e-mail address": "email",
    "email address": "email",
}
MOST_ROWS = 1_000
MOST_BYTES = 2 * 1024 * 1024
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate as the list has it; `line` is where it begins in the file."""

    line: int
    name: str
    email: str = ""
    source: str = ""
    brief: str = ""
    stage: str = ""

    def plain(self) -> dict[str, str | int]:
        """The row as JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where, and what to do about it."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds: rows that can be imported once there is no fault."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


class Unreadable(Exception):  # noqa: N818 - an answer with a place, not a fault of the program
    """The file cannot be read any further."""

    def __init__(self, line: int, sentence: str, column: str = "") -> None:
        super().__init__(sentence)
        self.fault = Fault(line, column, sentence)


def read(content: bytes, *, stages: Mapping[str, str]) -> Sheet:
    """Read a list; `stages` maps the opening's stage ids to their names, either of which a row may say."""
    try:
        text = _decoded(content)
        delimiter = _delimiter(text)
        records = _records(text, delimiter)
        header = _header(next(records, (1, [])))
        rows, faults = _rows(records, header, stages)
    except Unreadable as error:
        return Sheet((), (error.fault,))
    faults += _repeated(rows)
    if not rows and not faults:
        faults.append(Fault(2, "", "There is no candidate below the first line. Add at least one row."))
    return Sheet(tuple(rows), tuple(sorted(faults, key=lambda each: each.line)))


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unreadable(1, f"The file is over {MOST_BYTES // 1024 // 1024} MB. Split it into smaller ones.")
    if content[:4] == b"PK\x03\x04":
        raise Unreadable(1, "This is a workbook, not CSV. Save it as “CSV UTF-8” and choose that file.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(1, "The file is in UTF-16. Save it as “CSV UTF-8” and choose that file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            line,
            f"Byte {content[error.start]:#04x} is not UTF-8. Save the file as “CSV UTF-8” and choose it again.",
        ) from error
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise Unreadable(line, "There is a null byte, so this is not a text file. Choose a CSV file.")
    return text


def _delimiter(text: str) -> str:
    """The sign between columns: the one that makes the most known column names of the first line."""
    first = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    return max(
        DELIMITERS, key=lambda sign: sum(_column(cell.strip('"')) in COLUMNS for cell in first.split(sign))
    )


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                begins, f"The quotation marks of this row do not close ({error}). Mend them in the file."
            ) from error
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _column(cell: str) -> str:
    name = " ".join(cell.split()).lower()
    return ALSO.get(name, name)


def _header(record: tuple[int, list[str]]) -> list[str]:
    line, cells = record
    names = [_column(cell) for cell in cells]
    known = ", ".join(COLUMNS)
    if "name" not in names:
        raise Unreadable(
            line, f"There is no column “name”. The first line names the columns: {known}.", "name"
        )
    for place, name in enumerate(names):
        if name not in COLUMNS:
            said = cells[place].strip() or f"number {place + 1}"
            raise Unreadable(
                line, f"Column “{said}” is not known. Remove it or name it one of {known}.", said
            )
        if name in names[:place]:
            raise Unreadable(line, f"Column “{name}” is there twice. Keep one of them.", name)
    return names


def _rows(
    records: Iterator[tuple[int, list[str]]], header: list[str], stages: Mapping[str, str]
) -> tuple[list[Row], list[Fault]]:
    known = {name.casefold(): id for id, name in stages.items()} | {id.casefold(): id for id in stages}
    rows: list[Row] = []
    faults: list[Fault] = []
    for count, (line, cells) in enumerate(records, start=1):
        if count > MOST_ROWS:
            raise Unreadable(
                line, f"There are more than {MOST_ROWS:,} rows. Split the file into smaller ones."
            )
        if len(cells) != len(header):
            faults.append(Fault(line, "", _uneven(len(cells), len(header))))
            continue
        values = {
            name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=True) if name != "brief"
        }
        if "brief" in header:
            values["brief"] = cells[header.index("brief")].strip()
        bad = list(_faults(line, values, known))
        faults += bad
        if not bad:
            stage = known.get(values.get("stage", "").casefold(), "")
            rows.append(Row(line, **(values | {"stage": stage, "email": values.get("email", "").lower()})))
    return rows, faults


def _uneven(cells: int, header: int) -> str:
    return (
        f"The row has {cells} cells and the first line {header}. "
        "Put cells that hold the delimiter in quotation marks, or add the missing ones."
    )


def _faults(line: int, values: Mapping[str, str], stages: Mapping[str, str]) -> Iterator[Fault]:
    if not values["name"]:
        yield Fault(line, "name", "The name is empty. Write it or remove the row.")
    for column, value in values.items():
        if len(value) > COLUMNS[column]:
            yield Fault(
                line, column, f"{len(value)} characters are too many. Keep it within {COLUMNS[column]}."
            )
    email = values.get("email", "")
    if email and not is_email(email):
        yield Fault(line, "email", f"“{email[:60]}” is not an e-mail address. Correct it or leave it empty.")
    stage = values.get("stage", "")
    if stage and stage.casefold() not in stages:
        said = ", ".join(sorted(set(stages.values())))
        yield Fault(line, "stage", f"There is no stage “{stage[:60]}”. Use one of {said}, or leave it empty.")


def is_email(value: str) -> bool:
    """Whether a text is an e-mail address."""
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True


def _repeated(rows: Iterable[Row]) -> list[Fault]:
    """The same e-mail twice; the same name twice where an e-mail does not tell the two apart."""
    emails: dict[str, int] = {}
    names: dict[str, Row] = {}
    faults = []
    for row in rows:
        if row.email and row.email in emails:
            faults.append(
                Fault(
                    row.line,
                    "email",
                    f"Line {emails[row.email]} has the same e-mail. Keep one of the two rows.",
                )
            )
            continue
        emails.setdefault(row.email, row.line)
        twin = names.setdefault(folded(row.name), row)
        if twin is not row and not (twin.email and row.email):
            faults.append(
                Fault(
                    row.line,
                    "name",
                    f"Line {twin.line} has the same name. Keep one of the two rows, or give both an e-mail.",
                )
            )
    return faults
