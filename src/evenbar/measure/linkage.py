"""Severities from linked comparisons alone: what interviewers' ratings of the same candidates say of one another.

The crossed model takes severity and quality to be independent, and so learns a severity from the candidates that an
interviewer happened to meet as well. Where strict interviewers meet strong candidates, or roles that share nobody
differ, that puts quality down to severity. Here effects are read in two steps. First interviewers and whatever else
varies within candidates (W), with candidates fixed: only differences within candidates speak. Then what belongs to
candidates (C): the level, the roles, their strengths by criterion (X), and the candidates themselves, all random
given the first.

Source: Mundlak (1978), On the pooling of time series and cross section data, Econometrica 46, for why; Plummer (2015),
Cuts in Bayesian graphical models, Statistics and Computing 25, for the two steps. Tested against dense equations.
"""

from dataclasses import replace

import numpy as np
from scipy.linalg import LinAlgError
from scipy.linalg.lapack import dpotrf, dpotrs

from evenbar.measure.likelihood import Model, Solved
from evenbar.measure.ratings import Floats, Ints
from evenbar.measure.threads import threads_for

STRENGTHS = ("candidate:criterion",)  # X: columns of one candidate each, random in both steps
OF_CANDIDATES = ("", "role", *STRENGTHS)  # C: X and columns that are constant within candidates


def linked_by_candidates(model: Model, solved: Solved) -> Solved:
    """The model at the same ratios, with the effects and their precision from the two steps.

    With F b = f the equations with candidates fixed and M b = m those with candidates random, the precision is

        Q_WW = F_WW - F_WX F_XX^-1 F_XW + M_WC M_CC^-1 M_CW,  Q_WC = M_WC,  Q_CC = M_CC

    and the right-hand side f_W - F_WX F_XX^-1 f_X + M_WC M_CC^-1 m_C and m_C. Where criteria are fixed effects, the
    level is not apart from them, and the model stays as it is.
    """
    if model.sums.groups[0].code is not None:
        return solved
    with threads_for(model.order):
        return _linked(model, solved)


def _linked(model: Model, solved: Solved) -> Solved:
    h, fixed = float(solved.ratios[0]), 1.0 / solved.total
    at = solved.weight * fixed[model.sums.candidate]
    matrix = model.matrix(h, solved.weight, at, fixed, solved.columns)
    matrix.flat[:: model.order + 1] += solved.penal
    rhs = model.right(h, solved.per_rating * model.sums.y, at, fixed, solved.columns)
    place = _places(model, OF_CANDIDATES)
    rows, right = _equations(model, solved, solved.shrunk, place)
    parts = [(1.0, rows, right, place)]
    if len(strengths := _places(model, STRENGTHS)):
        parts.append((-1.0, *_equations(model, solved, fixed, strengths), strengths))
    for sign, those, here, at_columns in parts:
        within = those.copy()
        within[:, place] = 0.0
        pulled = sign * np.linalg.solve(those[:, at_columns], np.column_stack((within, here)))
        matrix += within.T @ pulled[:, :-1]
        rhs += within.T @ pulled[:, -1]
    matrix[place, :], matrix[:, place] = rows, rows.T
    rhs[place] = right
    factor, failed = dpotrf(matrix.T, lower=1, clean=0, overwrite_a=1)
    if failed:
        raise LinAlgError("The matrix of interviewers and columns is not positive.")
    return replace(solved, factor=factor, b=dpotrs(factor, rhs, lower=1)[0])


def _equations(model: Model, solved: Solved, shrunk: Floats, place: Ints) -> tuple[Floats, Floats]:
    """The rows (len(place), q) and right-hand sides of some columns' equations, candidates random or fixed."""
    h, at = float(solved.ratios[0]), solved.weight * shrunk[model.sums.candidate]
    blocks = model.blocks(h, at, shrunk, solved.columns)
    rows = np.hstack([block[..., place - model.sums.interviewers].T for block in blocks])
    rows[:, place] += np.diag(solved.penal[place])
    return rows, model.right(h, solved.per_rating * model.sums.y, at, shrunk, solved.columns)[place]


def _places(model: Model, terms: tuple[str, ...]) -> Ints:
    """The places of these terms' columns."""
    groups = zip(model.sums.groups, model.places, strict=True)
    found = [np.arange(at.start, at.stop) for group, at in groups if group.term in terms]
    return np.concatenate([np.arange(0), *found])
