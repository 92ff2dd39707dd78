"""The cells of an .xlsx file as plain values, read with bounds: bytes, elements and depth are counted as they come.

A file from outside is never trusted: parts are inflated no further than allowed, document types and entities are
refused, and of a formula only the value that the program left is taken. What the cells mean is `filled`'s work.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

MOST_BYTES = 10_000_000  # of the file
MOST_INFLATED = 24_000_000  # of all parts that are read, together
MOST_ELEMENTS = 400_000
MOST_ENTRIES, MOST_SHEETS, MOST_CELLS = 2_000, 60, 60_000
MOST_ROW, MOST_COLUMN = 5_000, 200

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound files: .xls, and .xlsx under a password
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")


class Unusable(ValueError):  # noqa: N818 - an answer, not a fault
    """Why a file cannot be read as a workbook: one sentence."""


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a cell: text, a number or a truth value; None for a formula without a value, or an error."""

    value: str | float | bool | None
    is_formula: bool = False

    @property
    def text(self) -> str:
        """The value as people read it: whole numbers without a point."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, float):
            return str(int(self.value)) if self.value.is_integer() else repr(self.value)
        return self.value


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title, whether it is hidden, and its filled cells by row and column, counted from 1."""

    title: str
    hidden: bool
    cells: dict[tuple[int, int], Value]

    def at(self, row: int, column: int) -> Value:
        """The cell's value; an empty text where nothing stands."""
        return self.cells.get((row, column), Value(""))


def address(row: int, column: int) -> str:
    """A cell's address as programs show it: C7."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def sheets_of(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx file, in its order; Unusable with a sentence where it is not one that may be read."""
    if len(content) > MOST_BYTES:
        raise Unusable(
            f"is larger than {MOST_BYTES // 1_000_000} MB; that is no scorecard workbook. Remove pictures and extra sheets."
        )
    if content.startswith(_OLD):
        raise Unusable(
            "is protected by a password or in the old .xls format; open it, remove the password and save it as .xlsx."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Book(archive).sheets()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        raise Unusable("is not an .xlsx workbook, or is damaged; save it again as .xlsx.") from error
    except expat.ExpatError as error:
        raise Unusable(
            "is damaged inside; open it in a spreadsheet program and save it again as .xlsx."
        ) from error


@dataclass(slots=True)
class _Book:
    """An opened archive with what has been spent of its bounds."""

    archive: zipfile.ZipFile
    inflated: int = 0
    elements: int = 0
    cells: int = 0

    def sheets(self) -> tuple[Sheet, ...]:
        names = self.archive.namelist()
        if len(names) > MOST_ENTRIES:
            raise Unusable("has too many parts inside to be a scorecard workbook.")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Unusable("carries macros; save it as .xlsx without them.")
        root = self._main_part()
        targets = self._relations(root)
        listed: list[tuple[str, bool, str]] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "sheet":
                relation = next((value for key, value in given.items() if key.split("|")[-1] == "id"), "")
                hidden = given.get("state", "visible") != "visible"
                listed.append((given.get("name", ""), hidden, targets.get(relation, ("", ""))[1]))

        self._parse(root, start)
        if not listed or len(listed) > MOST_SHEETS:
            raise Unusable(f"has {len(listed) or 'no'} sheets; a scorecard workbook has 1 to {MOST_SHEETS}.")
        shared = self._shared(targets)
        return tuple(
            Sheet(title, hidden, self._cells(part, title, shared))
            for title, hidden, part in listed
            if part in names
        )

    def _main_part(self) -> str:
        targets = self._relations("")
        part = next((part for kind, part in targets.values() if kind == "officeDocument"), "")
        if part not in self.archive.namelist():
            raise Unusable("is a zip archive but not an .xlsx workbook; save the workbook as .xlsx.")
        return part

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that a part points at: id -> kind and path."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self.archive.namelist():
            raise Unusable("is a zip archive but not an .xlsx workbook; save the workbook as .xlsx.")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, given.get("Target", ""))).lstrip("/")
                found[given.get("Id", "")] = (given.get("Type", "").rsplit("/", 1)[-1], target)

        self._parse(path, start)
        return found

    def _shared(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        """The texts that cells share, without phonetic notes."""
        part = next((path for kind, path in targets.values() if kind == "sharedStrings"), "")
        if part not in self.archive.namelist():
            return []
        reader = _Texts()
        self._parse(part, reader.start, reader.end, reader.text)
        return reader.found

    def _cells(self, part: str, title: str, shared: list[str]) -> dict[tuple[int, int], Value]:
        reader = _Cells(title, shared, MOST_CELLS - self.cells)
        self._parse(part, reader.start, reader.end, reader.text)
        self.cells += len(reader.found)
        return reader.found

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Parse one part; names lose their namespace. Bounds hold over all parts together."""
        parser = expat.ParserCreate(namespace_separator="|")
        parser.buffer_text = True

        def begin(name: str, given: dict[str, str]) -> None:
            self.elements += 1
            if self.elements > MOST_ELEMENTS:
                raise Unusable(
                    "holds far more cells than a scorecard workbook; copy the filled sheets into a fresh one."
                )
            start(name.rsplit("|", 1)[-1], given)

        def refuse(*_: Any) -> None:
            raise Unusable(
                "declares its own document type or entities, which no spreadsheet program writes; it is refused."
            )

        parser.StartElementHandler = begin
        if end is not None:
            parser.EndElementHandler = lambda name: end(name.rsplit("|", 1)[-1])
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = refuse
        parser.EntityDeclHandler = refuse
        for block in self._inflate(part):
            parser.Parse(block, False)
        parser.Parse(b"", True)

    def _inflate(self, part: str) -> Iterator[bytes]:
        """The part's bytes, a block at a time, up to what all parts together may be."""
        with self.archive.open(part) as stream:
            while block := stream.read(65_536):
                self.inflated += len(block)
                if self.inflated > MOST_INFLATED:
                    raise Unusable(
                        f"unpacks to more than {MOST_INFLATED // 1_000_000} MB; that is no scorecard workbook."
                    )
                yield block


@dataclass(slots=True)
class _Texts:
    """Texts made of runs: those inside `si` or `is`, without the phonetic notes in `rPh`."""

    found: list[str] = field(default_factory=list)
    runs: list[str] | None = None
    in_text: bool = False
    phonetic: bool = False

    def start(self, tag: str, _given: dict[str, str]) -> None:
        if tag in ("si", "is"):
            self.runs = []
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "t":
            self.in_text = not self.phonetic and self.runs is not None

    def text(self, data: str) -> None:
        if self.in_text and self.runs is not None:
            self.runs.append(data)

    def end(self, tag: str) -> None:
        if tag == "t":
            self.in_text = False
        elif tag == "rPh":
            self.phonetic = False
        elif tag in ("si", "is") and self.runs is not None:
            self.found.append(_plain("".join(self.runs)))
            self.runs = None


@dataclass(slots=True)
class _Cells:
    """The filled cells of one sheet."""

    title: str
    shared: list[str]
    most: int
    found: dict[tuple[int, int], Value] = field(default_factory=dict)
    texts: _Texts = field(default_factory=_Texts)
    row: int = 0
    column: int = 0
    kind: str = ""
    is_formula: bool = False
    raw: list[str] | None = None

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row":
            self.row = _number(given.get("r")) or self.row + 1
            self.column = 0
        elif tag == "c":
            self._place(given.get("r", ""))
            self.kind, self.is_formula, self.raw = given.get("t", "n"), False, None
            self.texts.found.clear()
        elif tag == "f":
            self.is_formula = True
        elif tag == "v":
            self.raw = []
        else:
            self.texts.start(tag, given)

    def _place(self, name: str) -> None:
        """Where the cell stands: as it says, else after the one before."""
        said = _CELL.match(name)
        self.column += 1
        if said:
            self.column, self.row = _column(said[1]), int(said[2])

    def text(self, data: str) -> None:
        if self.raw is not None:
            self.raw.append(data)
        else:
            self.texts.text(data)

    def end(self, tag: str) -> None:
        if tag == "c":
            self._keep(self._value())
        elif tag != "v":
            self.texts.end(tag)

    def _value(self) -> str | float | bool | None:
        raw = None if self.raw is None else "".join(self.raw)
        if self.kind == "inlineStr":
            return "".join(self.texts.found)
        if raw is None or self.kind == "e":
            return None
        if self.kind == "s":
            at = _number(raw)
            return self.shared[at] if at is not None and at < len(self.shared) else None
        if self.kind == "b":
            return raw.strip() == "1"
        if self.kind in ("str", "d"):
            return _plain(raw)
        try:
            return float(raw)
        except ValueError:
            return _plain(raw)

    def _keep(self, value: str | float | bool | None) -> None:
        if value in (None, "") and not self.is_formula and self.kind != "e":
            return
        if self.row > MOST_ROW or self.column > MOST_COLUMN:
            return  # far outside of what people fill in; styles and stray marks live there
        if len(self.found) >= self.most:
            raise Unusable(
                f'has more than {MOST_CELLS:,} filled cells, at sheet "{self.title[:40]}"; remove what is not the scorecard\'s.'
            )
        self.found[(self.row, self.column)] = Value(value, self.is_formula or self.kind == "e")


def _plain(text: str) -> str:
    """A text as it was typed: one kind of line end, and signs that the format escapes as _x000D_ unescaped."""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(text: str | None) -> int | None:
    return (
        int(text) if text and text.strip().isascii() and text.strip().isdigit() and len(text) < 10 else None
    )


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at
