"""The posterior over standard deviations for small panels, read at weighted points (importance sampling).

The prior of each standard deviation is half-t with 4 degrees of freedom and a scale given in levels; fixed effects
are flat. The points are spread by an additive recurrence through a t-distribution around the mode, in the
logarithms of the standard deviations, and smoothed where single weights are too heavy.

Source: Gelman (2006), Bayesian Analysis 1; Vehtari and others (2024), Pareto smoothed importance sampling, for the
measure of whether the points suffice. Tested by simulation-based calibration.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.linalg import LinAlgError
from scipy.optimize import minimize
from scipy.special import gammaincinv, ndtri

from evenbar.measure.components import Estimated
from evenbar.measure.likelihood import LEAST, Model, Solved, possible
from evenbar.measure.ratings import Floats

POINTS = 256
DEGREES = 4.0
ENOUGH = 40.0  # effective points below which the answer carries a warning
Notes = list[tuple[str, str]]


def sampled(
    model: Model, start: Estimated, *, scale: float, seed: int
) -> tuple[tuple[Solved, ...], Floats, Notes]:
    """Points of the posterior with weights that sum to 1, and warnings.

    ``scale`` is that of the half-t priors, in levels. Points with no weight to speak of are dropped.
    """
    active = np.flatnonzero(start.active)
    first = np.append(start.solved.ratios[active] * start.solved.residual, start.solved.residual)
    first = 0.5 * np.log(np.maximum(first, (0.05 * scale) ** 2))

    def density(logs: Floats) -> tuple[float, Solved | None]:
        return _density(model, active, logs, scale)

    answer = minimize(
        lambda logs: -density(logs)[0],
        first,
        method="Nelder-Mead",
        options={"xatol": 0.02, "fatol": 0.01, "maxfev": 60 * len(first)},
    )
    mode = answer.x
    root = _root(lambda logs: density(logs)[0], mode)
    normal = _spread(len(mode), seed)
    points, logs = [], []
    for row in normal:
        place = mode + root @ row
        value, solved = density(place)
        if solved is not None and np.isfinite(value):
            points.append(solved)
            logs.append(value + 0.5 * (5.0 + len(row)) * np.log1p(row @ row / 5.0))
    return _weighted(points, np.array(logs))


def _density(model: Model, active: Any, logs: Floats, scale: float) -> tuple[float, Solved | None]:
    """Log posterior of the logarithms of the active standard deviations and the residual one, up to a constant."""
    if np.abs(logs).max() > 12.0:
        return -1e10, None
    residual = float(np.exp(2.0 * logs[-1]))
    ratios = np.full(len(model.terms), LEAST)
    ratios[active] = np.maximum(np.exp(2.0 * (logs[:-1] - logs[-1])), LEAST)
    solved = possible(model, ratios)
    if solved is None:
        return -1e10, None
    # From the profiled likelihood to the one at this residual variance.
    at = solved.residual / residual
    value = solved.loglik + 0.5 * model.freedom * (np.log(at) + 1.0 - at)
    value -= 0.5 * (DEGREES + 1.0) * np.log1p(np.exp(2.0 * logs) / (DEGREES * scale**2)).sum()
    value += float(logs.sum())  # the density is that of the logarithms
    return float(value), _rescaled(solved, residual)


def _rescaled(solved: Solved, residual: float) -> Solved:
    return replace(solved, residual=residual)


def _root(value: Any, mode: Floats) -> Floats:
    """A root of the covariance at the mode, from differences; wide where the density is flat."""
    size, step = len(mode), 0.15
    middle = value(mode)
    hessian = np.zeros((size, size))
    shifted = {}
    for i in range(size):
        for sign in (1, -1):
            shifted[i, sign] = value(mode + sign * step * np.eye(size)[i])
        hessian[i, i] = (shifted[i, 1] - 2.0 * middle + shifted[i, -1]) / step**2
    for i in range(size):
        for j in range(i):
            both = value(mode + step * (np.eye(size)[i] + np.eye(size)[j]))
            hessian[i, j] = hessian[j, i] = (both - shifted[i, 1] - shifted[j, 1] + middle) / step**2
    values, vectors = np.linalg.eigh(-hessian)
    spread = 1.0 / np.sqrt(np.clip(values, 0.6, None))  # no wider than about 1.3 in the logarithm
    return np.asarray(vectors * spread * 1.1)


def _spread(size: int, seed: int) -> Floats:
    """Points of a multivariate t with 5 degrees of freedom, evenly spread by an additive recurrence (POINTS, size)."""
    growth = 2.0
    for _ in range(40):  # the root of growth^(d+1) = growth + 1 spreads d dimensions most evenly
        growth = (1.0 + growth) ** (1.0 / (size + 2.0))
    steps = growth ** -np.arange(1.0, size + 2.0)
    shift = np.random.default_rng(seed).random(size + 1)
    even = np.clip((shift + np.outer(np.arange(1, POINTS + 1), steps)) % 1.0, 1e-6, 1.0 - 1e-6)
    chi = 2.0 * gammaincinv(2.5, even[:, size]) / 5.0
    return np.asarray(ndtri(even[:, :size]) / np.sqrt(chi)[:, None])


def _weighted(points: list[Solved], logs: Floats) -> tuple[tuple[Solved, ...], Floats, Notes]:
    if not points:
        raise LinAlgError("No point of the posterior could be solved.")
    weights = np.exp(logs - logs.max())
    weights = np.minimum(weights, weights.mean() * np.sqrt(len(weights)))  # truncated importance sampling
    weights /= weights.sum()
    effective = 1.0 / float(weights @ weights)
    kept = weights > 1e-5
    notes: Notes = []
    if effective < ENOUGH:
        notes.append(
            ("few-points", f"The posterior rests on {effective:.0f} effective points; intervals are rough.")
        )
    chosen = tuple(point for point, keep in zip(points, kept, strict=True) if keep)
    return chosen, weights[kept] / weights[kept].sum(), notes
