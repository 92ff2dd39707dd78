"""The cells of an .xlsx file as plain values.

Of a formula only the value that the program left is taken. What the cells mean is `filled`'s work; bounds on the
file are `package`'s, those on sheets and cells stand here.
"""

import re
from dataclasses import dataclass, field

from evenbar.connect.workbook.package import Package, Unusable, opened

MOST_SHEETS, MOST_CELLS = 60, 60_000
MOST_ROW, MOST_COLUMN = 5_000, 200

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


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
    with opened(content) as package:
        root = package.main_part()
        targets = package.relations(root)
        listed = _listed(package, root, targets)
        shared = _shared(package, targets)
        sheets: list[Sheet] = []
        for title, hidden, part in listed:
            reader = _Cells(title, shared, MOST_CELLS - sum(len(sheet.cells) for sheet in sheets))
            package.parse(part, reader.start, reader)
            sheets.append(Sheet(title, hidden, reader.found))
        return tuple(sheets)


def _listed(package: Package, root: str, targets: dict[str, tuple[str, str]]) -> list[tuple[str, bool, str]]:
    """Title, whether hidden, and part of each sheet of cells; charts and the like are none."""
    listed: list[tuple[str, bool, str]] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((value for key, value in given.items() if key.split("|")[-1] == "id"), "")
            kind, part = targets.get(relation, ("", ""))
            if kind == "worksheet" and part in package.names:
                listed.append((given.get("name", ""), given.get("state", "visible") != "visible", part))

    package.parse(root, start)
    if not listed or len(listed) > MOST_SHEETS:
        raise Unusable(f"has {len(listed) or 'no'} sheets; a scorecard workbook has 1 to {MOST_SHEETS}.")
    return listed


def _shared(package: Package, targets: dict[str, tuple[str, str]]) -> list[str]:
    """The texts that cells share."""
    part = next((path for kind, path in targets.values() if kind == "sharedStrings"), "")
    if part not in package.names:
        return []
    reader = _Texts()
    package.parse(part, reader.start, reader)
    return reader.found


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
    in_value: bool = False
    raw: list[str] = field(default_factory=list)

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row":
            self.row = _number(given.get("r")) or self.row + 1
            self.column = 0
        elif tag == "c":
            self._place(given.get("r", ""))
            self.kind, self.is_formula = given.get("t", "n"), False
            self.raw.clear()
            self.texts.found.clear()
        elif tag == "f":
            self.is_formula = True
        elif tag == "v":
            self.in_value = True
        else:
            self.texts.start(tag, given)

    def _place(self, name: str) -> None:
        """Where the cell stands: as it says, else after the one before."""
        said = _CELL.match(name)
        self.column += 1
        if said:
            self.column, self.row = _column(said[1]), int(said[2])

    def text(self, data: str) -> None:
        if self.in_value:
            self.raw.append(data)
        else:
            self.texts.text(data)

    def end(self, tag: str) -> None:
        if tag == "c":
            self._keep(self._value())
        elif tag == "v":
            self.in_value = False
        else:
            self.texts.end(tag)

    def _value(self) -> str | float | bool | None:
        raw = "".join(self.raw)
        if self.kind == "inlineStr":
            return "".join(self.texts.found)
        if not self.raw or self.kind == "e":
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
            raise Unusable(f"has more than {MOST_CELLS:,} filled cells; remove what is not the scorecard's.")
        self.found[(self.row, self.column)] = Value(value, self.is_formula or self.kind == "e")


def _plain(text: str) -> str:
    """A text as it was typed: one kind of line end, and signs that the format escapes, as _x000D_, themselves again."""
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    return text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _number(text: str | None) -> int | None:
    return (
        int(text) if text and text.strip().isascii() and text.strip().isdigit() and len(text) < 10 else None
    )


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at
