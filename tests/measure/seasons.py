"""Simulated seasons of ratings whose truth is known, for the tests of this room."""

from dataclasses import dataclass

import numpy as np

from evenbar.measure.ratings import Floats, Ints, RatingTable, table


@dataclass(frozen=True)
class Season:
    """A table and what made it: each candidate's level on the scale, each interviewer's severity."""

    table: RatingTable
    level: Floats
    severity: Floats


def season(
    *,
    seed: int,
    candidates: int = 12,
    interviewers: int = 6,
    criteria: int = 5,
    interviews: int = 3,
    ratings: int = 3,
    sd: tuple[float, float, float, float] = (0.6, 0.4, 0.3, 0.7),
    missing: float = 0.0,
) -> Season:
    """A sparse season; ``sd`` is of candidates, interviewers, candidate by interviewer and the residual.

    A share ``missing`` of the ratings beyond an interview's first is left out, so that interviews differ in size.
    """
    random = np.random.default_rng(seed)
    level = 3.0 + random.normal(0.0, sd[0], candidates)
    severity = random.normal(0.0, sd[1], interviewers)
    difficulty = random.normal(0.0, 0.2, criteria)
    rows = []
    for person in range(candidates):
        for rater in random.choice(interviewers, interviews, replace=False):
            halo = random.normal(0.0, sd[2])
            for nth, row in enumerate(random.choice(criteria, ratings, replace=False)):
                noise = random.normal(0.0, sd[3])
                if nth and missing and random.random() < missing:
                    continue
                value = level[person] - severity[rater] - difficulty[row] + halo + noise
                rows.append((f"c{person:04}", f"i{rater:03}", f"k{row}", value))
    people, raters, rows_, scores = zip(*rows, strict=True)
    made = table(candidate=people, interviewer=raters, criterion=rows_, score=scores, levels=(1, 5))
    met = [int(name[1:]) for name in made.interviewers]
    return Season(made, level - difficulty.mean(), severity[met])


def renamed(rows: RatingTable) -> RatingTable:
    """The same ratings under other names, whose order is the reverse."""

    def names(code: Ints, count: int) -> list[str]:
        return [f"x{count - 1 - index:05}" for index in code]

    return table(
        candidate=names(rows.candidate, len(rows.candidates)),
        interviewer=names(rows.interviewer, len(rows.interviewers)),
        criterion=names(rows.criterion, len(rows.criteria)),
        score=rows.score,
        levels=(rows.low, rows.high),
    )
