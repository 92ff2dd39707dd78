"""Information in a many-facet Rasch fit: that of known abilities, less what goes because they are not known.

The second is the covariance, over a candidate's posterior, of the slopes that the candidate adds. Slopes are smooth in
ability, so their first few coefficients by polynomials orthonormal over the posterior carry all but a trace of it.

Source: Louis (1982), JRSS B 44, 226-233, equation 3.2.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from evenbar.measure.rasch_tables import Layout, Tables
from evenbar.measure.ratings import Floats

ALIKE = 20.0  # ratings of an interviewer that knowledge of all the others is worth


@dataclass(frozen=True)
class Arrow:
    """Information without that which severities share with one another: of severities (R,), what each shares with
    the other parameters (R, others), and of the others (others, others).
    """

    severity: Floats
    cross: Floats
    others: Floats

    def less(self, other: "Arrow") -> "Arrow":
        """The difference of two."""
        return Arrow(self.severity - other.severity, self.cross - other.cross, self.others - other.others)

    def times(self, factor: float) -> "Arrow":
        """So many times as much."""
        return Arrow(factor * self.severity, factor * self.cross, factor * self.others)

    def spread_out(self, held: Floats, wanted: Floats) -> "Arrow":
        """What other ratings are expected to tell, ``wanted`` (R,) of each interviewer, if these are of ``held`` (R,).

        An interviewer of whom there are few here is taken to be more like all.
        """
        severity, cross = self.severity.sum() / held.sum(), self.cross.sum(axis=0) / held.sum()
        share = wanted / (held + ALIKE)
        return Arrow(
            (self.severity + ALIKE * severity) * share,
            (self.cross + ALIKE * cross) * share[:, None],
            self.others * (wanted.sum() / held.sum()),
        )

    def full(self, layout: Layout) -> Floats:
        """As a matrix of all parameters."""
        found = np.zeros((layout.size, layout.size))
        severity, dense = np.arange(layout.severity.start, layout.severity.stop), layout.dense
        found[severity, severity] = self.severity
        found[np.ix_(severity, dense)] = self.cross
        found[np.ix_(dense, severity)] = self.cross.T
        found[np.ix_(dense, dense)] = self.others
        return found


@dataclass(frozen=True)
class Lean:
    """How each candidate's ability moves with every severity (P, R) and with the other parameters (P, others).

    In standard deviations of the candidate's posterior; rows of higher degree follow those of the first.
    """

    severity: csr_array
    others: Floats


def waves_of(nodes: Floats, posterior: Floats, most: int) -> list[Floats]:
    """Polynomials of degree 1.. orthonormal over each posterior, times the posterior (P, q)."""
    before, now = np.zeros_like(posterior), np.ones_like(posterior)
    found = []
    for degree in range(1, most + 1):
        weighted = posterior * now
        centre = weighted * now @ nodes
        fall = (weighted * before) @ nodes if degree > 1 else np.zeros(len(posterior))
        after = (nodes - centre[:, None]) * now - fall[:, None] * before
        length = np.sqrt(np.maximum(np.einsum("pq,pq,pq->p", posterior, after, after), 1e-300))
        before, now = now, after / length[:, None]
        found.append(posterior * now)
    return found


def steps_taken(rest: list[Floats], first: int, looks: csr_array, t: Tables, waves: list[Floats]) -> None:
    for k, above in enumerate(t.above):
        filled(rest, first + k, looks @ above, waves)


def filled(rest: list[Floats], column: int, seen: Floats, waves: list[Floats]) -> None:
    for others, wave in zip(rest, waves, strict=True):
        others[:, column] = np.einsum("pq,pq->p", seen, wave)


def joined(parts: "list[Lean] | tuple[Lean, ...]") -> Lean:
    if len(parts) == 1:
        return parts[0]
    severity = vstack([part.severity for part in parts], format="csr")
    return Lean(severity, np.concatenate([part.others for part in parts]))


def missing_of(lean: Lean) -> Arrow:
    """The information that goes because abilities are not known."""
    own = lean.severity.power(2).sum(axis=0)
    return Arrow(np.asarray(own), np.asarray(lean.severity.T @ lean.others), lean.others.T @ lean.others)
