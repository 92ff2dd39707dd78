"""A small spreadsheet program of its own: it works out the formulas that a workbook of ours may hold, and no others.

It knows nothing of how the workbook was made. Semantics are those of spreadsheet programs: an empty cell is 0 or "",
text is larger than any number, comparisons ignore case, AVERAGE and COUNT see numbers alone.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|"(?P<text>(?:[^"]|"")*)"
    |(?P<place>(?:(?:'(?:[^']|'')+'|[A-Za-z]\w*)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])
    |(?P<word>[A-Za-z_]\w*)|(?P<sign><>|<=|>=|[-+*/&=<>(),]))""",
    re.VERBOSE,
)
LOOSEST_FIRST = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"))


class Fault(Exception):  # noqa: N818 - the field's word
    """#VALUE!, #DIV/0! and their kind."""


class Area(list[list[Any]]):
    """The values of a range, row by row."""

    def flat(self) -> list[Any]:
        return [value for row in self for value in row]


class Program:
    """A workbook with its formulas worked out on demand."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.known: dict[tuple[str, str], Any] = {}

    def value(self, sheet: str, cell: str) -> Any:
        """What a cell shows; None where it is empty."""
        key = (sheet, cell)
        if key not in self.known:
            found = self.book[sheet][cell]
            is_formula = found.data_type == "f"
            self.known[key] = Formula(self, sheet, found.value[1:]).result() if is_formula else found.value
        return self.known[key]

    def place(self, sheet: str, text: str) -> Any:
        """The value at an address or of a range, perhaps on another sheet."""
        if "!" in text:
            name, text = text.rsplit("!", 1)
            sheet = name.strip("'").replace("''", "'") if name.startswith("'") else name
        left, top, right, bottom = range_boundaries(text)
        cells = self.book[sheet].iter_rows(top, bottom, left, right)
        area = Area([[self.value(sheet, cell.coordinate) for cell in row] for row in cells])
        return area if ":" in text else area[0][0]

    def named(self, name: str) -> Any:
        """The value of a name."""
        return self.place("", self.book.defined_names[name].attr_text)


class Formula:
    """One formula, worked out as it is read. Branches that are not taken may fail unseen."""

    def __init__(self, program: Program, sheet: str, text: str) -> None:
        self.program, self.sheet = program, sheet
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            assert found is not None, f"{text[at:]!r} in {text!r}"
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind]))
            at = found.end()
        self.at = 0

    def result(self) -> Any:
        work = self.expression(0)
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return work()

    def next(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def expression(self, tightness: int) -> Callable[[], Any]:
        if tightness == len(LOOSEST_FIRST):
            return self.single()
        left = self.expression(tightness + 1)
        while self.peek()[0] == "sign" and self.peek()[1] in LOOSEST_FIRST[tightness]:
            sign = self.next()[1]
            right = self.expression(tightness + 1)
            left = partial(apply, sign, left, right)
        return left

    def single(self) -> Callable[[], Any]:
        kind, text = self.next()
        if kind == "number":
            return lambda: float(text)
        if kind == "text":
            return lambda: text.replace('""', '"')
        if kind == "place":
            return lambda: self.program.place(self.sheet, text)
        if kind == "word" and self.peek() == ("sign", "("):
            return self.call(text)
        if kind == "word":
            return lambda: self.program.named(text)
        if text == "-":
            inner = self.single()
            return lambda: -number(inner())
        assert text == "(", text
        inner = self.expression(0)
        assert self.next()[1] == ")"
        return inner

    def call(self, name: str) -> Callable[[], Any]:
        self.next()
        given: list[Callable[[], Any]] = []
        while self.peek() != ("sign", ")"):
            given.append(self.expression(0))
            if self.peek() == ("sign", ","):
                self.next()
        self.next()
        if name == "IF":
            return lambda: given[1]() if truth(given[0]()) else given[2]()
        if name == "IFERROR":
            return lambda: attempt(given[0], given[1])
        function = FUNCTIONS[name]
        return lambda: function(*[part() for part in given])


def apply(sign: str, left: Callable[[], Any], right: Callable[[], Any]) -> Any:
    return combined(sign, left(), right())


def attempt(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    try:
        return first()
    except Fault:
        return second()


def truth(value: Any) -> bool:
    if isinstance(value, str):
        raise Fault
    return bool(value)


def number(value: Any) -> float:
    if value is None:
        return 0.0
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise Fault from None
    return float(value)


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return str(value)


def combined(sign: str, a: Any, b: Any) -> Any:
    if sign == "&":
        return text(a) + text(b)
    if sign in "+-*/":
        left, right = number(a), number(b)
        if sign == "/" and right == 0:
            raise Fault
        return (
            {"+": left + right, "-": left - right, "*": left * right}[sign] if sign != "/" else left / right
        )
    return compared(sign, rank(a, b), rank(b, a))


def rank(value: Any, other: Any) -> tuple[int, Any]:
    """Numbers come before text; an empty cell is what it is compared with."""
    if value is None:
        value = "" if isinstance(other, str) else 0.0
    return (1, value.casefold()) if isinstance(value, str) else (0, float(value))


def compared(sign: str, a: Any, b: Any) -> bool:
    answers = {"=": a == b, "<>": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}
    return answers[sign]


def numbers(values: tuple[Any, ...]) -> list[float]:
    """The numbers among values: in a range only what is a number counts."""
    found: list[float] = []
    for value in values:
        if isinstance(value, Area):
            found += [
                float(one)
                for one in value.flat()
                if isinstance(one, float | int) and not isinstance(one, bool)
            ]
        else:
            found.append(number(value))
    return found


def average(*values: Any) -> float:
    found = numbers(values)
    if not found:
        raise Fault
    return sum(found) / len(found)


def find(part: Any, whole: Any) -> float:
    at = text(whole).find(text(part))
    if at < 0:
        raise Fault
    return at + 1.0


def match(wanted: Any, area: Area, kind: float) -> float:
    assert kind == 0
    for at, value in enumerate(area.flat(), 1):
        if value is not None and rank(value, wanted) == rank(wanted, value):
            return float(at)
    raise Fault


def index(area: Area, row: float, column: float = 1) -> Any:
    return area[int(row) - 1][int(column) - 1]


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "AND": lambda *values: all(truth(value) for value in values),
    "OR": lambda *values: any(truth(value) for value in values),
    "LEN": lambda value: float(len(text(value))),
    "TRIM": lambda value: " ".join(part for part in text(value).split(" ") if part),
    "LOWER": lambda value: text(value).lower(),
    "LEFT": lambda value, count: text(value)[: int(count)],
    "MID": lambda value, start, count: text(value)[int(start) - 1 : int(start) - 1 + int(count)],
    "FIND": find,
    "INDEX": index,
    "MATCH": match,
    "COUNT": lambda *values: float(len(numbers(values))),
    "SUM": lambda *values: sum(numbers(values)),
    "AVERAGE": average,
    "MIN": lambda *values: min(numbers(values), default=0.0),
    "MAX": lambda *values: max(numbers(values), default=0.0),
    "ROUND": lambda value, digits: round(number(value), int(digits)),
    "COUNTIF": lambda area, wanted: float(
        sum(text(one).casefold() == wanted.casefold() for one in area.flat())
    ),
}
