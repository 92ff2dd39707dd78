"""What the page of reliability shows of an answer: how reliable scores are, and what another panel would give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenbar.figures.curves import Curve, Point, curves
from evenbar.figures.figure import Markup, markup
from evenbar.figures.intervals import Reference
from evenbar.measure import readings
from evenbar.panel.insight import wording
from evenbar.panel.insight.shown import Head
from evenbar.panel.insight.wording import Value

LACKING = {
    "too-few": "Not enough: {twice} of {candidates} candidates were rated by two interviewers or more; 10 would be.",
    "too-sparse": "Not enough: interviewers and candidates cannot be told apart in so few shared interviews; more"
    " candidates who meet two interviewers would be.",
}
PARTS = {
    "p": ("Candidates", "how much candidates differ: what the interviews are for"),
    "r": ("Interviewers", "how much harder one interviewer rates than another"),
    "pr": ("The two together, and chance", "what one interviewer saw in one candidate and another did not"),
    "r:p": (
        "Interviewers and chance",
        "how much interviewers of the same candidate differ, for whatever reason",
    ),
}


@dataclass(frozen=True)
class Part:
    """One part of a rating: its share of the whole, its variance with interval, and what it means."""

    name: str
    means: str
    share: str
    variance: str
    interval: str


@dataclass(frozen=True)
class Panel:
    """A panel that might be, in words."""

    interviewers: int
    ranking: str
    band: str
    cut: str
    cut_band: str
    hours: str
    as_here: bool


@dataclass(frozen=True)
class Page:
    """Everything on the page; `lacking` says why there is nothing more."""

    lacking: str
    heads: tuple[Head, ...] = ()
    reading: str = ""
    parts: tuple[Part, ...] = ()
    panels: tuple[Panel, ...] = ()
    curve: Markup | None = None
    notes: tuple[str, ...] = ()


def page_of(value: Value) -> Page:
    """The page of an answer."""
    notes = tuple(value.get("restricted", ()))
    if value.get("lacking"):
        return Page(LACKING[value["lacking"]].format(**value), notes=notes)
    options = value["options"]
    possible = [readings.Possible(one["interviewers"], one["ranking"], one["low"]) for one in options]
    return Page(
        lacking="",
        heads=_heads(value),
        reading=readings.enough(possible, value["ranking"]["n"]),
        parts=tuple(_parts(value["variance"])),
        panels=tuple(_panel(one, value["met"]) for one in options),
        curve=_curve(value),
        notes=notes,
    )


def _curve(value: Value) -> Markup | None:
    """Both reliabilities by the number of interviewers, in their bands."""
    ways = (("For ranking", ("ranking", "low", "high")), ("Against a bar", ("cut", "cut_low", "cut_high")))
    drawn = [
        Curve(name, tuple(points), value["ranking"]["n"])
        for name, keys in ways
        if (points := list(_points(value["options"], keys)))
    ]
    if not drawn:
        return None
    figure = curves(
        drawn,
        title="Reliability by the number of interviewers",
        description="How reliable mean ratings would be with so many interviewers a candidate, with 95 % bands."
        f" Each interviewer spends about {value['hours']:.1f} hours on a candidate.",
        x="Interviewers a candidate",
        y="Reliability",
        counted="candidates",
        within=(0.0, 1.0),
        level=Reference(readings.ENOUGH, f"{readings.ENOUGH:.2f}"),
        now=None if value["met"] is None else Reference(value["met"], "as here"),
    )
    return markup(figure, titled=False)


def _points(options: Sequence[Value], keys: tuple[str, str, str]) -> Iterator[Point]:
    """The points of a curve; where the estimate lies outside its simulated band, the band reaches as far as it."""
    for one in options:
        y, low, high = (one[key] for key in keys)
        if y is not None and low is not None and high is not None:
            yield Point(one["interviewers"], y, min(low, y), max(high, y))


def _heads(value: Value) -> tuple[Head, ...]:
    met = value["met"]
    each = f"with {met:.3g} interviewers a candidate, as here"
    return (
        _head(value["ranking"], f"reliability for ranking, {each}", "ranking"),
        _head(value["cut"], f"reliability against a bar, {each}", "cut"),
        _head(value["sem"], "standard error of a mean rating", "sem", unit=" levels"),
        Head(
            f"{value['hours']:.1f} hours",
            "of one interviewer for one candidate",
            "interview and writing",
            "hours",
        ),
    )


def _head(found: Value, what: str, anchor: str, *, unit: str = "") -> Head:
    if found["value"] is None or found["low"] is None:
        return Head("–", what, "All ratings are the same, so nothing can be told apart.", anchor)
    rests = f"{wording.SURE}: {wording.between(found)}; {wording.count(found['n'], 'candidate')}"
    return Head(f"{found['value']:.2f}{unit}", what, rests, anchor)


def _parts(variance: dict[str, Value]) -> list[Part]:
    """The parts of a rating; one that comes out below zero counts as nothing, and is shown as it came out."""
    total = sum(max(part["value"] or 0.0, 0.0) for part in variance.values())
    found = []
    for name, part in variance.items():
        label, means = PARTS[name]
        value = part["value"] or 0.0
        share = wording.share(max(value, 0.0) / total) if total > 0.0 else "–"
        between = "–" if part["low"] is None else wording.between(part)
        found.append(Part(label, means, share, f"{value:.2f}", between))
    return found


def _panel(one: Value, met: float | None) -> Panel:
    def told(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    def band(low: float | None, high: float | None) -> str:
        return "–" if low is None or high is None else f"{low:.2f} to {high:.2f}"

    return Panel(
        interviewers=one["interviewers"],
        ranking=told(one["ranking"]),
        band=band(one["low"], one["high"]),
        cut=told(one["cut"]),
        cut_band=band(one["cut_low"], one["cut_high"]),
        hours=f"{one['hours']:.1f}",
        as_here=met is not None and round(met) == one["interviewers"],
    )
