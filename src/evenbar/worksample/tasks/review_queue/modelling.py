"""A logistic regression in NumPy alone, and the step from a sample that was thinned out to what is there.

Sums are taken without a linear-algebra library where they can be, so that the same data give the same numbers.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def fitted(x: Floats, y: Floats, *, ridge: float = 1.0, steps: int = 15) -> Floats:
    """Weights of a logistic regression by Newton's method; the constant is the last one and bears no penalty.

    Parameters
    ----------
    x : (n, k) float, standardised
    y : (n,) float, 0 or 1
    """
    design = np.column_stack([x, np.ones(len(x))])
    penalty = np.append(np.full(x.shape[1], ridge), 1e-9)
    weights = np.zeros(design.shape[1])
    for _ in range(steps):
        p = chance(x, weights)
        slope = np.einsum("nk,n->k", design, y - p) - penalty * weights
        weighted = design * (p * (1.0 - p))[:, None]
        curve = np.einsum("nj,nk->jk", weighted, design) + np.diag(penalty)
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def chance(x: Floats, weights: Floats) -> Floats:
    """The chance that weights give to rows."""
    z = np.einsum("nk,k->n", x, weights[:-1]) + weights[-1]
    p: Floats = 1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0)))
    return p


def predicted(x: Floats, y: Floats, other: Floats) -> Floats:
    """Chances for other rows by a model of these, columns put on one scale."""
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0.0] = 1.0
    return chance((other - mean) / spread, fitted((x - mean) / spread, y))


def restored(p: Floats, kept: float) -> Floats:
    """Chances where ones are as rare as they are, from chances where only some of the zeros had been kept.

    Thinning zeros to a share multiplies the odds by one over the share, in every cell alike.
    """
    odds = kept * p / np.maximum(1.0 - p, 1e-12)
    restored: Floats = odds / (1.0 + odds)
    return restored
