"""Where candidates and interviewers stand: scores with their uncertainty beside the plain means, from a table.

This is what the command line, the report and the pages show. Here it says which estimates reach their minimum n, and
a warning says what would be enough; whoever shows a standing leaves the others out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenbar.measure.minimum import (
    CANDIDATES_AN_INTERVIEWER,
    CANDIDATES_FOR_RELIABILITY,
    INTERVIEWERS_A_CANDIDATE,
    LINKS,
)
from evenbar.measure.ranking import Scores, scores
from evenbar.measure.ratings import Floats, Ints, RatingTable, added
from evenbar.measure.severity import Estimator, Fit, fit, score_weights, severities


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
    """Everyone's standing, and the fit behind it. ``severity`` and ``severity_se`` are (R,), in levels.

    Estimates are there for everybody; ``enough`` says whose may be shown. ``reliability`` is None below its minimum.
    """

    fit: Fit
    plain: Plain
    scores: Scores
    enough: "Enough"
    severity: Floats
    severity_se: Floats
    reliability: float | None
    met: Ints
    warnings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Enough:
    """Which candidates and which interviewers reach their minimum n, as booleans (P,) and (R,)."""

    candidates: NDArray[np.bool_]
    interviewers: NDArray[np.bool_]

    @property
    def reliability(self) -> bool:
        """Whether there are enough candidates for a reliability."""
        return int(self.candidates.sum()) >= CANDIDATES_FOR_RELIABILITY


def plain(table: RatingTable, weights: Floats) -> Plain:
    """The means, coverage and bounds of every candidate; ``weights`` (criteria,) sum to 1."""
    people, rows = len(table.candidates), len(table.criteria)
    cell = table.candidate * rows + table.criterion
    count = np.bincount(cell, minlength=people * rows).reshape(people, rows)
    total = added(cell, table.score, people * rows).reshape(people, rows)
    rated = count > 0
    mean = np.where(rated, total / np.maximum(count, 1), 0.0)
    covered = rated @ weights
    return Plain(
        raw=total.sum(axis=1) / count.sum(axis=1),
        weighted=mean @ weights / covered,
        covered=covered,
        low=mean @ weights + (1.0 - covered) * table.low,
        high=mean @ weights + (1.0 - covered) * table.high,
        n=count.sum(axis=1),
        interviewers=table.seen,
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
    return Standing(
        fit=found,
        plain=plain(table, score_weights(table, weights)),
        scores=read,
        enough=enough,
        severity=severity,
        severity_se=error,
        reliability=read.reliability if enough.reliability else None,
        met=table.met,
        warnings=(*found.warnings, *_said(table, enough)),
    )


def _enough(table: RatingTable) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    people = table.seen >= INTERVIEWERS_A_CANDIDATE
    return people, (table.met >= CANDIDATES_AN_INTERVIEWER) & linked(table)


def linked(table: RatingTable) -> NDArray[np.bool_]:
    """Whether each interviewer shares candidates with at least LINKS others."""
    from scipy.sparse import coo_array

    met = table.interviews
    ones = np.ones(len(met.candidate), dtype=np.int32)
    shape = (len(table.interviewers), len(table.candidates))
    together = coo_array((ones, (met.interviewer, met.candidate)), shape=shape).tocsr()
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
    if not enough.reliability:
        said.append(
            (
                "too-few",
                f"The reliability of the scores is not shown: it needs {CANDIDATES_FOR_RELIABILITY} candidates with"
                f" {INTERVIEWERS_A_CANDIDATE} interviewers each; there are {int(enough.candidates.sum())}.",
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
