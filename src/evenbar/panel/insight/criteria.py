"""What each criterion of an opening adds to its scores, as numbers; by the criterion's name in the table."""

from typing import TYPE_CHECKING, Any

from evenbar.panel.insight.cards import Cards
from evenbar.panel.insight.interviewers import counts, told

if TYPE_CHECKING:
    from evenbar.measure.ratings import RatingTable

PAIRS = 40  # most pairs kept; those that move together most come first


def estimate(table: "RatingTable", cards: Cards, *, scorecards: int) -> dict[str, Any]:
    """Effective beside nominal weight, coverage, how alike ratings are, and which criteria move together.

    Criteria of the scorecard that nobody rated come too, as `unseen`; criteria of earlier versions with other anchors
    stay out.
    """
    import numpy as np

    from evenbar.measure.contributions import contributions, pairs

    value = counts(table, scorecards)
    card = next((cards[role] for role in table.roles if role in cards), None)
    if card is None:
        return value | {"criteria": [], "pairs": [], "unseen": []}
    known = np.array([card.weights.get(name, 0.0) > 0.0 for name in table.criteria])
    unseen = sorted(name for name in card.weights if name not in table.criteria)
    if not known.any():
        return value | {"criteria": [], "pairs": [], "unseen": unseen}
    kept = table.only(known[table.criterion])
    weights = card.over(kept.criteria)
    assert weights is not None
    return value | {
        "criteria": [
            {
                "key": each.criterion,
                "nominal": each.nominal,
                "effective": told(each.effective, each.candidates),
                "coverage": told(each.coverage, len(kept.candidates)),
                "same": told(each.same, each.ratings),
                "level": each.level,
                "ratings": each.ratings,
                "little": each.adds_little,
                "alike": each.tells_nobody_apart,
            }
            for each in contributions(kept, weights)
        ],
        "pairs": [
            {
                "first": pair.first,
                "second": pair.second,
                "correlation": told(pair.correlation, pair.candidates),
                "redundant": pair.redundant,
            }
            for pair in pairs(kept)[:PAIRS]
        ],
        "unseen": unseen,
    }
