"""The report of ``evenbar measure facets``: candidates, interviewers and criteria on one scale of logits."""

from collections.abc import Mapping
from typing import Any

from evenbar.connect.report.page import NORMAL_95, Report, Section, Seen
from evenbar.figures.figure import Table
from evenbar.figures.intervals import Reference, Row
from evenbar.figures.ladder import Column, ladder
from evenbar.figures.scale import told

TITLE = "Candidates, interviewers and criteria on one scale"
TERMS = (
    ("Measure", "In logits, by a many-facet Rasch model: the logit of a level against the one below is intercept +"
     " candidate - interviewer - criterion - threshold. One logit more turns an even chance into 73 in 100."),
    ("95 %", "The measure and 1.96 standard errors on both sides."),
    ("Infit and outfit", "Mean squared surprise, near 1 where ratings are as the model expects; well above is erratic,"
     " well below very regular. Infit counts each rating by its information, outfit all alike."),
)  # fmt: skip
LIMITS = (
    "How somebody will do in the job. Measures are about how this panel rated.",
    "Who is right. A severe interviewer is as useful as a lenient one once it is known.",
    "Thresholds, separation and reliability have no interval here and stand in the command's own output.",
)
GROUPS = (
    ("candidates", "Candidates", "rated higher", "Candidate"),
    ("interviewers", "Interviewers", "more severe", "Interviewer"),
    ("criteria", "Criteria", "harder", "Criterion"),
)


def report(answer: Mapping[str, Any], seen: Seen) -> Report:
    """The report of an answer."""
    counts = {"candidates": seen.candidates, "interviewers": seen.interviewers, "criteria": seen.criteria}
    short = _short(seen)
    columns = [
        Column(
            name,
            upwards,
            tuple(_rung(one, counts[key], short.get((key, one["name"]), "")) for one in answer[key]),
        )
        for key, name, upwards, _ in GROUPS
    ]
    figure = ladder(
        columns,
        title="One ladder",
        description="Estimates with 95 % intervals, in logits. Higher is abler, more severe, more difficult.",
        reference=Reference(0.0, "0"),
    )
    fits = tuple((f"Fit of {key}", _fit(answer[key], counts[key], head)) for key, _, _, head in GROUPS)
    sections = (
        Section("One scale", tuple(_read(answer, short)), figure),
        Section("How regular ratings are", tables=fits),
    )
    return Report(TITLE, sections, TERMS, LIMITS)


def _short(seen: Seen) -> dict[tuple[str, str], str]:
    """Who has too few ratings for an estimate to be shown, and what would be enough."""
    met: dict[str, set[str]] = {}
    met_by: dict[str, set[str]] = {}
    for candidate, interviewer, _ in seen.links:
        met.setdefault(interviewer, set()).add(candidate)
        met_by.setdefault(candidate, set()).add(interviewer)
    found = {}
    for candidate, others in met_by.items():
        if len(others) < 2:
            found["candidates", candidate] = "1 interviewer; 2 would be enough"
    for interviewer, people in met.items():
        beside = set().union(*(met_by[one] for one in people)) - {interviewer}
        if len(people) < 5 or len(beside) < 2:
            found["interviewers", interviewer] = "5 candidates shared with 2 others would be enough"
    return found


def _rung(one: Mapping[str, Any], counts: Mapping[str, int], short: str) -> Row:
    n, measure, se = counts.get(one["name"], 0), one["measure"], one["se"]
    if short:
        return Row(one["name"], None, None, None, n, note=short, tone="muted")
    if measure is None or se is None:
        return Row(one["name"], None, None, None, n, note="No finite estimate.", tone="muted")
    return Row(one["name"], measure, measure - NORMAL_95 * se, measure + NORMAL_95 * se, n)


def _read(answer: Mapping[str, Any], short: Mapping[tuple[str, str], str]) -> list[str]:
    known = sorted(
        (one["measure"], one["name"])
        for one in answer["interviewers"]
        if one["measure"] is not None and ("interviewers", one["name"]) not in short
    )
    found = ["Where intervals overlap, these ratings do not say which is higher."]
    if len(known) > 1:
        (_, easy), (_, hard) = known[0], known[-1]
        found.append(
            f"The most severe interviewer is {hard}, the most lenient {easy}; read both with their intervals."
        )
    return found


def _fit(part: list[Mapping[str, Any]], counts: Mapping[str, int], head: str) -> Table:
    rows = tuple(
        (one["name"], f"{counts.get(one['name'], 0):,}", told(one["infit"], 2), told(one["outfit"], 2))
        for one in part
    )
    return Table((head, "ratings", "infit", "outfit"), rows, frozenset({1, 2, 3}))
