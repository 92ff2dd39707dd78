"""What the ratings of a scope say of its interviewers, as ids and numbers: severities, effects, what changed.

Who may read which line, and in which words, is not decided here.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evenbar.measure.minimum import (
    CANDIDATES_AN_INTERVIEWER,
    CANDIDATES_FOR_RELIABILITY,
    INTERVIEWERS_A_CANDIDATE,
)
from evenbar.panel.insight.cards import Cards

if TYPE_CHECKING:
    from evenbar.measure.effects import Effect
    from evenbar.measure.interval import Estimate
    from evenbar.measure.periods import Periods
    from evenbar.measure.ratings import RatingTable
    from evenbar.measure.severity import Fit

Value = dict[str, Any]
DECIDED = 10  # candidates from which a share of changed decisions is shown
HALF = (
    0.5  # levels: who is estimated so far from the panel, and surely off it at all, is to be calibrated first
)
DRAWN = 5_000  # interviews up to which the drawing of who met whom is made, where parts share nobody


def estimate(table: "RatingTable", cards: Cards, *, scorecards: int) -> Value:
    """All that the page of interviewers needs, from a table whose names are ids."""
    from evenbar.measure.restriction import restriction_warnings

    value = counts(table, scorecards) | {"parts": _parts(table)}
    if table.n < 2 or len(table.interviewers) < 2:
        return value
    from evenbar.measure.reliability import spread_of_severities
    from evenbar.measure.severity import fit

    found = fit(table)
    lines = _lines(table, found)
    return value | {
        "reliability": _reliability(table, found),
        "lines": lines,
        "spread": _spread(lines),
        "panel_sd": told(spread_of_severities(found), len(table.interviewers)),
        "changed": _changed(table, found, cards),
        "restricted": [text for _, text in restriction_warnings(table)],
        "links": _links(table),
    }


def counts(table: "RatingTable", scorecards: int) -> Value:
    """How much the estimates rest on."""
    return {
        "ratings": table.n,
        "scorecards": scorecards,
        "interviewers": len(table.interviewers),
        "candidates": len(table.candidates),
        "openings": len(table.roles),
    }


def told(found: "Estimate", n: int) -> Value:
    """An estimate with its interval and n, for keeping."""
    return {"value": found.value, "low": found.low, "high": found.high, "n": n}


def _parts(table: "RatingTable") -> list[Value]:
    """The parts of the design that share nobody, the largest first: who interviews in it, how many candidates."""
    parts = table.parts
    return [
        {
            "interviewers": [
                int(table.interviewers[one])
                for one in range(len(table.interviewers))
                if parts.interviewer[one] == part
            ],
            "candidates": int((parts.candidate == part).sum()),
        }
        for part in range(parts.count)
    ]


def _links(table: "RatingTable") -> list[list[int]]:
    """Who met whom, with the number of ratings, where the parts of a panel share nobody; else there is no need."""
    met = table.interviews
    if table.parts.count < 2 or len(met.start) > DRAWN:
        return []
    rows = zip(met.candidate, met.interviewer, met.size, strict=True)
    return [[int(table.candidates[one]), int(table.interviewers[two]), int(n)] for one, two, n in rows]


def _reliability(table: "RatingTable", found: "Fit") -> Value | None:
    from evenbar.measure.reliability import reliability

    n = int((table.seen >= INTERVIEWERS_A_CANDIDATE).sum())
    return None if n < CANDIDATES_FOR_RELIABILITY else told(reliability(found), n)


def _lines(table: "RatingTable", found: "Fit") -> list[Value]:
    """One line an interviewer, in the order of the table: severity where there is enough, what else stands out."""
    from evenbar.measure.interval import NORMAL_95
    from evenbar.measure.periods import periods
    from evenbar.measure.severity import severities
    from evenbar.measure.standing import linked

    severity, error = severities(found)
    enough = (table.met >= CANDIDATES_AN_INTERVIEWER) & linked(table)
    effects, halves = _effects(table), periods(table)
    lines = []
    for index, name in enumerate(table.interviewers):
        scores = table.score[table.interviewer == index]
        value, reach = float(severity[index]), NORMAL_95 * float(error[index])
        line: Value = {
            "id": int(name),
            "part": int(table.parts.interviewer[index]),
            "candidates": int(table.met[index]),
            "ratings": len(scores),
            "levels": {f"{level:g}": int((scores == level).sum()) for level in sorted(set(scores.tolist()))},
            "severity": {"value": value, "low": value - reach, "high": value + reach}
            if enough[index]
            else None,
            "effects": effects.get(name, []),
            "halves": _halves(halves, index),
        }
        lines.append(line | {"far": _far(line["severity"])})
    return lines


def _far(severity: Value | None) -> bool:
    """Whether somebody is half a level or more harder or easier than the panel, and surely off it at all."""
    if severity is None or abs(severity["value"]) < HALF:
        return False
    return bool(severity["low"] > 0.0 or severity["high"] < 0.0)


def _effects(table: "RatingTable") -> dict[str, list[Value]]:
    """The effects by interviewer; none where there are too many ratings or the model cannot be fitted."""
    from evenbar.measure.effects import MOST_RATINGS, effects

    if table.n > MOST_RATINGS:
        return {}
    try:
        found = effects(table)
    except ValueError:  # one level, one interviewer: nothing to compare, and the page says that nothing was
        return {}
    by: dict[str, list[Value]] = {}
    for effect in found:
        by.setdefault(effect.interviewer, []).append(_effect(effect))
    return by


def _effect(effect: "Effect") -> Value:
    return {
        "kind": effect.kind,
        "value": effect.value,
        "low": effect.low,
        "high": effect.high,
        "candidates": effect.candidates,
        "ratings": effect.ratings,
        "flagged": effect.flagged,
    }


def _halves(found: "Periods | None", index: int) -> list[Value] | None:
    """Severity in the earlier and in the later half, where both may be shown."""
    from evenbar.measure.interval import NORMAL_95

    if found is None or not found.enough[index]:
        return None
    return [
        {
            "value": float(value),
            "low": float(value - NORMAL_95 * error),
            "high": float(value + NORMAL_95 * error),
            "n": int(n),
        }
        for value, error, n in zip(
            found.severity[index], found.se[index], found.candidates[index], strict=True
        )
    ]


def _spread(lines: list[Value]) -> Value | None:
    """How far the most lenient and the most severe interviewer of the largest part are apart, with its interval."""
    shown = [line["severity"] for line in lines if line["severity"] is not None and line["part"] == 0]
    if len(shown) < 2:
        return None
    least = min(shown, key=lambda one: float(one["value"]))
    most = max(shown, key=lambda one: float(one["value"]))
    apart = most["value"] - least["value"]
    reach = ((most["high"] - most["value"]) ** 2 + (least["high"] - least["value"]) ** 2) ** 0.5
    return {"value": apart, "low": max(apart - reach, 0.0), "high": apart + reach, "n": len(shown)}


def _changed(table: "RatingTable", found: "Fit", cards: Cards) -> Value | None:
    """Of how many candidates the score after severity is on the other side of the bar than the weighted mean."""
    from evenbar.measure.interval import wilson

    moved = [
        _moved(table, found, role, cards[name]) for role, name in enumerate(table.roles) if name in cards
    ]
    n, count = sum(one["n"] for one in moved), sum(one["count"] for one in moved)
    if n < DECIDED:
        return None
    return told(wilson(count, n), n) | {"count": count}


def _moved(table: "RatingTable", found: "Fit", role: int, card: Any) -> Mapping[str, int]:
    """Of one opening's candidates with two interviewers: how many there are, how many change sides of its bar."""
    import numpy as np

    from evenbar.measure.severity import effects
    from evenbar.measure.standing import plain

    weights = card.over(table.criteria)
    if weights is None or card.bar is None or table.role is None:
        return {"n": 0, "count": 0}
    here = np.zeros(len(table.candidates), dtype=np.bool_)
    here[table.candidate[table.role == role]] = True
    with np.errstate(
        invalid="ignore", divide="ignore"
    ):  # of other openings' candidates, who are not looked at
        as_rated = plain(table, weights).weighted
    states = np.array([effects(found, point, weights).mean for point in found.points])
    adjusted = found.weights @ states
    use = here & (table.seen >= INTERVIEWERS_A_CANDIDATE) & np.isfinite(as_rated)
    # What is on the bar but for the last bits of a float is on it.
    sides = (as_rated >= card.bar - 1e-9) != (adjusted >= card.bar - 1e-9)
    return {"n": int(use.sum()), "count": int((use & sides).sum())}
