"""How reliable the scores of an opening are, and how many interviewers would be enough, as numbers."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evenbar.measure.minimum import INTERVIEWERS_A_CANDIDATE
from evenbar.panel.insight.cards import Cards
from evenbar.panel.insight.interviewers import counts, told

if TYPE_CHECKING:
    from evenbar.measure.ratings import RatingTable

MOST = 8  # interviewers that the curve goes to
WRITING = 15  # minutes that an interviewer needs beside the conversation, to prepare and to write down


def estimate(table: "RatingTable", cards: Cards, *, scorecards: int) -> dict[str, Any]:
    """Generalizability, dependability and the decision study of a table; `lacking` says why there is none.

    The object is a candidate's mean over interviewers, criteria brought to one mean first: which criteria an interview
    rates is the plan's doing. Interviewers are crossed with candidates where the table can tell them apart.
    """
    from evenbar.measure.decision_study import ENOUGH, decision, intervals
    from evenbar.measure.restriction import restriction_warnings

    value = counts(table, scorecards)
    value["restricted"] = [text for _, text in restriction_warnings(table)]
    n = value["twice"] = int((table.seen >= INTERVIEWERS_A_CANDIDATE).sum())
    if n < ENOUGH:
        return value | {"lacking": "too-few"}
    study = _study(table)
    if study is None:
        return value | {"lacking": "too-sparse"}
    ranking, cut, error = intervals(study)
    hours = _hours(cards)
    options = decision(study, interviewers=range(1, MOST + 1), hours=hours)
    return value | {
        "design": study.design,
        "ranking": told(ranking, study.candidates),
        "cut": told(cut, study.candidates),
        "sem": told(error, study.candidates),
        "met": study.interviewers,
        "variance": {name: told(part, study.candidates) for name, part in study.variance.items()},
        "hours": hours,
        "options": [
            {
                "interviewers": one.interviewers,
                "ranking": one.generalizability,
                "low": one.low,
                "high": one.high,
                "cut": one.dependability,
                "cut_low": one.cut_low,
                "cut_high": one.cut_high,
                "hours": one.hours,
            }
            for one in options
        ],
    }


def _study(table: "RatingTable") -> Any:
    """The components of candidates by interviewers, or of interviewers within candidates; None where neither can be."""
    from evenbar.measure.generalize import generalizability

    level = _levelled(table)
    for design in ("p x r", "r:p"):
        try:
            return generalizability(level, design)
        except ValueError:  # too sparse for this design; the next asks for less
            continue
    return None


def _levelled(table: "RatingTable") -> "RatingTable":
    """The table with the mean of each criterion taken off."""
    import numpy as np

    count = np.maximum(np.bincount(table.criterion), 1)
    means = np.bincount(table.criterion, table.score) / count
    return replace(table, score=table.score - means[table.criterion] + float(table.score.mean()))


def _hours(cards: Cards) -> float:
    """What one interviewer spends on one candidate: the mean length of rated stages, and the writing."""
    minutes = [each + WRITING for card in cards.values() for each in card.minutes]
    return round(sum(minutes) / max(len(minutes), 1) / 60.0, 2)
