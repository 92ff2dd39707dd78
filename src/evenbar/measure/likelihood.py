"""The restricted likelihood of a Gaussian crossed model, its gradient and average information, from interview sums.

Variances are ratios to the residual variance: ``h`` candidate:interviewer, ``p`` candidate, ``r`` interviewer, and
one for each group of random columns. Within a candidate the covariance is inverted in closed form; interviewers and
columns are solved for together, by the Cholesky factor of a matrix M of order q = R + K.

Source: Patterson and Thompson (1971), Recovery of inter-block information, Biometrika 58; Gilmour, Thompson and
Cullis (1995), Average information REML, Biometrics 51. Tested against lme4 on its Dyestuff, Penicillin and Pastes data.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.linalg import LinAlgError
from scipy.linalg.blas import dtrmv
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs, dtrtrs

from evenbar.measure.interviews import Sums
from evenbar.measure.ratings import Floats, added
from evenbar.measure.threads import threads_for

LEAST = 1e-7  # the least ratio of a variance to the residual's: a zero that can be divided by


@dataclass(frozen=True)
class Solved:
    """The model solved at given ratios. ``b`` (q,) are the effects of interviewers and columns.

    ``residual`` is the likeliest residual variance, and ``squares`` y'Py, that variance times the degrees of freedom.

    ``factor`` (q, q) is the lower Cholesky factor of M (above its diagonal stands nothing of meaning), ``penal`` (q,)
    what the random effects' variances added to M's diagonal. ``per_rating`` and ``weight`` (m,) are the precisions
    of a rating in an interview and of the interview, ``total`` (P,) those of candidates, ``shrunk`` (P,) is
    1 / (total + 1 / p), ``columns`` (P, K) the candidates' sums of columns times precision.
    """

    ratios: Floats
    loglik: float
    residual: float
    squares: float
    b: Floats
    factor: Floats
    penal: Floats
    per_rating: Floats
    weight: Floats
    total: Floats
    shrunk: Floats
    columns: Floats


@dataclass(frozen=True)
class Spread:
    """How sure a solved model is, over the residual variance. t_p (q,) is a candidate's row of weights in M.

    ``inverse`` (q, q) is that of M, above its diagonal alone; ``own`` (P,) is t_p' M^-1 t_p and ``columns`` (P, K)
    the columns' part of M^-1 t_p.
    """

    inverse: Floats
    own: Floats
    columns: Floats


class Model:
    """A table's sums, ready to be solved at any ratios.

    Ratios come in the order of ``terms``: candidate:interviewer, candidate, interviewer, random groups of columns.
    """

    def __init__(self, sums: Sums) -> None:
        self.sums = sums
        ends = np.cumsum([0, *(group.size for group in sums.groups)]) + sums.interviewers
        self.places = [slice(int(a), int(b)) for a, b in pairwise(ends)]
        random = [(group.term, at) for group, at in zip(sums.groups, self.places, strict=True) if group.term]
        self.parts = [slice(0, sums.interviewers), *(at for _, at in random)]  # of b, by random term
        self.terms = ("candidate:interviewer", "candidate", "interviewer", *(term for term, _ in random))
        self.freedom = sums.ratings - sum(group.size for group in sums.groups if not group.term)
        self.order = int(ends[-1])

    def solve(self, ratios: Floats) -> Solved:
        """Solve at ratios (in the order of ``terms``), each at least LEAST.

        Raises LinAlgError where the matrix is not positive.
        """
        with threads_for(self.order):
            return self._solve(ratios)

    def _solve(self, ratios: Floats) -> Solved:
        s, (h, p) = self.sums, ratios[:2]
        per_rating = 1.0 / (1.0 + s.size * h)
        weight = s.size * per_rating
        total = s.by_candidate(weight)
        shrunk = 1.0 / (total + 1.0 / p)
        columns = s.columns_of_candidates(per_rating)
        penal = np.zeros(self.order)
        for part, ratio in zip(self.parts, ratios[2:], strict=True):
            penal[part] = 1.0 / ratio
        at_candidate = weight * shrunk[s.candidate]
        matrix = self.matrix(h, weight, at_candidate, shrunk, columns)
        matrix.flat[:: self.order + 1] += penal
        factor, failed = dpotrf(matrix.T, lower=1, clean=0, overwrite_a=1)
        if failed:
            raise LinAlgError("The matrix of interviewers and columns is not positive.")
        y = per_rating * s.y
        ty = s.by_candidate(y)
        rhs = self.right(h, y, at_candidate, shrunk, columns)
        b = dpotrs(factor, rhs, lower=1)[0]
        squares = s.yy - h * float(y @ s.y) - float(shrunk @ ty**2) - float(rhs @ b)
        squares = max(squares, 1e-12 * s.yy, 1e-100)
        residual = squares / self.freedom
        determinant = (
            -np.log(per_rating).sum()
            + np.log1p(p * total).sum()
            + 2.0 * np.log(factor.diagonal()).sum()
            - np.log(penal[penal > 0.0]).sum()
        )
        loglik = -0.5 * (determinant + self.freedom * (np.log(2.0 * np.pi * residual) + 1.0))
        return Solved(
            ratios,
            float(loglik),
            residual,
            squares,
            b,
            factor,
            penal,
            per_rating,
            weight,
            total,
            shrunk,
            columns,
        )

    def right(self, h: float, y: Floats, at: Floats, shrunk: Floats, columns: Floats) -> Floats:
        """U'V^-1 y of interviewers and columns (q,), from the interviews' sums times their precision."""
        s = self.sums
        ty = s.by_candidate(y)
        by_rater = s.by_interviewer(y - at * ty[s.candidate])
        return np.concatenate((by_rater, s.xy - s.columns.T @ (h * y) - (shrunk * ty) @ columns))

    def blocks(self, h: float, at: Floats, shrunk: Floats, columns: Floats) -> tuple[Floats, Floats]:
        """U'V^-1 U of interviewers with columns (R, K), and of columns (K, K)."""
        s = self.sums
        c = 1.0 / (1.0 + s.kinds[0] * h)
        mixed = (c @ s.columns_of_interviewers).reshape(s.interviewers, -1) - s.met(at).T @ columns
        inner = (c @ s.squares).reshape(s.xx.shape)
        return mixed, s.xx - h * inner - columns.T @ (shrunk[:, None] * columns)

    def matrix(self, h: float, weight: Floats, at: Floats, shrunk: Floats, columns: Floats) -> Floats:
        """U'V^-1 U of interviewers and columns (q, q), on and above its diagonal; V is the covariance in candidates."""
        s, raters = self.sums, self.sums.interviewers
        root = weight * np.sqrt(shrunk)[s.candidate]
        first, second, cell = s.meetings
        pairs = root[first]
        pairs *= root[second]
        matrix = added(cell, pairs, self.order**2).reshape(self.order, self.order)
        np.negative(matrix[:raters], out=matrix[:raters])
        matrix.flat[: raters * self.order : self.order + 1] = s.by_interviewer(weight * (1.0 - at))
        matrix[:raters, raters:], matrix[raters:, raters:] = self.blocks(h, at, shrunk, columns)
        return matrix

    def spread(self, solved: Solved) -> Spread:
        """The inverse of M, and what it makes of the candidates' rows of weights."""
        s, raters = self.sums, self.sums.interviewers
        lower, _ = dpotri(solved.factor, lower=1)
        inverse = lower.T  # in rows, above its diagonal
        first, second, cell = s.meetings
        pairs = inverse.ravel()[cell]
        pairs *= solved.weight[first]
        pairs *= solved.weight[second]
        own = 2.0 * added(s.candidate[first], pairs, s.candidates)
        diagonal = inverse.diagonal()[:raters]
        own += s.by_candidate(solved.weight**2 * diagonal[s.interviewer])
        of_raters = s.met(solved.weight) @ inverse[:raters, raters:]
        of_columns = solved.columns @ _whole(inverse[raters:, raters:])
        own += np.einsum("pk,pk->p", 2.0 * of_raters + of_columns, solved.columns)
        return Spread(inverse, own, of_raters + of_columns)

    def slopes(self, solved: Solved) -> tuple[Floats, Floats]:
        """Gradient (terms,) and average information (terms, terms) of the restricted likelihood in the ratios."""
        with threads_for(self.order):
            gradient, squares, working = self._gradient(solved, solved.residual)
            u, direct = self._working(solved, working)
            half = dtrtrs(solved.factor, u.T, lower=1)[0]
        e = solved.residual
        inner = (direct - half.T @ half) / e - np.outer(squares, squares) / (e**2 * self.freedom)
        return gradient, 0.5 * inner

    def gradient(self, solved: Solved, residual: float) -> Floats:
        """The slope of the restricted likelihood at a given residual variance in the ratios (terms,)."""
        with threads_for(self.order):
            return self._gradient(solved, residual)[0]

    def _gradient(self, solved: Solved, residual: float) -> tuple[Floats, Floats, list[Floats]]:
        """The gradient, Z'Py squared by term, and Z'Py itself."""
        s, raters = self.sums, self.sums.interviewers
        p, weight = solved.ratios[1], solved.weight
        left = solved.per_rating * (s.y - s.size * solved.b[s.interviewer] - s.columns @ solved.b[raters:])
        te = s.by_candidate(left)
        a = left - weight * (solved.shrunk * te)[s.candidate]  # sums of Py over interviews
        q = te / (1.0 + p * solved.total)  # and over candidates
        effects = [solved.b[part] / ratio for part, ratio in zip(self.parts, solved.ratios[2:], strict=True)]
        working = [a, q, *effects]
        squares = np.array([each @ each for each in working])
        return -0.5 * (self._traces(solved) - squares / residual), squares, working

    def _traces(self, solved: Solved) -> Floats:
        """The trace of P Z Z' for each term."""
        s, weight, shrunk = self.sums, solved.weight, solved.shrunk
        spread = self.spread(solved)
        factor = 1.0 / (1.0 + solved.ratios[1] * solved.total)
        candidates = float(factor @ (solved.total - factor * spread.own))
        squares = s.by_candidate(weight**2)
        interviews = float((weight - weight**2 * shrunk[s.candidate]).sum())
        interviews -= self._inside(solved, spread.inverse)
        interviews += 2.0 * float(shrunk @ self._between(solved, spread))
        interviews -= float((shrunk**2 * squares) @ spread.own)
        diagonal = spread.inverse.diagonal()
        effects = [
            float((part.stop - part.start) - diagonal[part].sum() / ratio) / ratio
            for part, ratio in zip(self.parts, solved.ratios[2:], strict=True)
        ]
        return np.array([interviews, candidates, *effects])

    def _inside(self, solved: Solved, inverse: Floats) -> float:
        """The trace of M^-1 with the sum over interviews of c^2 u u', u being an interview's row of weights."""
        s, raters = self.sums, self.sums.interviewers
        c = 1.0 / (1.0 + s.kinds[0] * solved.ratios[0])
        rows = s.by_interviewer(solved.weight**2) @ inverse.diagonal()[:raters]
        mixed = (c**2 * s.kinds[0]) @ s.columns_of_interviewers @ inverse[:raters, raters:].ravel()
        columns = c**2 @ s.squares @ _whole(inverse[raters:, raters:]).ravel()
        return float(rows + 2.0 * mixed + columns)

    def _between(self, solved: Solved, spread: Spread) -> Floats:
        """d_p' M^-1 t_p (P,), d_p being a candidate's sum of weight c u over interviews."""
        s, raters, weight = self.sums, self.sums.interviewers, solved.weight
        if len(s.kinds[0]) == 1:
            return np.asarray(weight[0] * spread.own)
        first, second, cell = s.meetings
        pairs = spread.inverse.ravel()[cell] * weight[first] * weight[second]
        pairs *= weight[first] + weight[second]
        found = added(s.candidate[first], pairs, s.candidates)
        diagonal = spread.inverse.diagonal()[:raters]
        found += s.by_candidate(weight**3 * diagonal[s.interviewer])
        squared = s.met(weight**2) @ spread.inverse[:raters, raters:]
        found += np.einsum("pk,pk->p", squared, solved.columns)
        found += np.einsum("pk,pk->p", s.columns_of_candidates(weight * solved.per_rating), spread.columns)
        return found

    def _working(self, solved: Solved, working: list[Floats]) -> tuple[Floats, Floats]:
        """The working vectors f = Z Z'Py of every term as U'V^-1 f (terms, q), and f'V^-1 f between them."""
        s = self.sums
        seen = [self._seen(solved, working[0]), self._seen(solved, working[1][s.candidate])]
        full = np.zeros((len(working) - 2, self.order))
        for row, part, effect in zip(full, self.parts, working[2:], strict=True):
            row[part] = effect
        rows = [dtrmv(solved.factor, dtrmv(solved.factor, row, lower=1, trans=1), lower=1) for row in full]
        u = np.array(
            [*(row for row, _ in seen), *(row - solved.penal * f for row, f in zip(rows, full, strict=True))]
        )
        direct = np.empty((len(u), len(u)))
        direct[:, 2:] = u @ full.T
        direct[2:, :2] = direct[:2, 2:].T
        direct[:2, 0] = direct[0, :2] = [through @ working[0] for _, through in seen]
        direct[1, 1] = seen[1][1] @ working[1][s.candidate]
        return u, direct

    def _seen(self, solved: Solved, value: Floats) -> tuple[Floats, Floats]:
        """For f constant within interviews: U'V^-1 f, and the sums of V^-1 f over interviews."""
        s = self.sums
        through = solved.weight * value
        pulled = solved.shrunk * s.by_candidate(through)
        columns = s.columns.T @ (solved.per_rating * value) - pulled @ solved.columns
        through -= solved.weight * pulled[s.candidate]
        return np.concatenate((s.by_interviewer(through), columns)), through


def diagonal(solved: Solved) -> Floats:
    """The diagonal of M^-1 (q,): the effects' variances over the residual one."""
    return np.asarray(dpotri(solved.factor, lower=1)[0].diagonal())


def _whole(upper: Floats) -> Floats:
    """A symmetric matrix from what is on and above its diagonal."""
    return np.asarray(np.triu(upper) + np.triu(upper, 1).T)


def possible(model: Model, ratios: Floats) -> Solved | None:
    """The model solved, or None where it cannot be at these ratios."""
    try:
        return model.solve(ratios)
    except LinAlgError:
        return None
