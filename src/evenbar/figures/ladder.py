"""Ladder: candidates, interviewers and criteria on one upright scale, each group a column, the highest on top.

Wide, labels are pushed apart where dots are close, and a thin line leads from each dot to its label. Narrow, three
columns of names would be illegible, so the same estimates lie in rows on one level scale.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evenbar.figures import lettering, scale
from evenbar.figures.drawing import WIDE, Drawing, dot, group, line, path, text
from evenbar.figures.figure import Figure
from evenbar.figures.intervals import Reference, Row, intervals
from evenbar.figures.lettering import LINE, SMALL

LANES, LANE, TOP = 5, 9.0, 52.0
LABELLED = 60  # above this, only the ends of a column are labelled, and the table has them all
ENDS = 10


@dataclass(frozen=True)
class Column:
    """A group on the ladder. ``upwards`` says what higher means for it: abler, harder to please, more difficult."""

    name: str
    upwards: str
    rungs: tuple[Row, ...]


def ladder(
    columns: Sequence[Column],
    *,
    title: str,
    description: str,
    values: str = "Logits",
    interval: str = "95 %",
    signed: bool = True,
    decimals: int = 2,
    reference: Reference | None = None,
) -> Figure:
    """A figure of up to four groups on one scale. Raises ValueError as ``intervals`` does."""
    if not 1 <= len(columns) <= 4:
        raise ValueError("A ladder has one to four columns.")

    def listed(rungs: Sequence[Sequence[Row]]) -> Figure:
        rows = [
            replace(rung, heading=_heading(column) if at == 0 else "")
            for column, kept in zip(columns, rungs, strict=True)
            for at, rung in enumerate(kept)
        ]
        return intervals(
            rows,
            title=title,
            description=description,
            values=values,
            interval=interval,
            reference=reference,
            signed=signed,
            decimals=decimals,
        )

    sorted_rungs = [_downwards(column.rungs) for column in columns]
    everything, short = listed(sorted_rungs), listed([_ends(rungs) for rungs in sorted_rungs])
    drawing = _wide(columns, sorted_rungs, signed=signed, reference=reference)
    return Figure(title, description, drawing, short.narrow, everything.table)


def _heading(column: Column) -> str:
    return f"{column.name} ({column.upwards})" if column.upwards else column.name


def _downwards(rungs: Sequence[Row]) -> list[Row]:
    """The highest first; those without an estimate last."""
    return sorted(rungs, key=lambda rung: (rung.value is None, -(rung.value or 0.0), rung.name))


def _ends(rungs: list[Row]) -> list[Row]:
    """All rungs, or the ends of too many with a row between that says how many are left out."""
    if len(rungs) <= LABELLED:
        return rungs
    left_out = f"{len(rungs) - 2 * ENDS} between are in the table."
    total = sum(rung.n for rung in rungs[ENDS:-ENDS])
    return [*rungs[:ENDS], Row("…", None, None, None, total, note=left_out), *rungs[-ENDS:]]


def _wide(
    columns: Sequence[Column], rungs: list[list[Row]], *, signed: bool, reference: Reference | None
) -> Drawing:
    placed = [[rung for rung in column if rung.value is not None] for column in rungs]
    ends = [end for column in placed for rung in column for end in (rung.low, rung.high)]
    low, high = scale.limits([*ends, reference.value if reference else None])
    longest = max(min(len(column), 2 * ENDS + 1 if len(column) > LABELLED else LABELLED) for column in placed)
    foot = TOP + max(300.0, longest * LINE + 10)
    place = scale.Scale(low, high, foot, TOP)
    marks = scale.ticks(low, high, most=8)
    ticks = [(mark, scale.mark_told(mark, scale.places(marks), signed=signed)) for mark in marks]
    axis = 12 + max([32.0, *(lettering.width(words, SMALL) for _, words in ticks)])
    share = (WIDE - axis) / len(columns)
    pieces = list(_ruled(ticks, place, axis, reference))
    below = foot
    for at, (column, standing) in enumerate(zip(columns, placed, strict=True)):
        left = axis + at * share
        pieces += _head(column, left, share)
        pieces += _column(standing, left, share, place)
        missing = [rung for rung in column.rungs if rung.value is None]
        for line_at, rung in enumerate(missing[:6]):
            words = (
                f"{rung.name}: {rung.note}"
                if line_at < 5
                else f"and {len(missing) - 5} more without estimate"
            )
            told = lettering.cut(words, share - 12, SMALL)
            below = max(below, foot + 18 + line_at * 16)
            pieces.append(text(left, foot + 18 + line_at * 16, told, look="small", full=words))
    return Drawing(WIDE, below + 14, tuple(pieces))


def _head(column: Column, left: float, share: float) -> Iterator[str]:
    yield text(left, 14, lettering.cut(column.name, share - 12), look="heading", full=column.name)
    upwards = f"↑ {column.upwards}" if column.upwards else ""
    yield text(left, 32, lettering.cut(upwards, share - 12, SMALL), look="small", full=upwards)


def _ruled(
    ticks: Sequence[tuple[float, str]], place: scale.Scale, axis: float, reference: Reference | None
) -> Iterator[str]:
    for mark, words in ticks:
        yield line(axis - 8, place(mark), WIDE, place(mark), look="rule")
        yield text(axis - 12, place(mark) + 4, words, anchor="end", look="small")
    if reference is not None:
        y = place(reference.value)
        yield line(axis - 8, y, WIDE, y, look="reference")
        label = lettering.cut(reference.label, 60, SMALL)
        yield text(WIDE, y - 6, label, anchor="end", look="small reference-label", full=reference.label)


def _column(standing: list[Row], left: float, share: float, place: scale.Scale) -> Iterator[str]:
    """Dots in lanes, so that neighbours' intervals do not lie on one another, and the labels beside them."""
    labelled = set(range(len(standing)))
    if len(standing) > LABELLED:
        labelled = set(range(ENDS)) | set(range(len(standing) - ENDS, len(standing)))
    order = sorted(labelled)
    wanted = [place(standing[at].value or 0.0) for at in order]
    spots = dict(zip(order, apart(wanted, gap=LINE, top=TOP, foot=place.start), strict=True))
    room = share - (LANES * LANE + 34)
    for at, rung in enumerate(standing):
        if rung.value is None or rung.low is None or rung.high is None:
            continue
        x, y = left + 6 + (at % LANES) * LANE, place(rung.value)
        pieces = [line(x, place(rung.low), x, place(rung.high), look="wider")]
        if at in spots:
            label = left + LANES * LANE + 22
            pieces.append(path([(x, y), (label - 16, y), (label - 3, spots[at])], look="leader"))
            name, full = lettering.cut(rung.name, room, SMALL), f"{rung.name}, n {rung.n:,}"
            pieces.append(text(label, spots[at] + 4, name, look="small name", full=full))
        pieces.append(dot(x, y, 4.5, look="estimate"))
        yield group(*pieces, look=f"row {rung.tone}")


def apart(wanted: Sequence[float], *, gap: float, top: float, foot: float) -> list[float]:
    """Places in the same order, at least a gap from one another, with the least squared distance to the wanted ones.

    Neighbours that are too close become a block around the mean of what they wanted, and blocks that meet are joined.
    """
    blocks: list[tuple[float, int]] = []  # (sum of wanted first places, members)
    for at, spot in enumerate(wanted):
        blocks.append((spot - at * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            (total, count), (before, members) = blocks.pop(), blocks.pop()
            blocks.append((before + total, members + count))
    firsts = [total / count for total, count in blocks for _ in range(count)]
    last = foot - gap * (len(firsts) - 1)
    return [min(max(first, top), last) + at * gap for at, first in enumerate(firsts)]
