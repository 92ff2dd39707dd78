"""Variance components of a Gaussian crossed model: starting values by moments, REML by average information.

Which terms a design can separate at all is decided here too, before anything is fitted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenbar.measure.interviews import Sums
from evenbar.measure.likelihood import LEAST, Model, Solved, possible
from evenbar.measure.ratings import Floats, Ints
from evenbar.measure.threads import threads_for

MOST = 1e4  # the largest ratio to the residual variance that is looked at
CLOSE = 1e-7  # a gain in log-likelihood per step below which REML has arrived
NEAR = 1e-4  # a promised gain below which one more step is the last: the error shrinks with its square


@dataclass(frozen=True)
class Estimated:
    """Ratios to the residual variance with the model solved there; ``converged`` says whether REML arrived."""

    solved: Solved
    active: tuple[bool, ...]
    converged: bool
    steps: int


def moments(model: Model) -> Floats:
    """Starting ratios from the spread of interview means within candidates and within interviewers."""
    s = model.sums
    level = _level(s)
    mean = (s.y - s.x @ level) / s.size
    squares = max(float(s.yy - 2.0 * level @ s.xy + level @ s.xx @ level), 1e-12)
    inside = squares - float(s.size @ mean**2)
    freedom = s.ratings - len(s.size)
    residual = inside / freedom if freedom > len(level) else 0.4 * squares / s.ratings
    residual = max(residual, 1e-3 * squares / s.ratings, 1e-12)
    total = float(np.var(mean))
    noise = residual * float(np.mean(1.0 / s.size))
    in_candidate = _within(mean, s.candidate, s.candidates)
    in_interviewer = _within(mean, s.interviewer, s.interviewers)
    candidate = total - in_candidate if in_candidate is not None else 0.5 * total
    interviewer = total - in_interviewer if in_interviewer is not None else 0.2 * total
    halo = total - candidate - interviewer - noise
    least = 0.02 * max(total, residual)
    columns = [level[part.start - s.interviewers : part.stop - s.interviewers] for part in model.parts[1:]]
    spread = [max(float(np.var(part, ddof=1)), least) if part.any() else 0.1 * residual for part in columns]
    return np.array([*(max(value, least) for value in (halo, candidate, interviewer)), *spread]) / residual


def _level(sums: Sums) -> Floats:
    """Least squares on the fixed columns, and on those of random groups whose columns have many ratings each."""
    used = [not group.term or 20 * group.size <= sums.ratings for group in sums.groups]
    columns = np.flatnonzero(np.repeat(used, [group.size for group in sums.groups]))
    level = np.zeros(len(sums.xy))
    level[columns] = np.linalg.lstsq(sums.xx[np.ix_(columns, columns)], sums.xy[columns], rcond=None)[0]
    return level


def _within(mean: Floats, group: Ints, count: int) -> float | None:
    """The variance of interview means within groups; None where no group has two."""
    size = np.bincount(group, minlength=count)
    freedom = int((size - 1)[size > 0].sum())
    if freedom == 0:
        return None
    centre = np.bincount(group, mean, count) / np.maximum(size, 1)
    return float(((mean - centre[group]) ** 2).sum() / freedom)


def reml(model: Model, *, active: tuple[bool, ...], start: Floats | None = None, most: int = 40) -> Estimated:
    """Maximise the restricted likelihood over the ratios of the active terms; the others stay at (almost) zero.

    Steps are Newton's with the average information, halved until the likelihood rises. Where that stalls, a
    quasi-Newton search over the logarithms of the ratios goes on.
    """
    with threads_for(model.order):
        return _reml(model, active, start, most)


def _reml(model: Model, active: tuple[bool, ...], start: Floats | None, most: int) -> Estimated:
    chosen = np.array(active)
    ratios = np.where(chosen, np.clip(moments(model) if start is None else start, LEAST, MOST), LEAST)
    solved = possible(model, ratios)
    if solved is None:
        ratios = np.where(chosen, 1.0, LEAST)
        solved = model.solve(ratios)
    for step in range(1, most + 1):
        better, promised = _step(model, solved, chosen)
        if better is None:
            return _searched(model, solved, active, step)
        gain, solved = better.loglik - solved.loglik, better
        if promised < NEAR or gain < CLOSE:
            return Estimated(solved, active, converged=True, steps=step)
    return _searched(model, solved, active, most)


def _step(model: Model, solved: Solved, chosen: NDArray[np.bool_]) -> tuple[Solved | None, float]:
    """One step uphill with the gain that was promised; the same point at the top; None where no step helps."""
    gradient, information = model.slopes(solved)
    at_zero = (solved.ratios <= 2.0 * LEAST) & (gradient <= 0.0)
    free = np.flatnonzero(chosen & ~at_zero)
    if not len(free) or float(np.abs(gradient[free] * solved.ratios[free]).max()) < 1e-6:
        return solved, 0.0
    part = information[np.ix_(free, free)]
    part = part + np.diag(1e-9 + 1e-6 * np.abs(np.diag(part)))
    try:
        direction = np.linalg.solve(part, gradient[free])
    except np.linalg.LinAlgError:
        return None, 0.0
    if direction @ gradient[free] <= 0.0:
        direction = gradient[free] * solved.ratios[free] ** 2
    promised = 0.5 * float(direction @ gradient[free])
    for halving in range(12):
        moved = solved.ratios.copy()
        least = np.maximum((0.1 if halving < 6 else 0.5) * moved[free], LEAST)
        moved[free] = np.clip(moved[free] + 0.5**halving * direction, least, MOST)
        found = possible(model, moved)
        if found is not None and found.loglik >= solved.loglik:
            clipped = halving > 0 or bool((moved[free] <= least).any())
            return found, np.inf if clipped else promised
    return None, 0.0


def _searched(model: Model, solved: Solved, active: tuple[bool, ...], steps: int) -> Estimated:
    from scipy.optimize import minimize  # slow to load, and seldom needed

    chosen = np.flatnonzero(active)

    def cost(logs: Floats) -> tuple[float, Floats]:
        ratios = solved.ratios.copy()
        ratios[chosen] = np.exp(logs)
        found = possible(model, ratios)
        if found is None:
            return 1e12, np.zeros(len(chosen))
        gradient, _ = model.slopes(found)
        return -found.loglik, -gradient[chosen] * ratios[chosen]

    bounds = [(np.log(LEAST), np.log(MOST))] * len(chosen)
    answer = minimize(cost, np.log(solved.ratios[chosen]), jac=True, bounds=bounds, method="L-BFGS-B")
    ratios = solved.ratios.copy()
    ratios[chosen] = np.exp(answer.x)
    found = possible(model, ratios)
    best = found if found is not None and found.loglik >= solved.loglik else solved
    return Estimated(best, active, converged=bool(answer.success), steps=steps + int(answer.nit))
