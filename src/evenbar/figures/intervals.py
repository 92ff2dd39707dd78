"""Intervals: a row a person or a criterion, the estimate as a dot on its interval, and a line to hold it against.

Wide, a row is one line: name, interval, numbers. Narrow, the name and the numbers stand above the interval. What has
no estimate is a row with the reason in words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenbar.figures import lettering, scale
from evenbar.figures.drawing import NARROW, WIDE, Drawing, Tone, dot, group, line, plain, text
from evenbar.figures.figure import Figure, Table
from evenbar.figures.lettering import LINE, SMALL

NAMES, START = 176.0, 190.0  # in the wide layout: room for a name, and where the intervals begin
GAP = 16.0  # between columns
EDGE = 9.0  # room for a dot at the edge of the narrow layout


@dataclass(frozen=True)
class Row:
    """An estimate with its interval and the number of ratings behind it; or no estimate, and the note says why.

    ``wider`` is a second, wider interval, drawn thinner. ``tone`` marks a row beside its note, which says it in words.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    wider: tuple[float, float] | None = None
    note: str = ""
    tone: Tone = "plain"
    heading: str = ""  # a heading above this row, where a group of rows begins


@dataclass(frozen=True)
class Reference:
    """A line to hold estimates against, such as zero or the bar."""

    value: float
    label: str


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    reference: Reference | None
    signed: bool
    decimals: int
    heads: tuple[str, str, str, str]


@dataclass(frozen=True)
class _Columns:
    """Where the columns of the wide layout end, from what is written in them."""

    plot: float
    value: float
    between: float


def intervals(
    rows: Sequence[Row],
    *,
    title: str,
    description: str,
    names: str = "Name",
    values: str = "Estimate",
    interval: str = "95 %",
    wider: str = "",
    counted: str = "n",
    reference: Reference | None = None,
    signed: bool = False,
    decimals: int = 2,
    within: tuple[float, float] | None = None,
) -> Figure:
    """A figure of one row an estimate, in the order given.

    ``names``, ``values``, ``interval``, ``wider`` and ``counted`` are the heads of columns; ``within`` are limits that
    the axis holds at least, such as the ends of the scale. Raises ValueError for an estimate without interval, for an
    interval that does not hold its estimate, and for numbers that are not finite.
    """
    if not rows:
        raise ValueError("There is nothing to draw: no rows were given.")
    for row in rows:
        _check(row)
    ends = [end for row in rows for end in (row.low, row.high, *(row.wider or ()))]
    low, high = scale.limits([*ends, reference.value if reference else None], within=within)
    axis = _Axis(low, high, reference, signed, decimals, (names, values, interval, counted))
    table = _table(rows, axis, wider)
    return Figure(title, description, _wide(rows, axis), _narrow(rows, axis), table)


def _check(row: Row) -> None:
    what = f"The estimate of {plain(row.name) or 'a row without a name'}"
    for number in (row.value, row.low, row.high, *(row.wider or ())):
        scale.finite(number, what)
    if row.value is None:
        if not row.note:
            raise ValueError(f"{what} is missing, and no note says why.")
        return
    if row.low is None or row.high is None:
        raise ValueError(f"{what} has no interval; an estimate is never shown without one.")
    if not row.low <= row.value <= row.high:
        raise ValueError(f"{what} lies outside its own interval.")


def _table(rows: Sequence[Row], axis: _Axis, wider: str) -> Table:
    names, values, interval, counted = axis.heads
    grouped, noted = any(row.heading for row in rows), any(row.note for row in rows)
    heads = [names, values, f"{interval}, low", f"{interval}, high"]
    heads += [f"{wider}, low", f"{wider}, high"] if wider else []
    heads += [counted] + (["Note"] if noted else [])
    body, heading = [], ""
    for row in rows:
        heading = row.heading or heading
        numbers = [row.value, row.low, row.high, *((row.wider or (None, None)) if wider else ())]
        cells = [scale.told(number, axis.decimals, signed=axis.signed) for number in numbers]
        name = f"{heading}: {row.name}" if grouped else row.name
        body.append((name, *cells, f"{row.n:,}", *([row.note] if noted else [])))
    return Table(tuple(heads), tuple(body), frozenset(range(1, len(heads) - noted)))


def _wide(rows: Sequence[Row], axis: _Axis) -> Drawing:
    columns = _columns(rows, axis)
    place = scale.Scale(axis.low, axis.high, START, columns.plot)
    top = 40.0 if axis.reference else 24.0
    pieces, y = [], top
    for row in rows:
        if row.heading:
            pieces.append(text(0, y + 20, lettering.cut(row.heading, WIDE), look="heading", full=row.heading))
            y += 28
        drawn, high = _wide_row(row, axis, place, y, columns)
        pieces.append(drawn)
        y += high
    heads = _wide_heads(axis, columns)
    return Drawing(WIDE, y + 26, (*heads, *_ruled(axis, place, top=top - 4, foot=y + 2, most=6), *pieces))


def _columns(rows: Sequence[Row], axis: _Axis) -> _Columns:
    known = [row for row in rows if row.value is not None]

    def room(words: Iterator[str], size: float, *, head: float) -> float:
        return max([head, *(lettering.width(one, size) for one in words)])

    counts = room((f"{row.n:,}" for row in rows), SMALL, head=52)
    betweens = room((_between(row, axis) for row in known), SMALL, head=60)
    values = room((_value(row, axis) for row in known), lettering.BODY, head=52)
    between = WIDE - counts - GAP
    value = between - betweens - GAP
    return _Columns(value - values - GAP, value, between)


def _wide_heads(axis: _Axis, columns: _Columns) -> Iterator[str]:
    names, values, interval, counted = axis.heads
    room = columns.between - columns.value - GAP
    yield text(0, 12, lettering.cut(names, NAMES, SMALL), look="small", full=names)
    told = lettering.cut(values, columns.value - columns.plot - 4, SMALL)
    yield text(columns.value, 12, told, anchor="end", look="small", full=values)
    yield text(
        columns.between, 12, lettering.cut(interval, room, SMALL), anchor="end", look="small", full=interval
    )
    room = WIDE - columns.between - GAP
    yield text(WIDE, 12, lettering.cut(counted, room, SMALL), anchor="end", look="small", full=counted)


def _wide_row(row: Row, axis: _Axis, place: scale.Scale, y: float, columns: _Columns) -> tuple[str, float]:
    """A row on one line, and how high it is; a name of two lines or a note without room makes it higher."""
    named = lettering.lines(row.name, NAMES)
    middle = y + 14
    pieces = [text(0, middle + 5 + at * LINE, part, full=row.name) for at, part in enumerate(named)]
    high = 28 + (len(named) - 1) * LINE
    if row.value is not None:
        pieces += _mark(row, place, middle)
        pieces.append(text(columns.value, middle + 5, _value(row, axis), anchor="end", look="value"))
        pieces.append(text(columns.between, middle + 5, _between(row, axis), anchor="end", look="small"))
    pieces.append(text(WIDE, middle + 5, f"{row.n:,}", anchor="end", look="small"))
    if row.note:
        drawn, below = _wide_note(row, place, middle)
        pieces.append(drawn)
        high = max(high, 28 + LINE) if below else high
    return group(*pieces, look=f"row {row.tone}"), high


def _wide_note(row: Row, place: scale.Scale, middle: float) -> tuple[str, bool]:
    """The note behind the interval, or before it, or below where it fits neither; and whether it is below."""
    wide, look = lettering.width(row.note, SMALL), f"small note {row.tone}"
    if row.value is None:
        told = lettering.cut(row.note, place.end - place.start, SMALL)
        return text(place.start, middle + 4, told, look=look, full=row.note), False
    low, high = _ends(row)
    if place(high) + 12 + wide <= place.end:
        return text(place(high) + 12, middle + 4, row.note, look=look), False
    if place(low) - 12 - wide >= place.start:
        return text(place(low) - 12, middle + 4, row.note, anchor="end", look=look), False
    told = lettering.cut(row.note, WIDE - place.start, SMALL)
    return text(place.start, middle + 4 + LINE, told, look=look, full=row.note), True


def _narrow(rows: Sequence[Row], axis: _Axis) -> Drawing:
    place = scale.Scale(axis.low, axis.high, EDGE, NARROW - EDGE)
    _, values, interval, counted = axis.heads
    heads = f"{values}, {interval}, {counted}"
    top = 40.0 if axis.reference else 24.0
    pieces, y = [text(NARROW, 12, lettering.cut(heads, NARROW, SMALL), anchor="end", look="small")], top
    for row in rows:
        if row.heading:
            for part in lettering.lines(row.heading, NARROW):
                pieces.append(text(0, y + 18, part, look="heading", full=row.heading))
                y += 21
            y += 4
        drawn, high = _narrow_row(row, axis, place, y)
        pieces.append(drawn)
        y += high
    return Drawing(NARROW, y + 24, (*_ruled(axis, place, top=top - 4, foot=y, most=5), *pieces))


def _narrow_row(row: Row, axis: _Axis, place: scale.Scale, y: float) -> tuple[str, float]:
    """Name and numbers on a line, the interval under it, then the note."""
    numbers = f"n {row.n:,}"
    if row.value is not None:
        numbers = f"{_value(row, axis)}, {_between(row, axis)}, {numbers}"
    beside = NARROW - lettering.width(numbers, SMALL) - 10
    named = lettering.lines(row.name, beside)
    pieces = [text(0, y + 16 + at * LINE, part, full=row.name) for at, part in enumerate(named)]
    pieces.append(text(NARROW, y + 16, numbers, anchor="end", look="small"))
    y_mark, high = y + 13 + len(named) * LINE, 6 + len(named) * LINE
    if row.value is not None:
        pieces += _mark(row, place, y_mark)
        high += 20
    for part in lettering.lines(row.note, NARROW, most=3, size=SMALL) if row.note else ():
        pieces.append(text(0, y + high + 10, part, look=f"small note {row.tone}", full=row.note))
        high += 16
    return group(*pieces, look=f"row {row.tone}"), high + 4


def _ends(row: Row) -> tuple[float, float]:
    """The lowest and the highest that is drawn of a row that has an estimate."""
    known = [end for end in (row.low, row.high, *(row.wider or ())) if end is not None]
    return min(known), max(known)


def _mark(row: Row, place: scale.Scale, y: float) -> Iterator[str]:
    if row.value is None or row.low is None or row.high is None:
        return
    if row.wider is not None:
        yield line(place(row.wider[0]), y, place(row.wider[1]), y, look="wider")
    yield line(place(row.low), y, place(row.high), y, look="interval")
    yield dot(place(row.value), y, 5.5, look="estimate")


def _ruled(axis: _Axis, place: scale.Scale, *, top: float, foot: float, most: int) -> Iterator[str]:
    """Thin lines at round numbers with the numbers under them, and the reference with its label above."""
    for mark, words in scale.labelled(place, most=most, signed=axis.signed):
        yield line(place(mark), top, place(mark), foot, look="rule")
        half = lettering.width(words, SMALL) / 2
        at = min(max(place(mark), place.start - EDGE + half), place.end + EDGE - half)
        yield text(at, foot + 17, words, anchor="middle", look="small")
    if axis.reference is not None:
        at = place(axis.reference.value)
        label = lettering.cut(axis.reference.label, place.end - place.start, SMALL)
        half = lettering.width(label, SMALL) / 2
        middle = min(max(at, place.start - EDGE + half), place.end + EDGE - half)
        yield line(at, top, at, foot, look="reference")
        yield text(
            middle, top - 6, label, anchor="middle", look="small reference-label", full=axis.reference.label
        )


def _value(row: Row, axis: _Axis) -> str:
    return scale.told(row.value, axis.decimals, signed=axis.signed)


def _between(row: Row, axis: _Axis) -> str:
    low, high = (scale.told(end, axis.decimals, signed=axis.signed) for end in (row.low, row.high))
    return f"{low} to {high}"
