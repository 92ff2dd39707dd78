"""Simulated seasons of ratings whose truth is known, for the tests of this room."""

from dataclasses import dataclass

import numpy as np

from evenbar.measure.ratings import Floats, RatingTable, table


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
) -> Season:
    """A sparse season; ``sd`` is of candidates, interviewers, candidate by interviewer and the residual."""
    random = np.random.default_rng(seed)
    level = 3.0 + random.normal(0.0, sd[0], candidates)
    severity = random.normal(0.0, sd[1], interviewers)
    difficulty = random.normal(0.0, 0.2, criteria)
    rows = []
    for person in range(candidates):
        for rater in random.choice(interviewers, interviews, replace=False):
            halo = random.normal(0.0, sd[2])
            for row in random.choice(criteria, ratings, replace=False):
                noise = random.normal(0.0, sd[3])
                value = level[person] - severity[rater] - difficulty[row] + halo + noise
                rows.append((f"c{person:04}", f"i{rater:03}", f"k{row}", value))
    people, raters, rows_, scores = zip(*rows, strict=True)
    made = table(candidate=people, interviewer=raters, criterion=rows_, score=scores, levels=(1, 5))
    met = [int(name[1:]) for name in made.interviewers]
    return Season(made, level - difficulty.mean(), severity[met])
