"""Where candidates and interviewers stand: scores with their uncertainty beside the plain means, from a table.

This is what the command line, the report and the pages show. An estimate below its minimum n is nan here, and a
warning says what would be enough.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from evenbar.measure.ranking import Scores, scores
from evenbar.measure.ratings import Floats, Ints, RatingTable, added
from evenbar.measure.severity import Estimator, Fit, fit, score_weights, severities

INTERVIEWERS_A_CANDIDATE = 2  # from which a score with its interval is shown
CANDIDATES_AN_INTERVIEWER = 5  # from which a severity is shown,
LINKS = 2  # to that many other interviewers
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Plain:
    """What follows from the ratings without a model, for each candidate (P,).

    ``raw`` mean of all ratings; ``weighted`` weighted mean of criterion means over the criteria rated; ``covered``
    share of weight of these; ``low`` and ``high`` are ``weighted`` if every unrated criterion were at the lowest or
    the highest level; ``n`` ratings by ``interviewers``.
    """

    raw: Floats
    weighted: Floats
    covered: Floats
    low: Floats
    high: Floats
    n: Ints
    interviewers: Ints


@dataclass(frozen=True)
class Standing:
    """Everyone's standing, and the fit behind it. ``severity`` and ``severity_se`` are (R,), in levels."""

    fit: Fit
    plain: Plain
    scores: Scores
    enough: "Enough"
    severity: Floats
    severity_se: Floats
    met: Ints
    warnings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Enough:
    """Which candidates and which interviewers reach their minimum n, as booleans (P,) and (R,)."""

    candidates: np.ndarray
    interviewers: np.ndarray


def plain(table: RatingTable, weights: Floats) -> Plain:
    """The means, coverage and bounds of every candidate; ``weights`` (criteria,) sum to 1."""
    people, rows = len(table.candidates), len(table.criteria)
    cell = table.candidate * rows + table.criterion
    count = np.bincount(cell, minlength=people * rows).reshape(people, rows)
    total = added(cell, table.score, people * rows).reshape(people, rows)
    rated = count > 0
    mean = np.where(rated, total / np.maximum(count, 1), 0.0)
    covered = rated @ weights
    met = np.unique(table.candidate * len(table.interviewers) + table.interviewer)
    return Plain(
        raw=total.sum(axis=1) / count.sum(axis=1),
        weighted=mean @ weights / covered,
        covered=covered,
        low=mean @ weights + (1.0 - covered) * table.low,
        high=mean @ weights + (1.0 - covered) * table.high,
        n=count.sum(axis=1),
        interviewers=np.bincount(met // len(table.interviewers), minlength=people),
    )


def standing(
    table: RatingTable,
    *,
    weights: Mapping[str, float] | None = None,
    bar: float | None = None,
    top: int = 1,
    estimator: Estimator = "auto",
    terms: Collection[str] | None = None,
) -> Standing:
    """Fit the score model and read everyone's standing off it; see ``fit`` and ``scores`` for what may be given."""
    if bar is not None and not table.low <= bar <= table.high:
        raise ValueError(
            f"The bar {bar:g} is not on the scale, which goes from {table.low:g} to {table.high:g}."
        )
    found = fit(table, estimator=estimator, terms=terms)
    read = scores(found, weights=weights, bar=bar, top=top)
    severity, error = severities(found)
    enough = Enough(*_enough(table))
    met = _met(table)
    return Standing(
        fit=found,
        plain=plain(table, score_weights(table, weights)),
        scores=read,
        enough=enough,
        severity=severity,
        severity_se=error,
        met=met,
        warnings=(*found.warnings, *_said(table, enough)),
    )


def _met(table: RatingTable) -> Ints:
    """How many candidates each interviewer rated."""
    pairs = np.unique(table.interviewer * len(table.candidates) + table.candidate)
    return np.bincount(pairs // len(table.candidates), minlength=len(table.interviewers))


def _enough(table: RatingTable) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.unique(table.candidate * len(table.interviewers) + table.interviewer)
    candidate, interviewer = pairs // len(table.interviewers), pairs % len(table.interviewers)
    seen = np.bincount(candidate, minlength=len(table.candidates))
    people = seen >= INTERVIEWERS_A_CANDIDATE
    return people, (_met(table) >= CANDIDATES_AN_INTERVIEWER) & _linked(candidate, interviewer, table)


def _linked(candidate: Ints, interviewer: Ints, table: RatingTable) -> np.ndarray:
    """Whether each interviewer shares candidates with at least LINKS others."""
    from scipy.sparse import coo_array

    ones = np.ones(len(candidate), dtype=np.int32)
    shape = (len(table.interviewers), len(table.candidates))
    together = coo_array((ones, (interviewer, candidate)), shape=shape).tocsr()
    others = np.diff((together @ together.T).tocsr().indptr) - 1
    return np.asarray(others >= LINKS)


def _said(table: RatingTable, enough: Enough) -> list[tuple[str, str]]:
    said = []
    if few := int((~enough.candidates).sum()):
        said.append(
            (
                "too-few-interviewers",
                f"{few} of {len(table.candidates)} candidates were rated by one interviewer only; a score with its"
                f" interval needs {INTERVIEWERS_A_CANDIDATE}.",
            )
        )
    if few := int((~enough.interviewers).sum()):
        said.append(
            (
                "too-few-candidates",
                f"The severity of {few} of {len(table.interviewers)} interviewers is not shown: it needs"
                f" {CANDIDATES_AN_INTERVIEWER} candidates, shared with {LINKS} other interviewers at least.",
            )
        )
    return said
