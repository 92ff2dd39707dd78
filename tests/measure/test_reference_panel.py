"""Agreement on a real panel: 72 grant proposals by three reviewers each (AIBS), and its collapse among the best.

Source: Erosheva, Martinkova and Lee (2021), JRSS A; data of the R package ShinyItemAnalysis; values by lme4's REML.
"""

import numpy as np
import pytest

from evenbar.measure.agreement import agreements
from evenbar.measure.ratings import RatingTable, table
from tests.measure.reference import rows

PANEL = rows("aibs_grant_review.csv")


def rated(column: str, *, of: list[dict[str, str]] = PANEL, by: str = "RevCode") -> RatingTable:
    scores = [float(row[column]) if row[column] not in ("", "NA") else np.nan for row in of]
    return table(
        candidate=[row["ID"] for row in of], interviewer=[row[by] for row in of], score=scores, levels=(1, 5)
    )


@pytest.mark.parametrize(
    ("column", "single", "of_three"),
    [
        ("Score", 0.3711489, 0.639068),
        ("Innovation", 0.4266881, 0.6906662),
        ("Approach", 0.2115859, 0.4460162),
        ("Investig", 0.2275536, 0.4691481),
        ("Signif", 0.4062611, 0.6724239),
    ],
)
def test_one_way_reliability_of_a_real_panel_is_the_published_one(
    column: str, single: float, of_three: float
) -> None:
    """One-way reliability of a real panel is the published one."""
    found = agreements(rated(column), draws=0).overall.icc
    assert found["ICC(1)"].value == pytest.approx(single, abs=1e-3)
    assert found["ICC(k)"].value == pytest.approx(of_three, abs=1e-3)


def test_reliability_collapses_among_the_best() -> None:
    """Among the best four fifths by adjusted rank it is .0401, where it was .3711 among all."""
    ranks = {row["ID"]: float(row["ScoreRankAdj"]) for row in PANEL}
    bar = float(np.quantile(list(ranks.values()), 0.8))
    best = [row for row in PANEL if ranks[row["ID"]] <= bar]
    found = agreements(rated("Score", of=best), draws=0).overall.icc
    assert found["ICC(1)"].value == pytest.approx(0.0401, abs=2e-3)
    assert found["ICC(k)"].value == pytest.approx(0.1114, abs=4e-3)


def test_reviewers_who_differ_from_proposal_to_proposal_are_read_by_reml() -> None:
    """By their own names the reviewers' table has holes, and severity as error lowers the correlation."""
    found = agreements(rated("Score", by="RevID"), draws=0)
    single, consistent = found.overall.icc["ICC(A,1)"], found.overall.icc["ICC(C,1)"]
    assert "incomplete" in dict(found.warnings)
    assert single.value is not None
    assert consistent.value is not None
    assert single.low is not None
    assert single.low < single.value <= consistent.value
    assert single.value == pytest.approx(0.3711, abs=0.06)
