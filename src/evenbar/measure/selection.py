"""Validity among all who applied, where those hired were picked on something else than the score alone.

Case II (in ``validity``) supposes that selection was on the score itself. Case IV supposes that it was on something
that goes with true standing; Lawley's correction that it was on several known variables together. Each is an
assumption that the data do not show, so each is a line of its own beside the observed correlation.
"""

import numpy as np
from numpy.typing import ArrayLike

from evenbar.measure.ratings import Floats
from evenbar.measure.validity import Correction

POSITIVE = "is not the covariance matrix of variables of which none follows from the others"


def corrected_for_indirect_restriction(
    r: float | None, u: float, *, score_reliability: float, outcome_reliability: float = 1.0
) -> Correction:
    """The correlation of the score as it is used, had nobody been selected, by Thorndike's Case IV.

    With a the reliability of the score among all who applied:

        among those hired 1 - (1 - a) / u^2; of true standing u_T^2 = (u^2 - (1 - a)) / a; r_T = r / sqrt(both
        reliabilities among those hired); c = r_T / u_T; corrected = sqrt(a) c / sqrt(1 + r_T^2 (1 / u_T^2 - 1))

    Parameters
    ----------
    r : observed among those hired
    u : standard deviation of scores among those hired over that among all who applied, above 0 and up to 1
    score_reliability : among all who applied
    outcome_reliability : among those hired

    Raises
    ------
    ValueError : where a number is out of its range, or ``u`` smaller than errors of the score alone would leave it.

    Source: Hunter, Schmidt and Le (2006), Journal of Applied Psychology 91, 594-612, after Thorndike (1949). Tested
    against the restriction of a normal population worked out in closed form.
    """
    for name, given in (("restriction", u), ("reliability of the score", score_reliability)):
        if not 0.0 < given <= 1.0:
            raise ValueError(f"The {name} must lie above 0 and up to 1, and {given:g} does not.")
    if not 0.0 < outcome_reliability <= 1.0:
        raise ValueError(
            f"The reliability of the outcome must lie above 0 and up to 1, and {outcome_reliability:g} does not."
        )
    true = (u**2 - (1.0 - score_reliability)) / score_reliability
    if true <= 0.0:
        least = np.sqrt(1.0 - score_reliability)
        raise ValueError(
            f"With a reliability of {score_reliability:g} errors alone spread {least:.2f} times as far as all scores,"
            f" so a restriction of {u:g} cannot be; check both numbers."
        )
    assumption = (
        f"Selection was on what goes with true standing and not on errors of the score; among those hired scores"
        f" spread {u:g} times as far as among all, and the score's reliability among all is {score_reliability:g}."
    )
    value: float | None = None
    if r is not None:
        among_hired = 1.0 - (1.0 - score_reliability) / u**2
        true_r = r / np.sqrt(among_hired * outcome_reliability)
        if abs(true_r) <= 1.0:
            pulled = true_r / np.sqrt(true) / np.sqrt(1.0 + true_r**2 * (1.0 / true - 1.0))
            value = float(np.sqrt(score_reliability) * pulled)
    return Correction("indirect range restriction, Case IV", assumption, value)


def corrected_covariance(among_hired: ArrayLike, among_all: ArrayLike) -> Floats:
    """The covariance matrix among all who applied, by Lawley's multivariate correction.

    With V among those hired, X the variables that selection was on, Y the others, S_XX known among all, and
    B = V_XX^-1 V_XY:  S_XY = S_XX B,  S_YY = V_YY + B' (S_XX - V_XX) B

    Parameters
    ----------
    among_hired : (n, n), the variables of selection first
    among_all : (p, p) of the p <= n variables of selection

    Raises
    ------
    ValueError : where a matrix is not square, symmetric and positive definite, or ``among_all`` is the larger one.

    Source: Lawley (1943), Proceedings of the Royal Society of Edinburgh A 62, 28-30; Thorndike's Case II and Case III
    are its cases of one variable of selection, and the tests hold it against their formulas.
    """
    v, s = _covariance(among_hired, "among those hired"), _covariance(among_all, "among all who applied")
    count = len(s)
    if count > len(v):
        raise ValueError(
            "There are more variables of selection than variables; give those that were selected on."
        )
    inside, across = v[:count, :count], v[:count, count:]
    slopes = np.linalg.solve(inside, across)
    found = np.empty_like(v)
    found[:count, :count] = s
    found[:count, count:] = s @ slopes
    found[count:, :count] = found[:count, count:].T
    found[count:, count:] = v[count:, count:] + slopes.T @ (s - inside) @ slopes
    return found


def correlations(covariance: Floats) -> Floats:
    """The correlation matrix of a covariance matrix."""
    deviations = np.sqrt(covariance.diagonal())
    return np.asarray(covariance / np.outer(deviations, deviations))


def _covariance(matrix: ArrayLike, where: str) -> Floats:
    values = np.asarray(matrix, dtype=np.float64)
    square = values.ndim == 2 and values.shape[0] == values.shape[1] and values.size > 0
    if not square or not np.isfinite(values).all() or not np.allclose(values, values.T):
        raise ValueError(
            f"The matrix {where} is not square and symmetric; give one row and column a variable."
        )
    if float(np.linalg.eigvalsh(values).min()) <= 1e-12 * float(np.abs(values).max()):
        raise ValueError(f"The matrix {where} {POSITIVE}; leave out what is a sum of others.")
    return values
