"""Curves: how something changes along a number, each curve in its band, told apart by dashes and marks too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenbar.figures import lettering, scale
from evenbar.figures.drawing import NARROW, WIDE, Drawing, box, dot, group, line, path, plain, text
from evenbar.figures.figure import Figure, Table
from evenbar.figures.intervals import Reference
from evenbar.figures.lettering import SMALL

MOST = 4  # curves in one figure: as many as dashes and marks tell apart


@dataclass(frozen=True)
class Point:
    """An estimate at a place along the axis, with its interval."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """Points from left to right, and the number of ratings or candidates that they rest on."""

    name: str
    points: tuple[Point, ...]
    n: int


@dataclass(frozen=True)
class _Axes:
    across: tuple[float, float]
    up: tuple[float, float]
    x: str
    y: str
    decimals: int
    level: Reference | None
    now: Reference | None


def curves(
    drawn: Sequence[Curve],
    *,
    title: str,
    description: str,
    x: str,
    y: str,
    interval: str = "95 %",
    counted: str = "n",
    decimals: int = 2,
    within: tuple[float, float] | None = None,
    level: Reference | None = None,
    now: Reference | None = None,
) -> Figure:
    """A figure of up to four curves with bands.

    ``level`` is a height to hold them against, ``now`` a place along the axis, such as what is done today.
    Raises ValueError where there is nothing to draw, too much, or a band that does not hold its curve.
    """
    _check(drawn)
    points = [point for curve in drawn for point in curve.points]
    ends = [end for point in points for end in (point.low, point.high)]
    up = scale.limits([*ends, level.value if level else None], within=within)
    places = [*(point.x for point in points), *([now.value] if now else [])]
    across = (min(places), max(places)) if max(places) > min(places) else (places[0] - 0.5, places[0] + 0.5)
    axes = _Axes(across, up, x, y, decimals, level, now)
    heads = ("Curve", x, y, f"{interval}, low", f"{interval}, high", counted)
    rows = tuple(
        (
            curve.name,
            f"{point.x:g}",
            *(scale.told(v, decimals) for v in (point.y, point.low, point.high)),
            f"{curve.n:,}",
        )
        for curve in drawn
        for point in curve.points
    )
    table = Table(heads, rows, frozenset(range(1, 6)))
    wide, narrow = _drawing(drawn, axes, WIDE, 300, counted), _drawing(drawn, axes, NARROW, 230, counted)
    return Figure(title, description, wide, narrow, table)


def _check(drawn: Sequence[Curve]) -> None:
    if not 1 <= len(drawn) <= MOST or not all(curve.points for curve in drawn):
        raise ValueError(f"A figure holds one to {MOST} curves, each with a point at least.")
    for curve in drawn:
        what = f"A point of {plain(curve.name)}"
        for point in curve.points:
            for value in (point.x, point.y, point.low, point.high):
                scale.finite(value, what)
            if not point.low <= point.y <= point.high:
                raise ValueError(f"{what} lies outside its own band.")
        if [point.x for point in curve.points] != sorted({point.x for point in curve.points}):
            raise ValueError(f"The points of {plain(curve.name)} do not run from left to right.")


def _drawing(drawn: Sequence[Curve], axes: _Axes, width: float, high: float, counted: str) -> Drawing:
    legend, top = _legend(drawn, width, counted)
    top += 34
    left = 12 + max(lettering.width(words, SMALL) for _, words in _heights(axes))
    across = scale.Scale(*axes.across, left + 10, width - 14)
    up = scale.Scale(*axes.up, top + high, top)
    pieces = [*legend, text(0, top - 12, lettering.cut(axes.y, width, SMALL), look="small", full=axes.y)]
    pieces += _ruled(axes, across, up, left=left, width=width)
    for at, curve in enumerate(drawn):
        pieces.append(group(*_curve(curve, across, up, at), look=f"curve curve-{at + 1}"))
    return Drawing(width, top + high + 46, tuple(pieces))


def _legend(drawn: Sequence[Curve], width: float, counted: str) -> tuple[list[str], float]:
    """A line a curve: how it is drawn, its name, and what it rests on."""
    pieces, y = [], 0.0
    for at, curve in enumerate(drawn):
        words = f"{curve.name}, n {curve.n:,}" if counted == "n" else f"{curve.name}, {curve.n:,} {counted}"
        for part_at, part in enumerate(lettering.lines(words, width - 46, size=SMALL)):
            y += 18
            if part_at == 0:
                sample = [path([(2, y - 4), (34, y - 4)], look="along"), _mark(18, y - 4, at)]
                pieces.append(group(*sample, look=f"curve curve-{at + 1}"))
            pieces.append(text(44, y, part, look="small", full=words))
    return pieces, y


def _heights(axes: _Axes) -> list[tuple[float, str]]:
    marks = scale.ticks(*axes.up, most=6)
    return [(mark, scale.mark_told(mark, scale.places(marks))) for mark in marks]


def _ruled(axes: _Axes, across: scale.Scale, up: scale.Scale, *, left: float, width: float) -> Iterator[str]:
    foot = up.start
    for mark, words in _heights(axes):
        yield line(left, up(mark), width, up(mark), look="rule")
        yield text(left - 6, up(mark) + 4, words, anchor="end", look="small")
    marks = scale.labelled(across, most=10 if width > NARROW else 6)
    for mark, words in [one for one in marks if one[0].is_integer()] or marks:
        yield line(across(mark), foot, across(mark), foot + 5, look="axis")
        yield text(across(mark), foot + 19, words, anchor="middle", look="small")
    yield line(left, foot, width, foot, look="axis")
    yield text(width, foot + 38, lettering.cut(axes.x, width, SMALL), anchor="end", look="small", full=axes.x)
    if axes.level is not None:
        yield line(left, up(axes.level.value), width, up(axes.level.value), look="reference")
        told = lettering.cut(axes.level.label, width - left - 8, SMALL)
        yield text(left + 6, up(axes.level.value) - 6, told, look="small reference-label")
    if axes.now is not None:
        at = across(axes.now.value)
        yield line(at, up.end, at, foot, look="reference")
        half = lettering.width(axes.now.label, SMALL) / 2
        yield text(
            min(max(at, left + half), width - half),
            foot - 8,
            lettering.cut(axes.now.label, width - left, SMALL),
            anchor="middle",
            look="small reference-label",
        )


def _curve(curve: Curve, across: scale.Scale, up: scale.Scale, at: int) -> Iterator[str]:
    points = curve.points
    if len(points) > 1:
        lows = [(across(point.x), up(point.low)) for point in points]
        highs = [(across(point.x), up(point.high)) for point in reversed(points)]
        yield path([*lows, *highs], look="band", closed=True)
        yield path([(across(point.x), up(point.y)) for point in points], look="along")
    for point in points:
        if len(points) == 1:
            yield line(across(point.x), up(point.low), across(point.x), up(point.high), look="interval")
        if len(points) <= 20:
            yield _mark(across(point.x), up(point.y), at)


def _mark(x: float, y: float, at: int) -> str:
    """A mark of its own for each curve: dot, square, triangle, diamond."""
    if at == 0:
        return dot(x, y, 4, look="mark")
    if at == 1:
        return box(x - 3.5, y - 3.5, 7, 7, look="mark")
    points = [(x, y - 5), (x + 4.5, y + 3.5), (x - 4.5, y + 3.5)]
    if at == 3:
        points = [(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)]
    return path(points, look="mark", closed=True)
