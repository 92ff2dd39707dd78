"""The report of ``evenbar measure validity``: how scores go with outcomes that were measured later."""

from collections.abc import Mapping
from typing import Any

from evenbar.connect.report.page import Report, Section, Seen
from evenbar.figures.figure import Table
from evenbar.figures.intervals import Reference, Row, intervals

TITLE = "How scores go with outcomes"
TERMS = (
    ("As observed", "Pearson's correlation of score and outcome, with its 95 % interval (Fisher's z)."),
    ("Weighed with the prior", "The observed correlation together with what is known of structured interviews from"
     " many studies: mean .42, standard deviation .19 (Sackett and others, 2022)."),
    ("Share successful", "By Taylor and Russell: of those selected by a score that goes with the outcome so far, the"
     " share who would do well, were both bivariate normal."),
)  # fmt: skip
LIMITS = (
    "How a person will do. A correlation is about many choices, never about one.",
    "Anything about those who were not hired: only people with an outcome are here.",
    "That the score brings the outcome about.",
)


def report(answer: Mapping[str, Any], seen: Seen) -> Report:  # noqa: ARG001 - all reports have one shape
    """The report of an answer."""
    return Report(TITLE, (_correlation(answer), _worth(answer)), TERMS, LIMITS)


def _correlation(answer: Mapping[str, Any]) -> Section:
    observed, after = answer["observed"], answer["posterior"]
    n = observed["n"]
    rows = [
        _row("As observed", observed["r"], observed["low"], observed["high"], n),
        _row("Weighed with the prior", after["mean"], after["low"], after["high"], n),
    ]
    figure = intervals(
        rows,
        title="Correlation of score and outcome",
        description="Estimate with its 95 % interval.",
        names="Correlation",
        values="r",
        counted="pairs",
        signed=True,
        within=(-1.0, 1.0),
        reference=Reference(0.0, "none"),
    )
    readings = [_read(observed)]
    for one in answer["corrections"]:
        readings.append(
            f"Corrected for {one['name']}: {one['r']:.2f}, {n} pairs. {one['assumption']} The data cannot show this,"
            " and no interval is known, so it is not drawn."
        )
    return Section("The correlation", tuple(readings), figure)


def _row(name: str, value: float | None, low: float | None, high: float | None, n: int) -> Row:
    if value is None or low is None or high is None or not low <= value <= high:
        return Row(name, None, None, None, n, note="Undefined here, or without an interval.", tone="muted")
    return Row(name, value, low, high, n)


def _read(observed: Mapping[str, Any]) -> str:
    if observed["r"] is None:
        return "Scores or outcomes are all the same, so nothing can be said of how they go together."
    if observed["low"] is None or observed["high"] is None:
        return "No interval is defined, so the number says next to nothing."
    if observed["low"] <= 0.0 <= observed["high"]:
        return "The interval holds 0, so these data alone do not show that scores and outcomes go together."
    way = "" if observed["r"] > 0.0 else ", the wrong way round"
    return f"The interval leaves 0 out: in these data scores and outcomes go together{way}."


def _worth(answer: Mapping[str, Any]) -> Section:
    after = answer["posterior"]
    rows = tuple(
        tuple(f"{100 * one[key]:.0f} %" for key in ("base_rate", "selection_ratio", "success_rate"))
        for one in answer["utility"]
    )
    table = Table(
        ("Would do well of all", "selected", "do well of those selected"), rows, frozenset({0, 1, 2})
    )
    told = (
        f"If the true correlation were {after['mean']:.2f}, and it may be {after['low']:.2f} to {after['high']:.2f}"
        f" by {answer['observed']['n']} pairs and what was known before. An"
        " if-then sum over many choices, no forecast for a person."
    )
    return Section(
        "What that would mean", (told,), tables=(("If so many would do well and are selected", table),)
    )
