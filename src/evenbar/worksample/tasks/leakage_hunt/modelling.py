"""A small logistic regression and the area under the curve, in NumPy alone.

Sums are taken without a linear-algebra library where they can be, so that the same data give the same numbers.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def auc(score: Floats, left: Floats) -> float:
    """The chance that somebody who left has a higher score than somebody who stayed; ties count half.

    Parameters
    ----------
    score : (n,) float
    left : (n,) float, 1 who left and 0 who stayed
    """
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2.0)[place]
    ones = float(left.sum())
    zeros = len(left) - ones
    return (float(ranks[left > 0.5].sum()) - ones * (ones + 1.0) / 2.0) / (ones * zeros)


def fitted(x: Floats, left: Floats, *, ridge: float = 1.0, steps: int = 12) -> Floats:
    """Weights of a logistic regression by Newton's method; the last one is the constant.

    Parameters
    ----------
    x : (n, k) float, standardised
    left : (n,) float, 0 or 1
    """
    design = np.column_stack([x, np.ones(len(x))])
    penalty = np.append(np.full(x.shape[1], ridge), 1e-6)
    weights = np.zeros(design.shape[1])
    for _ in range(steps):
        p = chance(x, weights)
        slope = np.einsum("nk,n->k", design, left - p) - penalty * weights
        curve = np.einsum("nj,n,nk->jk", design, p * (1.0 - p), design) + np.diag(penalty)
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def chance(x: Floats, weights: Floats) -> Floats:
    """The chance of leaving that weights give to rows."""
    z = np.einsum("nk,k->n", x, weights[:-1]) + weights[-1]
    p: Floats = 1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0)))
    return p


class Scale:
    """Means and spreads of some rows; missing cells become the mean, and whether one was missing a column."""

    def __init__(self, x: Floats) -> None:
        self.missing = np.isnan(x).mean(axis=0) > 0.005
        self.mean = np.nanmean(x, axis=0)
        self.spread = np.nanstd(x, axis=0)
        self.spread[self.spread == 0.0] = 1.0

    def __call__(self, x: Floats) -> Floats:
        """Rows on the scale of those that it was made from."""
        filled = np.where(np.isnan(x), self.mean, x)
        flags = np.isnan(x[:, self.missing]).astype(np.float64)
        return np.column_stack([(filled - self.mean) / self.spread, flags])


def predicted(x: Floats, left: Floats, other: Floats) -> Floats:
    """Chances for other rows by a model of these."""
    scale = Scale(x)
    return chance(scale(other), fitted(scale(x), left))


def held_out(x: Floats, left: Floats, fold: NDArray[np.int_]) -> Floats:
    """Chances for each row by a model of the other folds."""
    found = np.empty(len(left))
    for one in np.unique(fold):
        out = fold == one
        found[out] = predicted(x[~out], left[~out], x[out])
    return found
