"""Small tables of ratings that were published, typed in as facts with where they are from."""

from collections.abc import Sequence

import numpy as np

from evenbar.measure.ratings import RatingTable, table

# Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428, Table 2: six targets by four judges.
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: observers by units. It is also Gwet's
# (2014) cac.raw4raters.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]

# Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.: 15 subjects by four raters, three categories.
GENDER = [
    [1, 1, 1, 3], [1, 1, 2, 3], [1, 1, 2, 3], [1, 1, 3, 3], [1, 2, 1, 1], [2, 1, 1, 1], [2, 2, 2, 2], [2, 3, 2, 2],
    [3, 3, 3, 3], [1, 1, 1, 3], [1, 1, 2, 3], [1, 1, 2, 3], [1, 1, 3, 3], [1, 2, 1, 1], [2, 1, 1, 1],
]  # fmt: skip

# Gwet (2014): how six raters spread 15 patients over five diagnoses.
SIX_RATERS = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1],
]  # fmt: skip

# Fleiss (1971), Psychological Bulletin 76, 378-382, Table 1: six psychiatrists, 30 patients, five diagnoses. Its first
# half is the table above.
FLEISS = [
    *SIX_RATERS,
    [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0], [0, 2, 0, 4, 0], [1, 0, 2, 0, 3], [0, 0, 0, 0, 6],
    [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0], [1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2],
    [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6],
]  # fmt: skip

# Anxiety of 20 subjects by three raters, as in the documentation of the R package irr 0.84.1.
ANXIETY = [
    [3, 3, 2], [3, 6, 1], [3, 4, 4], [4, 6, 4], [5, 2, 3], [5, 4, 2], [2, 2, 1], [3, 4, 6], [5, 3, 1], [2, 3, 1],
    [2, 2, 1], [6, 3, 2], [1, 3, 3], [5, 3, 3], [2, 2, 1], [2, 2, 1], [1, 1, 3], [2, 3, 3], [4, 3, 2], [3, 4, 2],
]  # fmt: skip

# Brueckl's ConsistNA (R package irrNA): two halves that share no rater.
HALVES = [
    [1, 3, 5, None, None, None], [2, 4, 6, None, None, None], [3, 5, 7, None, None, None],
    [None, None, None, 5, 3, 1], [None, None, None, 6, 4, 2], [None, None, None, 7, 5, 3],
]  # fmt: skip

# Brennan (2001), Generalizability Theory, synthetic data set 1: ten persons by twelve items.
BRENNAN_1 = [
    [1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    [1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0], [1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0],
    [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0],
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
]  # fmt: skip

# Brennan (2001), synthetic data set 2: ten persons, eight items of each person's own.
BRENNAN_2 = [
    [2, 6, 7, 5, 2, 5, 5, 5], [4, 5, 6, 7, 6, 7, 5, 7], [5, 5, 4, 6, 5, 4, 5, 5], [5, 9, 8, 6, 5, 7, 7, 6],
    [4, 3, 5, 6, 4, 5, 6, 4], [4, 4, 4, 7, 6, 4, 7, 8], [2, 6, 6, 5, 2, 7, 7, 5], [3, 4, 4, 5, 6, 6, 6, 4],
    [0, 5, 4, 5, 5, 5, 5, 3], [6, 8, 7, 6, 6, 8, 8, 6],
]  # fmt: skip

# Brennan (2001), synthetic data set 4, Table 3.2: ten persons, three tasks, four raters of each task's own.
BRENNAN_4 = [
    [5, 6, 5, 5, 5, 3, 4, 5, 6, 7, 3, 3], [9, 3, 7, 7, 7, 5, 5, 5, 7, 7, 5, 2], [3, 4, 3, 3, 5, 3, 3, 5, 6, 5, 1, 6],
    [7, 5, 5, 3, 3, 1, 4, 3, 5, 3, 3, 5], [9, 2, 9, 7, 7, 7, 3, 7, 2, 7, 5, 3], [3, 4, 3, 5, 3, 3, 6, 3, 4, 5, 1, 2],
    [7, 3, 7, 7, 7, 5, 5, 7, 5, 5, 5, 4], [5, 8, 5, 7, 7, 5, 5, 4, 3, 2, 1, 1], [9, 9, 8, 8, 6, 6, 6, 5, 5, 8, 1, 1],
    [4, 4, 4, 3, 3, 5, 6, 5, 5, 7, 1, 1],
]  # fmt: skip


def crossed(
    rows: Sequence[Sequence[float | None]], *, levels: tuple[float, float] | None = None
) -> RatingTable:
    """Candidates by interviewers on one criterion; None where nobody rated."""
    cells = [
        (f"p{p:03}", f"r{r:03}", np.nan if score is None else float(score))
        for p, row in enumerate(rows)
        for r, score in enumerate(row)
    ]
    people, judges, scores = zip(*cells, strict=True)
    return table(candidate=people, interviewer=judges, score=scores, levels=levels)


def counted(counts: Sequence[Sequence[int]]) -> RatingTable:
    """Candidates by how many interviewers gave each level; who gave which is not known."""
    rows = [[level for level, n in enumerate(row, 1) for _ in range(n)] for row in counts]
    return crossed(rows, levels=(1, len(counts[0])))
