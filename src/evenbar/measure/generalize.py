"""Generalizability: how much of a rating is the candidate, the interviewer, the criterion, and their mixtures.

One solver serves all designs. Squared sums over the levels of each component (Henderson's method 1, the analogous T)
are set equal to what they are expected to be; in a balanced table that is the analysis of variance by expected mean
squares. Components below zero are shown as they come out. What follows for a panel is ``decision_study``'s matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from evenbar.measure.interval import Estimate, percentiles
from evenbar.measure.ratings import Floats, Ints, RatingTable
from evenbar.measure.restriction import restriction_warnings

DESIGNS: dict[str, tuple[str, ...]] = {
    "p x r": ("p", "r", "pr"),
    "p x i": ("p", "i", "pi"),
    "r:p": ("p", "r:p"),
    "i:p": ("p", "i:p"),
    "p x (r:i)": ("p", "i", "r:i", "pi", "pr:i"),
    "(r:p) x i": ("p", "i", "r:p", "pi", "ri:p"),
    "p x r x i": ("p", "r", "i", "pr", "pi", "ri", "pri"),
}
# What is fully crossed with what in a balanced table.
CROSSED = {
    "p x r": ("p", "r"),
    "p x i": ("p", "i"),
    "r:p": ("r:p",),
    "i:p": ("i:p",),
    "p x (r:i)": ("p", "r:i"),
    "(r:p) x i": ("r:p", "i"),
    "p x r x i": ("p", "r", "i"),
}
FACETS = {"p": "candidate", "r": "interviewer", "i": "criterion"}
MANY = {"candidate": "candidates", "interviewer": "interviewers", "criterion": "criteria"}
DRAWS = 4_000
SIMULATED, FEWEST_SIMULATED, MOST_SIMULATED = (
    300,
    50,
    30_000_000,
)  # simulated tables, and ratings in all of them
MOST_AT_ONCE = 5_000_000  # ratings in a block of simulated tables
LEAST_FREEDOM = 0.3


@dataclass(frozen=True)
class Study:
    """Variance components of a design. ``variance`` is by component, each with a 95 % interval.

    ``draws`` (B, components) are plausible values of the components behind the intervals. ``interviewers`` and
    ``criteria`` are how many a candidate met (harmonic means where they differ); None where not in the design.
    """

    design: str
    variance: Mapping[str, Estimate]
    draws: Floats
    balanced: bool
    candidates: int
    interviewers: float | None
    criteria: float | None
    warnings: tuple[tuple[str, str], ...]

    @property
    def values(self) -> Floats:
        """The components in the order of the design."""
        return np.array([part.value for part in self.variance.values()], dtype=np.float64)


def parsed_design(text: str) -> str:
    """The name of a design as people may write it, with a cross or without spaces.

    Raises ValueError with the known designs where it is none of them.
    """
    plain = "".join(text.replace("×", "x").lower().split())
    for name in DESIGNS:
        if plain == name.replace(" ", ""):
            return name
    raise ValueError(f'"{text[:40]}" is not a design; the designs are {", ".join(DESIGNS)}.')


def generalizability(table: RatingTable, design: str, *, seed: int = 1) -> Study:
    """Variance components of a table under a design, all facets random.

    T_a = sum over levels of a of (sum of ratings)^2 / n_a; E T_a = N mu^2 + sum_b k_ab var_b,
    k_ab = sum over levels of a of sum over levels of b of n_ab^2 / n_a

    Parameters
    ----------
    table : any; ratings of one cell of the design are averaged, facets that are not in it are averaged over
    design : a key of DESIGNS; p candidate, r interviewer, i criterion, a colon for "within", x for "crossed with"
    seed : of the draws behind the intervals

    Returns
    -------
    Components with 95 % intervals: generalised ones, from the chi-square distributions of the mean squares; in an
    unbalanced table with Satterthwaite's degrees of freedom for the analogous mean squares.

    Raises
    ------
    ValueError : "There is only one interviewer, and the design p x r needs two." and where the data cannot tell
        components apart, with their names.

    Source: Henderson (1953), Biometrics 9, 226-252; Brennan (2001), Generalizability Theory, ch. 3 and 7; intervals:
    Weerahandi (1995), Exact Statistical Methods for Data Analysis, ch. 9; Satterthwaite (1946), Biometrics Bulletin 2,
    110-114. Tested against Brennan's synthetic data sets 1, 2 and 4, and its coverage by simulation.
    """
    cells = _cells(table, design)
    cells.check()
    values = cells.solve(cells.squares(cells.y[:, None]))[:, 0]
    draws = plausible(cells, values, seed)
    variance = {
        name: Estimate(float(value), *percentiles(draws[:, index]))
        for index, (name, value) in enumerate(zip(cells.names, values, strict=True))
    }
    notes = _warnings(table, cells, variance)
    return Study(
        design,
        variance,
        draws,
        cells.balanced,
        cells.count["p"],
        cells.per_candidate("r"),
        cells.per_candidate("i"),
        tuple(notes),
    )


@dataclass(frozen=True)
class Cells:
    """The cells of a design: ``y`` (N,) their means, centred, and for each component the level of each cell."""

    design: str
    y: Floats
    code: Mapping[str, Ints]
    averaged: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The components, the last one being the cells themselves."""
        return DESIGNS[self.design]

    @cached_property
    def count(self) -> dict[str, int]:
        """How many levels each component has."""
        return {name: int(code.max()) + 1 for name, code in self.code.items()}

    @cached_property
    def size(self) -> dict[str, Floats]:
        """How many cells each level has."""
        return {name: np.bincount(code).astype(np.float64) for name, code in self.code.items()}

    @cached_property
    def balanced(self) -> bool:
        """Whether every level has as many cells as its like, and what should be crossed is so fully."""
        even = all(float(np.ptp(self.size[name])) == 0.0 for name in self.names)
        return even and len(self.y) == int(np.prod([self.count[name] for name in CROSSED[self.design]]))

    @cached_property
    def expected(self) -> Floats:
        """k of each component's squares (rows) in each component (columns), the mean's own taken off."""
        n = float(len(self.y))
        whole = np.array([float(self.size[name] @ self.size[name]) / n for name in self.names])
        rows = np.array([[self._shared(one, other) for other in self.names] for one in self.names])
        return np.asarray(rows - whole, dtype=np.float64)

    def _shared(self, one: str, other: str) -> float:
        key = self.code[one] * self.count[other] + self.code[other]
        pairs, together = np.unique(key, return_counts=True)
        return float((together.astype(np.float64) ** 2 / self.size[one][pairs // self.count[other]]).sum())

    def squares(self, y: Floats) -> Floats:
        """T of each component, the mean's taken off, for columns of ratings (N, B): (components, B)."""
        mean = y.sum(axis=0) ** 2 / len(y)
        rows = []
        for name in self.names:
            sums = np.stack([np.bincount(self.code[name], column) for column in y.T], axis=1)
            rows.append((sums**2 / self.size[name][:, None]).sum(axis=0) - mean)
        return np.array(rows)

    def solve(self, squares: Floats) -> Floats:
        """The components whose squares are expected to be these (components, B)."""
        return np.asarray(np.linalg.solve(self.expected, squares), dtype=np.float64)

    def check(self) -> None:
        """Refuse a table in which components cannot be told apart."""
        for facet, what in FACETS.items():
            if facet in self.names and self.count[facet] < 2:
                raise ValueError(f"There is only one {what}, and the design {self.design} needs two.")
        for index, one in enumerate(self.names):
            for other in self.names[index + 1 :]:
                levels = self.count[one]
                if levels == self.count[other] and self._levels_of_both(one, other) == levels:
                    raise ValueError(
                        f"The table cannot tell the components {one} and {other} of the design {self.design} apart:"
                        " no two ratings share the one and not the other. Choose a design with fewer components."
                    )
        scale = np.sqrt(np.outer(np.abs(np.diag(self.expected)), np.abs(np.diag(self.expected))))
        if np.linalg.matrix_rank(self.expected / scale, tol=1e-9) < len(self.names):
            raise ValueError(
                f"The table is too sparse to tell the {len(self.names)} components of the design {self.design} apart;"
                " choose a design with fewer components."
            )

    def _levels_of_both(self, one: str, other: str) -> int:
        return len(np.unique(self.code[one] * self.count[other] + self.code[other]))

    def per_candidate(self, facet: str) -> float | None:
        """How many interviewers or criteria there are to a candidate, or to one of its criteria where nested in them.

        The harmonic mean over candidates where they differ, as errors of means go with one over n.
        """
        name = next((name for name in self.names if facet in name and (name == facet or ":" in name)), None)
        if name is None:
            return None
        # Interviewers within criteria are counted by candidate and criterion, all else by candidate.
        within = self.code["pi"] if name == "r:i" else self.code["p"]
        owner = within * self.count[name] + self.code[name]
        each = np.bincount(np.unique(owner) // self.count[name]).astype(np.float64)
        return float(each[0] if np.ptp(each) == 0.0 else len(each) / (1.0 / each).sum())


def _cells(table: RatingTable, design: str) -> Cells:
    names = DESIGNS[design]
    facets = [facet for facet in FACETS if any(facet in name for name in names)]
    codes = {facet: np.asarray(getattr(table, FACETS[facet])) for facet in facets}
    cell = _combined([codes[facet] for facet in facets])
    _, first = np.unique(cell, return_index=True)
    means = np.bincount(cell, table.score) / np.bincount(cell)
    code = {name: _combined([codes[letter][first] for letter in name if letter != ":"]) for name in names}
    return Cells(design, means - means.mean(), code, averaged=len(means) < table.n)


def _combined(codes: list[Ints]) -> Ints:
    """Levels of a mixture of facets, numbered without gaps."""
    key = codes[0]
    for code in codes[1:]:
        key = np.unique(key, return_inverse=True)[1] * (int(code.max()) + 1) + code
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def plausible(cells: Cells, values: Floats, seed: int) -> Floats:
    """Plausible components (DRAWS, components): each mean square over a draw of its chi-square, by its freedom.

    In a balanced table the freedom is the design's. In an unbalanced one the analogous squares are no chi-squares, and
    are given the freedom with which their variance agrees, found by simulating tables (Satterthwaite).
    """
    random = np.random.default_rng(seed)
    lattice = _lattice(cells)
    system = lattice @ cells.expected
    if cells.balanced:
        squares = np.maximum(lattice @ cells.squares(cells.y[:, None])[:, 0], 0.0)
        freedom = lattice @ np.array([float(cells.count[name] - 1) for name in cells.names])
        kept = np.zeros(len(values))
    else:
        positive = np.maximum(values, 0.0)
        squares, kept = system @ positive, values - positive
        spread = _spread(cells, positive, lattice, random)
        safe = np.where(spread > 0.0, spread, 1.0)
        freedom = np.where(spread > 0.0, np.clip(2.0 * squares**2 / safe, LEAST_FREEDOM, 1e9), 1e9)
    drawn = squares * freedom / random.chisquare(freedom, size=(DRAWS, len(freedom)))
    return np.asarray(np.linalg.solve(system, drawn.T).T + kept, dtype=np.float64)


def _lattice(cells: Cells) -> Floats:
    """What makes sums of squares of the T of components: each without those of the components inside it."""
    rows = np.eye(len(cells.names))
    for row, name in enumerate(cells.names):
        for lower, other in enumerate(cells.names[:row]):
            if set(other) - {":"} < set(name) - {":"}:
                rows[row] -= rows[lower]
    return rows


def _spread(cells: Cells, variance: Floats, lattice: Floats, random: np.random.Generator) -> Floats:
    """The variance of each analogous sum of squares, over simulated tables with these components."""
    count = int(np.clip(MOST_SIMULATED // len(cells.y), FEWEST_SIMULATED, SIMULATED))
    block = int(np.clip(MOST_AT_ONCE // len(cells.y), 1, 50))
    found = []
    for _ in range(0, count, block):
        y = np.zeros((len(cells.y), block))
        for name, value in zip(cells.names, variance, strict=True):
            y += np.sqrt(value) * random.standard_normal((cells.count[name], block))[cells.code[name]]
        found.append(lattice @ cells.squares(y))
    return np.asarray(np.concatenate(found, axis=1).var(axis=1))


def _warnings(table: RatingTable, cells: Cells, variance: Mapping[str, Estimate]) -> list[tuple[str, str]]:
    notes = []
    if not cells.balanced:
        notes.append(
            (
                "unbalanced",
                "Not everyone was rated by as many interviewers on as many criteria. Components are by Henderson's"
                " method 1, their intervals by Satterthwaite's approximation; numbers a candidate are harmonic means.",
            )
        )
    if cells.averaged:
        notes.append(
            (
                "averaged",
                f"Ratings of one cell of the design {cells.design} were averaged, {table.n} to {len(cells.y)}.",
            )
        )
    if ":" in cells.design and not _nested(table, cells.design):
        who = "criteria" if cells.design == "p x (r:i)" else "candidates"
        notes.append(
            (
                "not-nested",
                f"Some interviewers rated several {who}; the design takes them for different people there.",
            )
        )
    below = [name for name, part in variance.items() if part.value is not None and part.value < 0.0]
    if below:
        notes.append(
            (
                "negative",
                f"Below zero: {', '.join(below)}. They are shown as estimated, and count as zero below.",
            )
        )
    return [*notes, *restriction_warnings(table)]


def _nested(table: RatingTable, design: str) -> bool:
    """Whether each of what is nested is met within one of what it is nested in."""
    inner, outer = {
        "p x (r:i)": ("interviewer", "criterion"),
        "i:p": ("criterion", "criterion"),
    }.get(design, ("interviewer", "candidate"))
    columns: dict[str, Any] = {name: getattr(table, name) for name in (inner, outer)}
    pairs = np.unique(columns[inner] * (int(columns[outer].max()) + 1) + columns[outer])
    return len(pairs) == len(np.unique(columns[inner]))
