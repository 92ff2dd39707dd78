"""The posterior over standard deviations for small panels, read at weighted points (importance sampling).

The prior of each standard deviation is half-t with 4 degrees of freedom and a scale given in levels; fixed effects
are flat. The points are spread by an additive recurrence through a t-distribution around the mode, in the
logarithms of the standard deviations, and smoothed where single weights are too heavy.

Source: Gelman (2006), Bayesian Analysis 1; Vehtari and others (2024), Pareto smoothed importance sampling, for the
measure of whether the points suffice. Tested by simulation-based calibration.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import LinAlgError
from scipy.special import gammaincinv, ndtri

from evenbar.measure.components import Estimated
from evenbar.measure.likelihood import LEAST, Model, Solved, possible
from evenbar.measure.ratings import Floats, Ints

POINTS = 256
POINTS_OF_LARGE = 96  # where a point costs milliseconds
LARGE = 200  # order of the matrix from which it does
DEGREES = 4.0
LEAST_LOG = -12.0  # of a standard deviation
WIDEST = 8.0  # scales: a standard deviation is no larger than the scale of ratings is long
ENOUGH = 40.0  # effective points below which the answer carries a warning
Notes = list[tuple[str, str]]


def sampled(
    model: Model, start: Estimated, *, scale: float, seed: int
) -> tuple[tuple[Solved, ...], Floats, Notes]:
    """Points of the posterior with weights that sum to 1, and warnings.

    ``scale`` is that of the half-t priors, in levels. Points with no weight to speak of are dropped.
    """
    density = Density(model, np.flatnonzero(start.active), scale)
    first = np.append(start.solved.ratios[density.active] * start.solved.residual, start.solved.residual)
    centre = _top(density, 0.5 * np.log(np.clip(first, (0.1 * scale) ** 2, (4.0 * scale) ** 2)))
    root = _root(density, centre)
    count = POINTS if model.order <= LARGE else POINTS_OF_LARGE
    # The density leans to small deviations, so a first look moves the points to where the weight is.
    places, points, logs = _looked(density, centre, root, _spread(len(centre), count // 2, seed))
    if len(points) > 4 * len(centre):
        centre, root = _moved(places, _weights(logs), centre, root)
        _, points, logs = _looked(density, centre, root, _spread(len(centre), count, seed + 1))
    return _weighted(points, logs)


def _looked(
    density: "Density", centre: Floats, root: Floats, spread: Floats
) -> tuple[Floats, list[Solved], Floats]:
    """Places around a centre, the model solved at each, and the logarithm of density over proposal."""
    places, points, logs = [], [], []
    for row in spread:
        place = centre + root @ row
        value, solved = density.at(place)
        if solved is not None and np.isfinite(value):
            places.append(place)
            points.append(solved)
            logs.append(value + 0.5 * (5.0 + len(row)) * np.log1p(row @ row / 5.0))
    return np.array(places), points, np.array(logs)


def _moved(places: Floats, weights: Floats, centre: Floats, root: Floats) -> tuple[Floats, Floats]:
    """Centre and root of the covariance of weighted places, held by a tenth to the ones before."""
    middle = weights @ places
    apart = places - middle
    covariance = 0.9 * (apart.T * weights) @ apart + 0.1 * root @ root.T
    return 0.9 * middle + 0.1 * centre, np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)


@dataclass(frozen=True)
class Density:
    """Log posterior of the logarithms of the active standard deviations and the residual one, up to a constant."""

    model: Model
    active: Ints
    scale: float

    def at(self, logs: Floats) -> tuple[float, Solved | None]:
        """Its value, and the model solved there; no model where it cannot be solved."""
        if logs.min() < LEAST_LOG or logs.max() > np.log(WIDEST * self.scale):
            return -1e10, None
        residual = float(np.exp(2.0 * logs[-1]))
        ratios = np.full(len(self.model.terms), LEAST)
        ratios[self.active] = np.maximum(np.exp(2.0 * (logs[:-1] - logs[-1])), LEAST)
        solved = possible(self.model, ratios)
        if solved is None:
            return -1e10, None
        # From the profiled likelihood to the one at this residual variance.
        at = solved.residual / residual
        value = solved.loglik + 0.5 * self.model.freedom * (np.log(at) + 1.0 - at)
        value -= 0.5 * (DEGREES + 1.0) * np.log1p(np.exp(2.0 * logs) / (DEGREES * self.scale**2)).sum()
        value += float(logs.sum())  # the density is that of the logarithms
        return float(value), replace(solved, residual=residual)

    def slope(self, logs: Floats, solved: Solved) -> Floats:
        """Its slope, at a point where the model is solved."""
        of_ratios = 2.0 * solved.ratios * self.model.gradient(solved, solved.residual)
        found = np.append(of_ratios[self.active], -of_ratios[self.active].sum())
        found[-1] += solved.squares / solved.residual - self.model.freedom
        squares = np.exp(2.0 * logs)
        return np.asarray(found + 1.0 - (DEGREES + 1.0) * squares / (DEGREES * self.scale**2 + squares))


def _top(density: Density, logs: Floats) -> Floats:
    """The mode, by a quasi-Newton search (BFGS with steps halved until the density rises)."""
    value, solved = density.at(logs)
    if solved is None:
        return logs
    slope, inverse = density.slope(logs, solved), np.eye(len(logs))
    inverse /= max(1.0, float(np.abs(slope).max()))  # so that no first step is longer than 1
    for _ in range(60):
        step = inverse @ slope
        step /= max(1.0, float(np.abs(step).max()))
        for halving in range(12):
            moved = logs + 0.5**halving * step
            higher, solved = density.at(moved)
            if solved is not None and higher > value + 1e-4 * 0.5**halving * float(step @ slope):
                break
        else:
            return logs
        steeper = density.slope(moved, solved)
        inverse = _updated(inverse, moved - logs, slope - steeper)
        gain, value, logs, slope = higher - value, higher, moved, steeper
        if gain < 1e-3 and float(slope @ inverse @ slope) < 1e-2:
            return logs
    return logs


def _updated(inverse: Floats, moved: Floats, change: Floats) -> Floats:
    """The inverse of minus the Hessian after a step, by Broyden, Fletcher, Goldfarb and Shanno."""
    along = float(moved @ change)
    if along <= 1e-10:
        return inverse
    left = np.eye(len(moved)) - np.outer(moved, change) / along
    return np.asarray(left @ inverse @ left.T + np.outer(moved, moved) / along)


def _root(density: Density, mode: Floats) -> Floats:
    """A root of the covariance at the mode, from differences of the slope; wide where the density is flat."""
    size, step = len(mode), 0.15
    hessian = np.zeros((size, size))
    for index, unit in enumerate(np.eye(size)):
        for sign in (1.0, -1.0):
            there = mode + sign * step * unit
            _, solved = density.at(there)
            if solved is not None:
                hessian[index] += sign * density.slope(there, solved) / (2.0 * step)
    values, vectors = np.linalg.eigh(-0.5 * (hessian + hessian.T))
    spread = 1.0 / np.sqrt(np.clip(values, 0.6, None))  # no wider than about 1.3 in the logarithm
    return np.asarray(vectors * spread * 1.1)


def _spread(size: int, count: int, seed: int) -> Floats:
    """Points of a multivariate t with 5 degrees of freedom, evenly spread by an additive recurrence (count, size)."""
    growth = 2.0
    for _ in range(40):  # the root of growth^(d+1) = growth + 1 spreads d dimensions most evenly
        growth = (1.0 + growth) ** (1.0 / (size + 2.0))
    steps = growth ** -np.arange(1.0, size + 2.0)
    shift = np.random.default_rng(seed).random(size + 1)
    even = np.clip((shift + np.outer(np.arange(1, count + 1), steps)) % 1.0, 1e-6, 1.0 - 1e-6)
    chi = 2.0 * gammaincinv(2.5, even[:, size]) / 5.0
    return np.asarray(ndtri(even[:, :size]) / np.sqrt(chi)[:, None])


def _weighted(points: list[Solved], logs: Floats) -> tuple[tuple[Solved, ...], Floats, Notes]:
    if not points:
        raise LinAlgError("No point of the posterior could be solved.")
    weights = _weights(logs)
    effective = 1.0 / float(weights @ weights)
    kept = weights > 1e-5
    notes: Notes = []
    if effective < ENOUGH:
        notes.append(
            ("few-points", f"The posterior rests on {effective:.0f} effective points; intervals are rough.")
        )
    chosen = tuple(point for point, keep in zip(points, kept, strict=True) if keep)
    return chosen, weights[kept] / weights[kept].sum(), notes


def _weights(logs: Floats) -> Floats:
    """Weights that sum to 1; truncated importance sampling (Ionides 2008) where single ones are too heavy."""
    weights = np.exp(logs - logs.max())
    weights = np.minimum(weights, weights.mean() * np.sqrt(len(weights)))
    return np.asarray(weights / weights.sum())
