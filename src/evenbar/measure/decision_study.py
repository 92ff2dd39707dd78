"""What variance components mean for a panel: how reliable its scores are, and how many interviewers are enough.

A component's error falls with the number of conditions that it is averaged over. Components below zero count as zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evenbar.measure.generalize import DESIGNS, Study
from evenbar.measure.interval import Estimate, percentiles
from evenbar.measure.ratings import Floats

ENOUGH = 10  # candidates


@dataclass(frozen=True)
class Coefficients:
    """Of scores averaged over a panel: for ranking, for a cut, and the standard error in levels (absolute)."""

    generalizability: float | None
    dependability: float | None
    sem: float


@dataclass(frozen=True)
class Option:
    """A panel that might be: its size, its reliability and hours a candidate.

    ``low`` and ``high`` are the 95 % band of generalizability, ``cut_low`` and ``cut_high`` that of dependability.
    """

    interviewers: int | None
    criteria: int | None
    generalizability: float | None
    dependability: float | None
    low: float | None
    high: float | None
    hours: float | None
    cut_low: float | None = None
    cut_high: float | None = None


def coefficients(study: Study) -> Coefficients:
    """The reliability of the scores that the study was made of."""
    value = np.maximum(study.values, 0.0)[None, :]
    ranking, cut, error = _reliability(study.design, value, study.interviewers, study.criteria)
    return Coefficients(_plain(ranking), _plain(cut), float(np.sqrt(error[0])))


def intervals(study: Study) -> tuple[Estimate, Estimate, Estimate]:
    """Generalizability, dependability and standard error of the study's scores, each with its 95 % interval."""
    value, draws = np.maximum(study.values, 0.0)[None, :], np.maximum(study.draws, 0.0)
    points = _reliability(study.design, value, study.interviewers, study.criteria)
    bands = _reliability(study.design, draws, study.interviewers, study.criteria)
    ranking, cut = (Estimate(_plain(points[at]), *percentiles(bands[at])) for at in (0, 1))
    low, high = percentiles(np.sqrt(bands[2]))
    return ranking, cut, Estimate(float(np.sqrt(points[2][0])), low, high)


def decision(
    study: Study, *, interviewers: Sequence[int] = (), criteria: Sequence[int] = (), hours: float = 1.0
) -> tuple[Option, ...]:
    """How reliable panels of other sizes would be.

    generalizability = var_p / (var_p + sum of components with p, each over its n); dependability: all components

    Parameters
    ----------
    study : of at least 10 candidates; with fewer there is no answer
    interviewers : numbers to look at; to each criterion where they are nested in it. Else 1 to 8, or as many as met
    criteria : numbers to look at; else as many as the candidates were rated on, and without interviewers 1 to 8
    hours : of one interviewer with one candidate (on one criterion, where the design has interviewers by criterion)

    Returns
    -------
    One option for each pair of numbers, the band being that of generalizability.

    Source: Brennan (2001), Generalizability Theory, ch. 2-4. Tested against his data sets 1 and 4.
    """
    if study.candidates < ENOUGH:
        return ()
    return tuple(
        _option(study, r, i, hours)
        for i in _numbers(study.criteria, criteria, several=study.interviewers is None)
        for r in _numbers(study.interviewers, interviewers, several=True)
    )


def _numbers(met: float | None, asked: Sequence[int], *, several: bool) -> Sequence[int | None]:
    if met is None:
        return (None,)
    if asked:
        return tuple(asked)
    most = max(1, round(met))
    return tuple(range(1, max(8, most) + 1)) if several else (most,)


def _option(study: Study, r: int | None, i: int | None, hours: float) -> Option:
    value = np.maximum(study.values, 0.0)[None, :]
    ranking, cut, _ = _reliability(study.design, value, r, i)
    band, cut_band, _ = _reliability(study.design, np.maximum(study.draws, 0.0), r, i)
    meetings = None if r is None else r * (i or 1) if study.design == "p x (r:i)" else r
    spent = None if meetings is None else meetings * hours
    return Option(r, i, _plain(ranking), _plain(cut), *percentiles(band), spent, *percentiles(cut_band))


def _reliability(
    design: str, values: Floats, interviewers: float | None, criteria: float | None
) -> tuple[Floats, Floats, Floats]:
    """Generalizability, dependability and absolute error variance of rows of components (B, components)."""
    names = DESIGNS[design]
    over = {"r": interviewers or 1.0, "i": criteria or 1.0}
    share = np.array([np.prod([1.0 / over[letter] for letter in name if letter in over]) for name in names])
    with_candidate = np.array(["p" in name and name != "p" for name in names])
    candidate = values[:, 0]
    relative = values @ (share * with_candidate)
    absolute = values[:, 1:] @ share[1:]
    return _ratio(candidate, relative), _ratio(candidate, absolute), absolute


def _ratio(part: Floats, rest: Floats) -> Floats:
    whole = part + rest
    return np.where(whole > 0.0, part / np.where(whole > 0.0, whole, 1.0), np.nan)


def _plain(values: Floats) -> float | None:
    return float(values[0]) if np.isfinite(values[0]) else None
