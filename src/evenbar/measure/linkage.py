"""Severities from linked comparisons alone: what interviewers' ratings of the same candidates say of one another.

The crossed model takes severity and quality to be independent, and so learns a severity from the candidates that an
interviewer happened to meet as well. Where strict interviewers meet strong candidates, or roles that share nobody
differ, that puts quality down to severity. Here effects are read in two steps. First interviewers and whatever else
varies within candidates (W), with candidates fixed: only differences within candidates speak. Then what is constant
within candidates, the level and the roles (C), and the candidates, given these, with candidates random.

Source: Mundlak (1978), On the pooling of time series and cross section data, Econometrica 46, for why; Plummer (2015),
Cuts in Bayesian graphical models, Statistics and Computing 25, for the two steps. Tested against dense equations.
"""

from dataclasses import replace

import numpy as np
from scipy.linalg import LinAlgError
from scipy.linalg.lapack import dpotrf, dpotrs

from evenbar.measure.likelihood import Model, Solved
from evenbar.measure.ratings import Ints
from evenbar.measure.threads import threads_for

BETWEEN = ("", "role")  # groups of columns that are constant within candidates


def linked(model: Model, solved: Solved) -> Solved:
    """The model at the same ratios, with the effects and their precision from the two steps.

    With F b = f the equations of W with candidates fixed and M b = m those with candidates random, the precision is

        Q_WW = F_WW + M_WC M_CC^-1 M_CW,  Q_WC = M_WC,  Q_CC = M_CC

    and the right-hand side f_W + M_WC M_CC^-1 m_C and m_C. Where criteria are fixed effects, the level is not apart
    from them, and the model stays as it is.
    """
    if model.sums.groups[0].code is not None:
        return solved
    with threads_for(model.order):
        return _linked(model, solved)


def _linked(model: Model, solved: Solved) -> Solved:
    s, h, fixed = model.sums, float(solved.ratios[0]), 1.0 / solved.total
    y = solved.per_rating * s.y
    at = {name: solved.weight * shrunk[s.candidate] for name, shrunk in (("f", fixed), ("m", solved.shrunk))}
    matrix = model.matrix(h, solved.weight, at["f"], fixed, solved.columns)
    matrix.flat[:: model.order + 1] += solved.penal
    rhs = model.right(h, y, at["f"], fixed, solved.columns)
    place = _between(model)
    rows = np.hstack(
        [
            block[..., place - s.interviewers].T
            for block in model.blocks(h, at["m"], solved.shrunk, solved.columns)
        ]
    )
    rows[:, place] += np.diag(solved.penal[place])
    right = model.right(h, y, at["m"], solved.shrunk, solved.columns)[place]
    within = rows.copy()
    within[:, place] = 0.0
    pulled = np.linalg.solve(rows[:, place], np.column_stack((within, right)))
    matrix[place, :] = matrix[:, place] = 0.0
    matrix += within.T @ pulled[:, :-1]
    matrix[place, :], matrix[:, place] = rows, rows.T
    rhs += within.T @ pulled[:, -1]
    rhs[place] = right
    factor, failed = dpotrf(matrix.T, lower=1, clean=0, overwrite_a=1)
    if failed:
        raise LinAlgError("The matrix of interviewers and columns is not positive.")
    return replace(solved, factor=factor, b=dpotrs(factor, rhs, lower=1)[0])


def _between(model: Model) -> Ints:
    """The places of columns that are constant within candidates."""
    groups = zip(model.sums.groups, model.places, strict=True)
    return np.concatenate([np.arange(at.start, at.stop) for group, at in groups if group.term in BETWEEN])
