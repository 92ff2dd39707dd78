"""The report of ``evenbar measure scores``: candidates with intervals, ranks and chances; interviewers' severity."""

from collections.abc import Mapping, Sequence
from typing import Any

from evenbar.connect.report.page import Report, Section, Seen
from evenbar.figures.figure import Table
from evenbar.figures.intervals import Reference, Row, intervals
from evenbar.figures.scale import told
from evenbar.measure.readings import IMMATERIAL

TITLE = "Scores after interviewers' severity"
FLAGS = {
    "central-tendency": "keeps to the middle",
    "restricted-range": "uses few levels",
    "halo": "rates all criteria alike",
    "inconsistency": "less regular than others",
    "drift": "changes over time",
    "order": "changes within a day",
}
TERMS = (
    ("Score", "The weighted mean as it would be had everybody met the same interviewers: a crossed random-effects model"
     " of candidates, interviewers and criteria, drawn towards the mean as far as the ratings are few. In levels."),
    ("80 % and 95 %", "Where the score lies that endless panels like this one would agree on, in 80 or 95 of 100."),
    ("Weighted mean", "The mean of each criterion, weighted; every rating at its word. Its bounds put the lowest and"
     " the highest level wherever nobody rated."),
    ("Rank and chances", "From joint draws of all scores: the ranks that hold 80 of 100 draws, and the share of draws"
     " among the first or above the bar. Within a part of the panel."),
    ("Severity", "How many levels lower an interviewer rates than the panel would the same candidates; shrunken,"
     " with its error. Shown from 5 candidates shared with two other interviewers."),
)  # fmt: skip
LIMITS = (
    "How somebody will do in the job. Every number here is about how this panel rated.",
    "Who is right. A severe interviewer is as useful as a lenient one once it is known.",
    "An order among candidates whose intervals overlap: read them as tied.",
    "What a rating is made of with its uncertainty: evenbar measure generalizability gives that with intervals.",
)


def report(answer: Mapping[str, Any], seen: Seen) -> Report:
    """The report of an answer."""
    return Report(TITLE, (_candidates(answer, seen), _interviewers(answer)), TERMS, LIMITS)


def _candidates(answer: Mapping[str, Any], seen: Seen) -> Section:
    bar, top = seen.asked.get("bar"), seen.asked.get("top", 1)
    people = sorted(answer["candidates"], key=_highest)
    rows = [_candidate(one) for one in people]
    figure = intervals(
        _headed(rows, people, answer["parts"]),
        title="Scores, the highest first",
        description="The dot is the score, the thick line its 80 % interval, the thin one 95 %.",
        names="Candidate",
        values="Score",
        interval="80 %",
        wider="95 %",
        counted="ratings",
        reference=None if bar is None else Reference(bar, f"bar {bar:g}"),
    )
    table = ("Beside the weighted mean", _beside(people, bar=bar, top=top))
    return Section("Candidates", tuple(_read(people, bar)), figure, (table,))


def _highest(one: Mapping[str, Any]) -> tuple[int, bool, float, str]:
    return one["part"], one["score"] is None, -(one["score"] or 0.0), one["candidate"]


def _candidate(one: Mapping[str, Any]) -> Row:
    if one["score"] is None:
        note = f"Not enough: {one['interviewers']} interviewer. 2 would be."
        return Row(one["candidate"], None, None, None, one["n"], note=note, tone="muted")
    wider = (one["low95"], one["high95"])
    return Row(one["candidate"], one["score"], one["low80"], one["high80"], one["n"], wider=wider)


def _headed(rows: list[Row], people: Sequence[Mapping[str, Any]], parts: int) -> list[Row]:
    """Rows with a heading where a part begins, if there are several."""
    found: list[Row] = []
    for at, (row, one) in enumerate(zip(rows, people, strict=True)):
        begins = parts > 1 and (at == 0 or people[at - 1]["part"] != one["part"])
        fields = (row.name, row.value, row.low, row.high, row.n, row.wider, row.note, row.tone)
        found.append(Row(*fields, heading=f"Part {one['part']}" if begins else ""))
    return found


def _beside(people: Sequence[Mapping[str, Any]], *, bar: float | None, top: int) -> Table:
    above = [] if bar is None else [f"above {bar:g}"]
    place = "rank" if len({one["part"] for one in people}) == 1 else "rank in its part"
    heads = (
        "Candidate",
        "ratings",
        "interviewers",
        "weighted mean",
        "bounds",
        place,
        f"among first {top}",
        *above,
    )
    rows = []
    for one in people:
        rank = "–" if one["rank"] is None else f"{one['rank']} ({one['rank_low']} to {one['rank_high']})"
        chances = [chance(one["p_top"]), *([] if bar is None else [chance(one["p_above_bar"])])]
        bounds = f"{told(one['bound_low'], 2)} to {told(one['bound_high'], 2)}"
        counts = (f"{one['n']:,}", f"{one['interviewers']:,}", told(one["weighted"], 2))
        rows.append((one["candidate"], *counts, bounds, rank, *chances))
    return Table(heads, tuple(rows), frozenset(range(1, len(heads))))


def chance(value: float | None) -> str:
    """A chance for people, never 0 or 100 %."""
    if value is None:
        return "–"
    return "<1 %" if value < 0.01 else ">99 %" if value > 0.99 else f"{100 * value:.0f} %"


def _read(people: Sequence[Mapping[str, Any]], bar: float | None) -> list[str]:
    moved = [abs(one["score"] - one["weighted"]) for one in people if one["score"] is not None]
    if not moved:
        return [
            "No candidate was rated by two interviewers, so no score can be given; rate with two at least."
        ]
    found = [
        "A score is the weighted mean after the severity of whoever rated. Where intervals overlap, these ratings do"
        " not say who is ahead."
    ]
    if max(moved) < IMMATERIAL:
        found.append("The adjustment is immaterial here: it moves nobody by as much as a tenth of a level.")
    else:
        found.append(f"The adjustment moves somebody by {max(moved):.1f} levels, so who asked matters here.")
    if bar is not None:
        found.append(
            f"The chance of being above {bar:g} is about this measurement, not about success in the job."
        )
    return found


def _interviewers(answer: Mapping[str, Any]) -> Section:
    people = sorted(
        answer["interviewers"],
        key=lambda one: (one["part"], one["severity"] is None, -(one["severity"] or 0)),
    )
    rows = [_interviewer(one) for one in people]
    figure = intervals(
        _headed(rows, people, answer["parts"]),
        title="Severity, in levels",
        description="Estimate and 95 % interval. Right of the line rates harder than the panel, left rates easier.",
        names="Interviewer",
        values="Severity",
        counted="ratings",
        signed=True,
        reference=Reference(0.0, "the panel"),
    )
    apart = [
        one["interviewer"]
        for one in people
        if one["severity"] is not None and not one["low95"] <= 0 <= one["high95"]
    ]
    shown = sum(one["severity"] is not None for one in people)
    if not shown:
        read = "No interviewer has rated enough candidates together with others, so no severity is shown."
    elif apart:
        clear = "the interval of one leaves" if len(apart) == 1 else f"the intervals of {len(apart)} leave"
        read = f"Of {shown} interviewers, {clear} zero out: {', '.join(apart)}."
    else:
        read = f"Every interval of {shown} interviewers holds zero: no severity has been shown."
    return Section("Interviewers", (read,), figure)


def _interviewer(one: Mapping[str, Any]) -> Row:
    flags = ", ".join(FLAGS.get(flag, flag.replace("-", " ").replace("_", " ")) for flag in one["flags"])
    if one["severity"] is None:
        note = "Not enough: 5 candidates shared with 2 others would be."
        return Row(one["interviewer"], None, None, None, one["n"], note=note, tone="muted")
    values = (one["severity"], one["low95"], one["high95"])
    return Row(one["interviewer"], *values, one["n"], note=flags, tone="warn" if flags else "plain")
