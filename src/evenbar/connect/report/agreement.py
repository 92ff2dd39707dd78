"""The report of ``evenbar measure agreement``: how far interviewers agree, by criterion and over all."""

from collections.abc import Mapping
from typing import Any

from evenbar.connect.report.page import NORMAL_95, Report, Section, Seen
from evenbar.figures.figure import Table
from evenbar.figures.intervals import Row, intervals

TITLE = "How far interviewers agree"
TERMS = (
    ("Intraclass correlation", "Of the spread of ratings, the share that lies between candidates. ICC(1) takes"
     " interviewers as drawn anew for each candidate; with A severity counts as error, with C not; 1 is one rating,"
     " k the mean of all. Intervals: McGraw and Wong for complete designs, otherwise as the notes say."),
    ("Krippendorff's alpha", "1 less the disagreement that is seen, as a share of the one that chance would give; the"
     " interval from a bootstrap over units."),
    ("Gwet's AC1 and AC2", "Agreement beyond chance where chance agreement is small, levels weighted as named;"
     " interval: value and 1.96 standard errors over units. Gwet's ordinal is not Krippendorff's."),
    ("Equal and within one", "The share of pairs of ratings of one candidate on one criterion that are equal, or at"
     " most one level apart. A count, without a model."),
)  # fmt: skip
LIMITS = (
    "Whether the level that interviewers agree on is the right one.",
    "How the panel would agree on other candidates: finalists are alike, and among them every coefficient is lower.",
    "Kendall's W has no interval and stands in the command's own output only.",
)


def report(answer: Mapping[str, Any], seen: Seen) -> Report:
    """The report of an answer."""
    if any(warning["code"] == "too-few" for warning in answer["warnings"]):
        told = "There is not enough here to draw a coefficient; the notes above say what would be."
        section = Section("By criterion", (told,), tables=(("Pairs of ratings", _pairs(answer, seen)),))
        return Report(TITLE, (section,), TERMS, LIMITS)
    return Report(TITLE, (_by_criterion(answer, seen), _overall(answer)), TERMS, LIMITS)


def _single(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The coefficient of one rating: with severity as error where it is known."""
    found: Mapping[str, Any] = part["icc"]["ICC(A,1)"]
    return found if found["value"] is not None else part["icc"]["ICC(1)"]


def row(name: str, one: Mapping[str, Any], n: int, *, heading: str = "") -> Row:
    """A coefficient as a row; without value or interval, a row that says so."""
    value, low, high = one["value"], one["low"], one["high"]
    if value is None or low is None or high is None or not low <= value <= high:
        note = "Undefined here." if value is None else "No interval is defined, so it is not shown."
        return Row(name, None, None, None, n, note=note, tone="muted", heading=heading)
    return Row(name, value, low, high, n, heading=heading)


def _by_criterion(answer: Mapping[str, Any], seen: Seen) -> Section:
    parts = answer["criteria"]
    total = answer["n"]["ratings"]
    rows = [row(name, _single(part), seen.criteria.get(name, 0)) for name, part in parts.items()]
    rows.append(row("All criteria together", _single(answer["overall"]), total))
    figure = intervals(
        rows,
        title="Agreement of single ratings",
        description="Intraclass correlation of one rating with its 95 % interval: 0 is chance, 1 is full agreement.",
        names="Criterion",
        values="ICC",
        counted="ratings",
        within=(0.0, 1.0),
    )
    return Section(
        "By criterion", (_read(answer["overall"]),), figure, (("Pairs of ratings", _pairs(answer, seen)),)
    )


def _pairs(answer: Mapping[str, Any], seen: Seen) -> Table:
    """How often levels were equal or neighbours: counts, which need no minimum."""
    every = {**answer["criteria"], "All criteria together": answer["overall"]}
    counts = {**seen.criteria, "All criteria together": answer["n"]["ratings"]}
    return Table(
        ("Criterion", "ratings", "equal", "within one"),
        tuple(
            (name, f"{counts.get(name, 0):,}", _share(part["exact"]), _share(part["adjacent"]))
            for name, part in every.items()
        ),
        frozenset({1, 2, 3}),
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _read(overall: Mapping[str, Any]) -> str:
    if overall["exact"] is None:
        return "Nobody was rated twice on the same criterion, so nothing can be said of agreement."
    return (
        "Two interviewers who rated the same candidate on the same criterion chose the same level in"
        f" {100 * overall['exact']:.0f} of 100 cases, and were at most one level apart in"
        f" {100 * overall['adjacent']:.0f}. Levels are often equal where everyone gets the same one, so read both"
        " this and the figure."
    )


def _overall(answer: Mapping[str, Any]) -> Section:
    n, part = answer["n"]["ratings"], answer["overall"]
    rows = [
        row(name, one, n, heading=_once(at, "Intraclass"))
        for at, (name, one) in enumerate(part["icc"].items())
    ]
    for at, (name, one) in enumerate(part["alpha"].items()):
        rows.append(row(f"Alpha, {name}", one, n, heading=_once(at, "Krippendorff")))
    for at, (name, one) in enumerate(part["gwet"].items()):
        told = "AC1, nominal" if name == "nominal" else f"AC2, {name}"
        rows.append(row(told, _with_interval(one), n, heading=_once(at, "Gwet")))
    figure = intervals(
        rows,
        title="Every coefficient, all criteria together",
        description="Value and 95 % interval.",
        names="Coefficient",
        values="Value",
        counted="ratings",
        within=(0.0, 1.0),
    )
    told = "They answer different questions, and differ where everybody gets nearly the same level."
    return Section("For those who ask", (told,), figure)


def _once(at: int, heading: str) -> str:
    return heading if at == 0 else ""


def _with_interval(one: Mapping[str, Any]) -> Mapping[str, Any]:
    value, se = one["value"], one["se"]
    if value is None or se is None:
        return {"value": value, "low": None, "high": None}
    return {"value": value, "low": value - NORMAL_95 * se, "high": value + NORMAL_95 * se}
