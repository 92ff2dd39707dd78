"""The restricted likelihood of a Gaussian crossed model, its gradient and average information, from interview sums.

Variances are ratios to the residual variance: ``h`` candidate:interviewer, ``p`` candidate, ``r`` interviewer, and
one for each group of random columns. Within a candidate the covariance is inverted in closed form; interviewers and
columns are solved for together, in a matrix M of order R + K.

Source: Patterson and Thompson (1971), Recovery of inter-block information, Biometrika 58; Gilmour, Thompson and
Cullis (1995), Average information REML, Biometrics 51. Tested against lme4 on its Dyestuff, Penicillin and Pastes data.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cholesky
from scipy.linalg.lapack import dpotri, dpotrs

from evenbar.measure.interviews import Sums
from evenbar.measure.ratings import Floats, added

LEAST = 1e-7  # the least ratio of a variance to the residual's: a zero that can be divided by


@dataclass(frozen=True)
class Group:
    """Columns of the model that belong together: fixed where ``term`` is empty, else random with one variance."""

    term: str
    first: int
    last: int

    @property
    def size(self) -> int:
        """How many columns the group has."""
        return self.last - self.first


@dataclass(frozen=True)
class Solved:
    """The model solved at given ratios. ``b`` (R + K,) are the effects of interviewers and columns.

    ``inverse`` (R + K, R + K) times the residual variance is their posterior covariance. ``weight`` (m,) and
    ``total`` (P,) are the precisions of interviews and candidates, ``shrunk`` (P,) is 1 / (total + 1 / p).
    """

    ratios: Floats
    loglik: float
    residual: float
    b: Floats
    inverse: Floats
    matrix: Floats
    per_rating: Floats
    weight: Floats
    total: Floats
    shrunk: Floats
    column_total: Floats


class Model:
    """A table's sums with the groups of columns, ready to be solved at any ratios.

    Ratios come in the order of ``terms``: candidate:interviewer, candidate, interviewer (where random), column groups.
    """

    def __init__(self, sums: Sums, groups: Sequence[Group], *, interviewers: bool = True) -> None:
        self.sums, self.groups = sums, tuple(groups)
        self.interviewers = interviewers
        self.random = [group for group in self.groups if group.term]
        self.fixed = sum(group.size for group in self.groups if not group.term)
        self.freedom = sums.ratings - self.fixed
        self.terms = ("candidate:interviewer", "candidate", "interviewer", *(g.term for g in self.random))

    def solve(self, ratios: Floats) -> Solved:
        """Solve at ratios (in the order of ``terms``), each at least LEAST."""
        s, (h, p, r) = self.sums, ratios[:3]
        per_rating = 1.0 / (1.0 + s.size * h)  # c: of each interview
        weight = s.size * per_rating
        total = s.by_candidate(weight)
        shrunk = 1.0 / (total + 1.0 / p)
        tx = s.by_candidate(per_rating[:, None] * s.x)
        ty = s.by_candidate(per_rating * s.y)
        matrix = self._matrix(per_rating, weight, shrunk, tx, h)
        within = h * per_rating  # what an interview's own level takes from its squares
        at_candidate = shrunk[s.candidate]
        rhs = np.concatenate(
            (
                s.by_interviewer(per_rating * s.y - weight * at_candidate * ty[s.candidate]),
                s.xy - s.x.T @ (within * s.y) - tx.T @ (shrunk * ty),
            )
        )
        squares = s.yy - within @ s.y**2 - shrunk @ ty**2
        penal = np.zeros(len(matrix))
        penal[: s.interviewers] = 1.0 / r
        for group, ratio in zip(self.random, ratios[3:], strict=True):
            penal[s.interviewers + group.first : s.interviewers + group.last] = 1.0 / ratio
        ridge = matrix + np.diag(penal)
        factor = cholesky(ridge, lower=True, check_finite=False)
        inverse = _inverse(factor)
        b = inverse @ rhs
        residual = max(float(squares - rhs @ b), 1e-12 * s.yy, 1e-300) / self.freedom
        determinant = (
            -np.log(per_rating).sum()
            + np.log1p(p * total).sum()
            + 2.0 * np.log(np.diag(factor)).sum()
            + s.interviewers * np.log(r)
            + sum(group.size * np.log(ratio) for group, ratio in zip(self.random, ratios[3:], strict=True))
        )
        loglik = -0.5 * (determinant + self.freedom * (np.log(2.0 * np.pi * residual) + 1.0))
        return Solved(
            ratios, float(loglik), residual, b, inverse, matrix, per_rating, weight, total, shrunk, tx
        )

    def _matrix(self, c: Floats, weight: Floats, shrunk: Floats, tx: Floats, h: float) -> Floats:
        """U'V^-1 U for interviewers and columns, V being the covariance within candidates."""
        s, at = self.sums, shrunk[self.sums.candidate]
        first, second, cell = s.meetings
        rr = added(cell, -at[first] * weight[first] * weight[second], s.interviewers**2)
        rr = rr.reshape(s.interviewers, s.interviewers)
        rr.flat[:: s.interviewers + 1] += s.by_interviewer(weight - at * weight**2)
        rx = s.by_interviewer(c[:, None] * s.x - (weight * at)[:, None] * tx[s.candidate])
        xx = s.xx - (s.x * (h * c)[:, None]).T @ s.x - (tx * shrunk[:, None]).T @ tx
        return np.block([[rr, rx], [rx.T, xx]])

    def slopes(self, solved: Solved) -> tuple[Floats, Floats]:
        """Gradient (terms,) and average information (terms, terms) of the restricted likelihood in the ratios."""
        s, at = self.sums, solved.shrunk[self.sums.candidate]
        p = solved.ratios[1]
        count = s.interviewers
        c, weight = solved.per_rating, solved.weight
        left = s.y - s.size * solved.b[s.interviewer] - s.x @ solved.b[count:]
        te = s.by_candidate(c * left)
        a = c * left - weight * at * te[s.candidate]  # sums of Py over interviews
        q = te / (1.0 + p * solved.total)  # and over candidates
        effects = self._effects(solved)
        squares = np.array([a @ a, q @ q, *(effect @ effect for effect in effects)])
        traces = np.array([self._trace_h(solved), self._trace_p(solved), *self._traces_of_effects(solved)])
        e = solved.residual
        gradient = -0.5 * (traces - squares / e)
        # Working vectors f = Z Z'Py of every term, seen through V^-1 and U.
        blocks = [self._seen(solved, a), self._seen(solved, q[s.candidate])]
        spread = [self._spread(group, effect) for group, effect in zip(self._slices(), effects, strict=True)]
        u = np.array([*(row[0] for row in blocks), *(solved.matrix @ v for v in spread)])
        direct = np.empty((len(u), len(u)))
        for i in range(len(u)):
            for j in range(i, len(u)):
                value = blocks[i][1] @ blocks[j][2] if j < 2 else u[i] @ spread[j - 2]
                direct[i, j] = direct[j, i] = value
        information = 0.5 * (
            (direct - u @ solved.inverse @ u.T) / e - np.outer(squares, squares) / (e**2 * self.freedom)
        )
        return gradient, information

    def _slices(self) -> list[slice]:
        """Where interviewers and each random group stand in ``b``."""
        count = self.sums.interviewers
        return [slice(0, count), *(slice(count + g.first, count + g.last) for g in self.random)]

    def _effects(self, solved: Solved) -> list[Floats]:
        """Z'Py of interviewers and of each random group: the effect over its ratio."""
        return [solved.b[part] / ratio for part, ratio in zip(self._slices(), solved.ratios[2:], strict=True)]

    def _spread(self, part: slice, effect: Floats) -> Floats:
        full = np.zeros(self.sums.interviewers + self.sums.x.shape[1])
        full[part] = effect
        return full

    def _traces_of_effects(self, solved: Solved) -> list[float]:
        diagonal = np.diag(solved.inverse)
        return [
            float((part.stop - part.start) - diagonal[part].sum() / ratio) / ratio
            for part, ratio in zip(self._slices(), solved.ratios[2:], strict=True)
        ]

    def _seen(self, solved: Solved, value: Floats) -> tuple[Floats, Floats, Floats]:
        """For f constant within interviews: U'V^-1 f, the sums of V^-1 f over interviews, and f itself."""
        s, at = self.sums, solved.shrunk[self.sums.candidate]
        tf = s.by_candidate(solved.weight * value)
        through = solved.weight * value - solved.weight * at * tf[s.candidate]
        columns = s.x.T @ (solved.per_rating * value) - solved.column_total.T @ (solved.shrunk * tf)
        return np.concatenate((s.by_interviewer(through), columns)), through, value

    def _trace_p(self, solved: Solved) -> float:
        s, p = self.sums, solved.ratios[1]
        factor = 1.0 / (1.0 + p * solved.total)
        at = (factor**2)[s.candidate]
        first, second, cell = s.meetings
        w, count = solved.weight, s.interviewers
        rr = added(cell, at[first] * w[first] * w[second], count**2).reshape(count, count)
        rr.flat[:: count + 1] += s.by_interviewer(at * w**2)
        tx = solved.column_total
        rx = s.by_interviewer((at * w)[:, None] * tx[s.candidate])
        xx = (tx * (factor**2)[:, None]).T @ tx
        return float((solved.total * factor).sum()) - self._against(solved, rr, rx, xx)

    def _trace_h(self, solved: Solved) -> float:
        s, at = self.sums, solved.shrunk[self.sums.candidate]
        w, count = solved.weight, s.interviewers
        squares = s.by_candidate(w**2)
        inner = solved.shrunk**2 * squares
        first, second, cell = s.meetings
        product = w[first] * w[second]
        mixed = product * (inner[s.candidate[first]] - at[first] * (w[first] + w[second]))
        rr = added(cell, mixed, count**2).reshape(count, count)
        rr.flat[:: count + 1] += s.by_interviewer(w**2 * (1.0 - 2.0 * at * w + inner[s.candidate]))
        v = solved.per_rating[:, None] * s.x - (w * at)[:, None] * solved.column_total[s.candidate]
        z = s.by_candidate(w[:, None] * v)
        rx = s.by_interviewer(w[:, None] * (v - at[:, None] * z[s.candidate]))
        own = float((w - w**2 * at).sum())
        return own - self._against(solved, rr, rx, v.T @ v)

    def _against(self, solved: Solved, rr: Floats, rx: Floats, xx: Floats) -> float:
        """The trace of M^-1 with a matrix given by its blocks."""
        count, inverse = self.sums.interviewers, solved.inverse
        return float(
            np.vdot(inverse[:count, :count], rr)
            + 2.0 * np.vdot(inverse[:count, count:], rx)
            + np.vdot(inverse[count:, count:], xx)
        )


def _inverse(factor: Floats) -> Floats:
    """The inverse of a matrix from its lower Cholesky factor."""
    if len(factor) <= 400:  # here dpotri waits for its own threads longer than it computes
        solved, _ = dpotrs(factor, np.eye(len(factor)), lower=1)
        return np.asarray(solved)
    found, _ = dpotri(factor, lower=1)
    return np.asarray(np.tril(found) + np.tril(found, -1).T)


def possible(model: Model, ratios: Floats) -> Solved | None:
    """The model solved, or None where it cannot be at these ratios."""
    try:
        return model.solve(ratios)
    except LinAlgError:
        return None
