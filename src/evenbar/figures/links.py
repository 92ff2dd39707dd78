"""Link graph: interviewers on the left, candidates on the right, a line where one rated the other.

Parts that share nobody are boxes of their own, since estimates cannot be compared across them. Hundreds of names
would be a thicket, so from there on a part is one row with its counts.
"""

from collections.abc import Iterator, Sequence

from evenbar.figures import lettering
from evenbar.figures.drawing import NARROW, WIDE, Drawing, box, dot, group, line, text
from evenbar.figures.figure import Figure, Table
from evenbar.figures.lettering import LINE, SMALL
from evenbar.figures.linkage import Part, parts

MOST_CANDIDATES, MOST_INTERVIEWERS, MOST_LINKS, MOST_PARTS = 80, 40, 800, 24
PAD = 10.0


def links(rated: Sequence[tuple[str, str, int]], *, title: str, description: str) -> Figure:
    """A figure of who rated whom: (candidate, interviewer, ratings). Raises ValueError where nobody rated anybody."""
    if not rated or any(count < 1 for _, _, count in rated):
        raise ValueError("A link is a candidate, an interviewer, and one rating at least.")
    found = parts(rated)
    if legible(found):
        wide, narrow = _graph(found, WIDE), _graph(found, NARROW)
        return Figure(title, description, wide, narrow, _by_interviewer(found))
    return Figure(title, description, _summary(found, WIDE), _summary(found, NARROW), _by_part(found))


def legible(found: Sequence[Part]) -> bool:
    """Whether every name can be drawn, or only the parts."""
    return (
        len(found) <= MOST_PARTS
        and sum(len(part.candidates) for part in found) <= MOST_CANDIDATES
        and sum(len(part.interviewers) for part in found) <= MOST_INTERVIEWERS
        and sum(len(part.links) for part in found) <= MOST_LINKS
    )


def _by_interviewer(found: Sequence[Part]) -> Table:
    rows = []
    for at, part in enumerate(found, start=1):
        for interviewer in sorted(part.interviewers):
            met = [(candidate, count) for candidate, who, count in part.links if who == interviewer]
            names = ", ".join(candidate for candidate, _ in met)
            rows.append((interviewer, f"{at}", f"{len(met)}", f"{sum(count for _, count in met):,}", names))
    return Table(("Interviewer", "Part", "Candidates", "Ratings", "Rated"), tuple(rows), frozenset({1, 2, 3}))


def _by_part(found: Sequence[Part]) -> Table:
    rows = tuple(
        (f"Part {at}", f"{len(part.interviewers):,}", f"{len(part.candidates):,}", f"{part.ratings:,}")
        for at, part in enumerate(found, start=1)
    )
    return Table(("Part", "Interviewers", "Candidates", "Ratings"), rows, frozenset({1, 2, 3}))


def _told(part: Part, at: int, many: bool) -> str:
    counts = f"{_counted(part.interviewers, 'interviewer')}, {_counted(part.candidates, 'candidate')}"
    return f"Part {at}: {counts}" if many else f"One part: {counts}"


def _counted(names: Sequence[str], noun: str) -> str:
    return f"{len(names):,} {noun}{'' if len(names) == 1 else 's'}"


def _graph(found: Sequence[Part], width: float) -> Drawing:
    pieces, y = [], 0.0
    for at, part in enumerate(found, start=1):
        high = max(len(part.candidates) * LINE, len(part.interviewers) * LINE) + 40
        pieces.append(box(0.5, y + 0.5, width - 1, high - 1, look="part", round_by=6))
        pieces.append(text(PAD, y + 20, _told(part, at, len(found) > 1), look="small"))
        pieces.append(group(*_part(part, y + 32, high - 40, width)))
        y += high + 12
    return Drawing(width, y - 12, tuple(pieces))


def _part(part: Part, top: float, high: float, width: float) -> Iterator[str]:
    left, right = 0.34 * width, 0.66 * width
    asks = dict(zip(part.interviewers, _spread(len(part.interviewers), top, high), strict=True))
    asked = dict(zip(part.candidates, _spread(len(part.candidates), top, high), strict=True))
    for candidate, interviewer, count in part.links:
        full = f"{interviewer} rated {candidate}: {count:,} {'rating' if count == 1 else 'ratings'}"
        yield group(line(left, asks[interviewer], right, asked[candidate], look="link"), full=full)
    for name, y in asks.items():
        yield dot(left, y, 4, look="interviewer")
        yield text(
            left - 9,
            y + 4,
            lettering.cut(name, left - 9 - PAD, SMALL),
            anchor="end",
            look="small name",
            full=name,
        )
    for name, y in asked.items():
        yield dot(right, y, 3, look="candidate")
        yield text(right + 9, y + 4, lettering.cut(name, left - 9 - PAD, SMALL), look="small name", full=name)


def _spread(count: int, top: float, high: float) -> list[float]:
    """Places for so many names, evenly over a height."""
    return [top + high * (at + 0.5) / count for at in range(count)]


def _summary(found: Sequence[Part], width: float) -> Drawing:
    """A row a part with a bar for its ratings; the smallest of very many parts are one line together."""
    most = max(part.ratings for part in found)
    pieces, y = [], 0.0
    for at, part in enumerate(found[:MOST_PARTS], start=1):
        words = f"{_told(part, at, len(found) > 1)}, {part.ratings:,} ratings"
        for told in lettering.lines(words, width):
            pieces.append(text(0, y + 16, told, full=words))
            y += LINE
        pieces.append(box(0, y + 6, max(2.0, width * part.ratings / most), 8, look="amount", round_by=2))
        y += 24
    rest = found[MOST_PARTS:]
    if rest:
        names = sum(len(part.candidates) for part in rest)
        pieces.append(
            text(0, y + 16, f"and {len(rest):,} smaller parts with {names:,} candidates", look="small")
        )
        y += 24
    return Drawing(width, y, tuple(pieces))
