"""Scores after interviewers' severity, as kinds of kept answers: of a debrief, and of an opening's candidates.

Here a pool becomes an answer of ids and numbers, or a refusal with its reason. Who may see it is visibility's matter,
what it says in words is `adjusted`'s and `ranked`'s. Everything is measurement: how the panel rated, not how somebody
will do.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from evenbar.measure.minimum import INTERVIEWERS_A_CANDIDATE
from evenbar.panel.deciding import visibility
from evenbar.panel.deciding.pool import Pool, criterion_of, pool_of, pool_with, table_of
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.visibility import parsed
from evenbar.panel.work.answers import Question, computes

if TYPE_CHECKING:
    from evenbar.measure.ratings import RatingTable

DEBRIEF, COMPARISON = "deciding.debrief", "deciding.comparison"
MODEL = "crossed effects 1"  # raised when the same ratings give other numbers
CANDIDATES = 5  # linked with one another, from which anything is known of severity
LINKED = 0.8  # share of the pool that a candidate is linked with, below which no score is adjusted
Pair = tuple[int, int]  # an application and an interviewer
Value = dict[str, Any]


@computes(DEBRIEF)
def about_debrief(scope: str) -> Question:
    """The score of a debrief's candidate under the versions that they were rated on and the opening's of today."""
    debrief = visibility.debrief_of(int(scope))
    pool = pool_with(debrief)
    own = {entry.version for entry in pool.entries if entry.application == pool.own}
    versions = visibility.versions_with(own, debrief.application.opening)
    refused = refusal(
        {(entry.application, entry.interviewer) for entry in pool.entries}, debrief.application_id
    )
    return Question(
        fingerprint=_fingerprint(pool, versions),
        compute=(lambda: refused) if refused else partial(_of_debrief, pool, versions),
        rests_on=pool.applications,
        about=(f"application:{debrief.application_id}",),
        small=refused is not None,  # no fit is quick enough for a page: docs/bench-scores.md
    )


@computes(COMPARISON)
def about_comparison(scope: str) -> Question:
    """Scores and ranks of an opening's settled candidates but those closed to the viewer: "opening:1,2"."""
    opening, _, closed = scope.partition(":")
    without = {int(pk) for pk in closed.split(",") if pk}
    pool = pool_of([int(opening)])
    pool = replace(pool, entries=tuple(row for row in pool.entries if row.application not in without))
    version = visibility.opening_of(int(opening)).version
    few = len(pool.applications) < CANDIDATES
    refused = {"refused": "few", "have": len(pool.applications), "need": CANDIDATES}
    return Question(
        fingerprint=_fingerprint(pool, [version]),
        compute=(lambda: refused) if few else partial(_of_comparison, pool, version),
        rests_on=pool.applications,
        about=(f"opening:{opening}",),
        small=few,
    )


def comparison_scope(opening: int, closed: Collection[int]) -> str:
    """The scope of a comparison without the candidates that its viewer may not see."""
    return f"{opening}:{','.join(map(str, sorted(closed)))}"


def _fingerprint(pool: Pool, versions: Iterable[Version]) -> str:
    said = "\n".join([MODEL, pool.fingerprint, *(version.fingerprint for version in versions)])
    return hashlib.sha256(said.encode()).hexdigest()


def refusal(pairs: Collection[Pair], own: int) -> Value | None:
    """Why a candidate's score is not adjusted, with the numbers of the sentence that says it; None when it is."""
    raters = {interviewer for application, interviewer in pairs if application == own}
    if len(raters) < INTERVIEWERS_A_CANDIDATE:
        return {"refused": "interviewers", "have": len(raters), "need": INTERVIEWERS_A_CANDIDATE}
    everybody = {application for application, _ in pairs}
    linked = linked_with(pairs, own)
    if len(everybody) < CANDIDATES:
        return {"refused": "few", "have": len(everybody), "need": CANDIDATES}
    if len(linked) < max(CANDIDATES, LINKED * len(everybody)):
        return {"refused": "apart", "have": len(linked), "others": len(everybody) - len(linked)}
    return None


def linked_with(pairs: Collection[Pair], own: int) -> set[int]:
    """The candidates that a candidate is linked with by interviewers who rated both, over any number of steps."""
    rated: dict[int, set[int]] = {}
    raters: dict[int, set[int]] = {}
    for application, interviewer in pairs:
        rated.setdefault(interviewer, set()).add(application)
        raters.setdefault(application, set()).add(interviewer)
    found, ahead = {own}, [own]
    while ahead:
        reached = {other for rater in raters.get(ahead.pop(), ()) for other in rated[rater]}
        ahead += reached - found
        found |= reached
    return found


def _of_debrief(pool: Pool, versions: list[Version]) -> Value:
    assert pool.own is not None
    table = table_of(pool)
    refused = refusal(set() if table is None else _pairs(table), pool.own)
    if table is None or refused is not None:
        return refused or {}
    return _adjusted(table, str(pool.own), versions, everybody=len(table.candidates))


def _pairs(table: "RatingTable") -> set[Pair]:
    met = table.interviews
    pairs = zip(met.candidate.tolist(), met.interviewer.tolist(), strict=True)
    return {(int(table.candidates[one]), int(table.interviewers[other])) for one, other in pairs}


def _adjusted(table: "RatingTable", own: str, versions: list[Version], *, everybody: int) -> Value:
    """The candidate's score in the part that they are linked with, under each version that weighs what was rated."""
    from evenbar.measure.ranking import scores
    from evenbar.measure.severity import fit

    part = table.parts.candidate
    table = table.only(part[table.candidate] == part[table.candidates.index(own)])
    place = table.candidates.index(own)
    fitted = fit(table)
    rated = table.only(table.candidate == place)
    told: dict[str, Value] = {}
    for version in versions:
        weights = key_weights(rated, version)
        if not any(weights.values()):
            continue
        bar = parsed(version).decision.bar
        read = scores(fitted, weights={key: weights.get(key, 0.0) for key in table.criteria}, bar=bar)
        told[str(version.pk)] = {
            "score": _short(read.score[place]),
            "low": _short(read.low80[place]),
            "high": _short(read.high80[place]),
            "above": None if bar is None else _short(read.p_above_bar[place]),
        }
    return {
        "versions": told,
        "interviewers": int(table.seen[place]),
        "candidates": len(table.candidates),
        "panel": len(table.interviewers),
        "ratings": table.n,
        "others": everybody - len(table.candidates),
        "model": f"{MODEL}, {fitted.estimator}",
    }


def key_weights(rated: "RatingTable", version: Version) -> dict[str, float]:
    """A version's weights for the criteria of a table. Equal ids with other anchors share a weight by their ratings."""
    shares = {id: float(share) for id, share in parsed(version).shares().items()}
    counts: dict[str, int] = {}
    for code in rated.criterion.tolist():
        counts[rated.criteria[code]] = counts.get(rated.criteria[code], 0) + 1
    together: dict[str, int] = {}
    for key, count in counts.items():
        together[criterion_of(key)] = together.get(criterion_of(key), 0) + count
    return {
        key: shares.get(criterion_of(key), 0.0) * count / together[criterion_of(key)]
        for key, count in counts.items()
    }


def _of_comparison(pool: Pool, version: Version) -> Value:
    import numpy as np

    from evenbar.measure.ranking import scores
    from evenbar.measure.severity import fit

    table = table_of(pool)
    refused = {"refused": "few", "have": 0 if table is None else len(table.candidates), "need": CANDIDATES}
    if table is None or len(table.candidates) < CANDIDATES:
        return refused
    weights = key_weights(table, version)
    if not any(weights.values()):
        return {"refused": "criteria"}
    fitted = fit(table)
    read, part = scores(fitted, weights=weights), table.parts.candidate
    counts = np.bincount(table.candidate)
    told = {
        name: {
            "score": _short(read.score[place]),
            "low": _short(read.low80[place]),
            "high": _short(read.high80[place]),
            "rank": int(read.rank[place]),
            "rank_low": int(read.rank_low[place]),
            "rank_high": int(read.rank_high[place]),
            "within": [_short(chance) for chance in read.p_within[place]],
            "over_next": _short(read.p_over_next[place]),
            "part": int(part[place]),
            "ratings": int(counts[place]),
            "interviewers": int(table.seen[place]),
        }
        for place, name in enumerate(table.candidates)
    }
    return {
        "candidates": told,
        "parts": table.parts.count,
        "panel": len(table.interviewers),
        "ratings": table.n,
        "model": f"{MODEL}, {fitted.estimator}",
    }


def _short(number: Any) -> float | None:
    """A number as it is kept: four decimals are more than anybody reads; None where it is not defined."""
    value = float(number)
    return round(value, 4) if value == value else None  # noqa: PLR0124 - nan is the one that differs from itself
