"""People's share predicted from the judge and the five things: a logistic regression of shares, in NumPy alone."""

import numpy as np

from .tables import Verdicts
from .world import PULLS, Floats, logistic


def design(seen: Verdicts) -> Floats:
    """The five things, the judge's log odds, and a constant for each model, which takes up what favour it has."""
    odds = np.log(seen.lean / (1.0 - seen.lean))
    own = [(seen.model == name).astype(np.float64) for name in seen.names]
    return np.column_stack([*(seen.things[name] for name in PULLS), odds, *own])


def fitted(x: Floats, share: Floats, *, steps: int = 15) -> tuple[Floats, Floats]:
    """Weights by Newton's method, and their standard errors by the residuals, whatever their spread.

    Parameters
    ----------
    x : (n, k) float
    share : (n,) float from 0 to 1
    """
    weights = np.zeros(x.shape[1])
    for _ in range(steps):
        p = logistic(np.einsum("nk,k->n", x, weights))
        slope = np.einsum("nk,n->k", x, share - p) - 1e-6 * weights
        curve = np.einsum("nj,n,nk->jk", x, p * (1.0 - p), x) + 1e-6 * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(curve, slope)
    p = logistic(np.einsum("nk,k->n", x, weights))
    inner = np.einsum("nj,n,nk->jk", x, (share - p) ** 2, x)
    half = np.linalg.solve(curve, np.linalg.solve(curve, inner).T)
    return weights, np.sqrt(np.diag(half))


def predicted(x: Floats, weights: Floats) -> Floats:
    """Shares that weights give to rows."""
    return logistic(np.einsum("nk,k->n", x, weights))
