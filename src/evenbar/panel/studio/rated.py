"""A readable scorecard as a table: each criterion with its share, its raters and the stages that rate it. Pure."""

from typing import Any

from evenbar.scorecard.criterion import FAMILIES
from evenbar.scorecard.scorecard import Scorecard, rater_counts


def rated_rows(card: Scorecard) -> list[dict[str, Any]]:
    """The criteria with their share, raters and the stages that rate them."""
    counts, weights = rater_counts(card), card.shares()
    rated = [stage for stage in card.stages if stage.rated and stage.criteria]
    return [
        {
            "criterion": each,
            "family": FAMILIES[each.family],
            "share": weights[each.id],
            "raters": counts[each.id],
            "stages": [stage.name for stage in rated if each.id in stage.criteria],
        }
        for each in card.criteria
    ]
