"""The report of ``evenbar measure generalizability``: what a rating is made of, and how many would be enough."""

from collections.abc import Mapping, Sequence
from typing import Any

from evenbar.connect.report.agreement import row
from evenbar.connect.report.page import Report, Section, Seen
from evenbar.figures.curves import MOST, Curve, Point, curves
from evenbar.figures.figure import Table
from evenbar.figures.intervals import Reference, intervals
from evenbar.figures.scale import told

TITLE = "How reliable scores are, and how many interviewers would be enough"
WORDS = {"p": "candidate", "r": "interviewer", "i": "criterion"}
ENOUGH = 10  # candidates from which a decision study is drawn
TERMS = (
    ("Components", "The variance of one rating, split by the expected mean squares of the design (Henderson's first"
     " method where ratings are missing). Negative ones are shown; they are estimates near zero."),
    ("Reliability for ranking", "Generalizability: of the differences between candidates' scores, the share that would"
     " stay with another panel of the same size. Negative components count as zero."),
    ("Band", "95 % of what the reliability may be, as uncertain as the components are."),
)  # fmt: skip
LIMITS = (
    "What another kind of interviewer or question would bring: the study knows these only.",
    "That the scores are about the right thing. Reliable scores can measure the wrong thing well.",
    "Finalists are alike, so their reliability is lower than that of all who applied.",
)


def report(answer: Mapping[str, Any], seen: Seen) -> Report:  # noqa: ARG001 - all reports have one shape
    """The report of an answer."""
    return Report(TITLE, (_components(answer), *_study(answer)), TERMS, LIMITS)


def _meaning(name: str) -> str:
    inner, _, outer = name.partition(":")
    words = " by ".join(WORDS[letter] for letter in inner)
    return f"{words} in {WORDS[outer]}" if outer else words


def _components(answer: Mapping[str, Any]) -> Section:
    n = answer["n"]["ratings"]
    rows = [row(f"{name}: {_meaning(name)}", one, n) for name, one in answer["variance"].items()]
    figure = intervals(
        rows,
        title=f"What a rating is made of ({answer['design']})",
        description="Variance components in squared levels, with 95 % intervals.",
        names="Component",
        values="Variance",
        counted="ratings",
        decimals=3,
        reference=Reference(0.0, "0"),
    )
    told_ = "The more of a rating is the candidate, the better; the last component holds chance too."
    return Section("What a rating is made of", (told_,), figure)


def _study(answer: Mapping[str, Any]) -> list[Section]:
    heading, people = "How many would be enough", answer["n"]["candidates"]
    if people < ENOUGH:
        return [Section(heading, (f"{people} candidates are not enough to say: {ENOUGH} would be.",))]
    options = [one for one in answer["decision"] if _known(one)]
    if not options:
        return []
    along = "interviewers" if any(one["interviewers"] is not None for one in options) else "criteria"
    other = "criteria" if along == "interviewers" else "interviewers"
    kinds: dict[Any, list[Mapping[str, Any]]] = {}
    for one in options:
        kinds.setdefault(one[other], []).append(one)
    drawn = [
        Curve(
            "For ranking" if kind is None else f"For ranking, on {kind} {other}", _points(part, along), people
        )
        for kind, part in list(kinds.items())[:MOST]
    ]
    figure = curves(
        drawn,
        title=f"Reliability by the number of {along}",
        description="Generalizability with its 95 % band.",
        x=f"{along.capitalize()} a candidate",
        y="Reliability for ranking",
        counted="candidates",
        within=(0.0, 1.0),
    )
    return [Section(heading, (_read(options, along),), figure, (("Panels", _panels(options, people)),))]


def _known(one: Mapping[str, Any]) -> bool:
    value, low, high = one["generalizability"], one["low"], one["high"]
    return value is not None and low is not None and high is not None and low <= value <= high


def _points(part: Sequence[Mapping[str, Any]], along: str) -> tuple[Point, ...]:
    known = {
        one[along] or 1: Point(one[along] or 1, one["generalizability"], one["low"], one["high"])
        for one in part
    }
    return tuple(known[at] for at in sorted(known))


def _read(options: Sequence[Mapping[str, Any]], along: str) -> str:
    enough = [one for one in options if one["low"] >= 0.7]
    if enough:
        least = min(enough, key=lambda one: one[along] or 0)
        return f"From {least[along]} {along} on the whole band is at .70 or above, which is enough for most uses."
    return "In none of these panels is the whole band above .70, so these data do not show which would be enough."


def _panels(options: Sequence[Mapping[str, Any]], people: int) -> Table:
    rows = tuple(
        (
            *("–" if one[key] is None else f"{one[key]}" for key in ("interviewers", "criteria")),
            f"{told(one['generalizability'], 2)} ({told(one['low'], 2)} to {told(one['high'], 2)})",
            f"{people}",
            "–" if one["hours"] is None else f"{one['hours']:g}",
        )
        for one in options
    )
    heads = ("Interviewers", "criteria", "for ranking, 95 %", "candidates studied", "hours a candidate")
    return Table(heads, rows, frozenset({0, 1, 2, 3, 4}))
