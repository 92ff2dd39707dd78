"""A comparison's scores and ranks with their uncertainty, as figures; ties are drawn as ties.

From a kept answer and the candidates that the page shows. Whoever is not among these has not entered the answer
either (`estimates.comparison_scope`), so that no gap in the ranks tells of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from evenbar.figures.figure import Markup, markup
from evenbar.figures.intervals import Reference, Row, intervals
from evenbar.measure.minimum import INTERVIEWERS_A_CANDIDATE
from evenbar.measure.readings import TIE
from evenbar.panel.deciding.adjusted import chance
from evenbar.panel.work.answers import Answer


class Candidate(Protocol):
    """What is asked of a compared candidate."""

    @property
    def application_id(self) -> int: ...
    @property
    def handle(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the page shows: two figures, or why there are none. `order` maps an application to its place by score."""

    hires: int
    most_hires: int
    scores: Markup | None = None
    ranks: Markup | None = None
    parts: int = 0
    candidates: int = 0
    ratings: int = 0
    panel: int = 0
    reason: str = ""
    waiting: bool = False
    failed: bool = False
    computed_at: datetime | None = None
    order: Mapping[int, tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """How the reader wants it: how many hires, in which order, under which names."""

    hires: int = 1
    by_score: bool = False
    with_names: bool = False


def ranking(answer: Answer, compared: Sequence[Candidate], *, bar: float | None, asked: Asked) -> Ranking:
    """Read a kept answer into figures of the candidates that are compared."""
    value = answer.value or {}
    told: dict[str, Any] = value.get("candidates", {})
    shown = [one for one in compared if str(one.application_id) in told]
    most = max((len(each["within"]) for each in told.values()), default=1)
    about: dict[str, Any] = {
        "hires": min(max(asked.hires, 1), most),
        "most_hires": most,
        "reason": _refused(value),
        "waiting": answer.waiting,
        "failed": answer.failed,
        "computed_at": answer.computed_at,
    }
    if not shown:
        return Ranking(**about)
    order = {one.application_id: _place(told[str(one.application_id)]) for one in shown}
    parts: int = value["parts"]
    if asked.by_score:
        shown.sort(key=lambda one: order[one.application_id])
    elif parts > 1:
        shown.sort(key=lambda one: order[one.application_id][0])
    names = {one.application_id: one.name if asked.with_names else one.handle for one in shown}
    next_to = _tied(told, names)
    rows = [(names[one.application_id], told[str(one.application_id)]) for one in shown]
    headings = _headings([each for _, each in rows], parts)
    return Ranking(
        **about,
        scores=_scores(rows, headings, [next_to.get(one.application_id, "") for one in shown], bar),
        ranks=_ranks(rows, headings, about["hires"]),
        parts=parts,
        candidates=len(shown),
        ratings=value["ratings"],
        panel=value["panel"],
        order=order,
    )


def _place(told: Mapping[str, Any]) -> tuple[int, int]:
    """Part and rank: people of different parts were never compared."""
    return told["part"], told["rank"]


def _tied(told: Mapping[str, Any], names: Mapping[int, str]) -> dict[int, str]:
    """For each candidate the sentence that ties it with whoever comes next by score, where nothing tells them apart."""
    by_place = {_place(each): int(pk) for pk, each in told.items()}
    said = {}
    for pk in names:
        each = told[str(pk)]
        other = by_place.get((each["part"], each["rank"] + 1))
        if other is not None and other in names and each["over_next"] is not None and each["over_next"] < TIE:
            said[pk] = f"tied with {names[other]}"
    return said


def _headings(rows: Sequence[Mapping[str, Any]], parts: int) -> list[str]:
    """A heading above the first row of each part, where there are several."""
    seen: set[int] = set()
    said = []
    for each in rows:
        begins = parts > 1 and each["part"] not in seen
        seen.add(each["part"])
        said.append(f"Part {each['part'] + 1}: compared with one another alone" if begins else "")
    return said


Told = Sequence[tuple[str, Mapping[str, Any]]]


def _scores(rows: Told, headings: Sequence[str], tied: Sequence[str], bar: float | None) -> Markup:
    drawn = []
    for (name, each), heading, note in zip(rows, headings, tied, strict=True):
        enough = each["interviewers"] >= INTERVIEWERS_A_CANDIDATE
        few = f"rated by one interviewer; {INTERVIEWERS_A_CANDIDATE} are enough"
        low, value, high = (each[key] if enough else None for key in ("low", "score", "high"))
        told = note if enough else few
        drawn.append(Row(name, value, low, high, n=each["ratings"], note=told, heading=heading))
    figure = intervals(
        drawn,
        title="Score after interviewers' severity",
        description="Each candidate's score with its 80 % interval, in levels from 1 to 5"
        + (f", beside the bar of {bar:g}." if bar is not None else "."),
        names="Candidate",
        values="Score",
        interval="80 %",
        counted="Ratings",
        reference=None if bar is None else Reference(bar, f"bar {bar:g}"),
        within=(1.0, 5.0),
    )
    return markup(figure)


def _ranks(rows: Told, headings: Sequence[str], hires: int) -> Markup:
    drawn = []
    for (name, each), heading in zip(rows, headings, strict=True):
        within: list[float] = each["within"]
        note = chance(within[min(hires, len(within)) - 1])
        if each["interviewers"] < INTERVIEWERS_A_CANDIDATE:
            drawn.append(
                Row(
                    name,
                    None,
                    None,
                    None,
                    n=each["ratings"],
                    note="rated by one interviewer",
                    heading=heading,
                )
            )
            continue
        low, high = min(each["rank"], each["rank_low"]), max(each["rank"], each["rank_high"])
        drawn.append(Row(name, each["rank"], low, high, n=each["ratings"], note=note, heading=heading))
    figure = intervals(
        drawn,
        title=f"Rank, and the chance of being in the top {hires}",
        description="Each candidate's rank by score, 1 for the highest, with the ranks that hold 80 % of the chance;"
        f" beside it the chance of being in the top {hires}.",
        names="Candidate",
        values="Rank",
        interval="80 %",
        counted="Ratings",
        decimals=0,
        within=(1.0, float(max(2, len(rows)))),
    )
    return markup(figure)


def _refused(value: Mapping[str, Any]) -> str:
    """Why there are no estimates, and what would be enough."""
    if value.get("refused") == "few":
        have, need = value["have"], value["need"]
        return (
            f"Scores with intervals and ranks need {need} candidates whose debrief is open and on whom nobody owes a"
            f" scorecard; {have} {'is' if have == 1 else 'are'} so far, and {need - have} more would be enough."
        )
    if value.get("refused") == "criteria":
        return (
            "None of the criteria that were rated carries weight in today's scorecard, so there is no score."
        )
    return ""
