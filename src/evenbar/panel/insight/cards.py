"""What an estimate needs to know of an opening's scorecard: weights by criterion of the table, the bar, the minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evenbar.measure.ratings import Floats


@dataclass(frozen=True)
class Card:
    """`weights` by the criterion's name in a table, summing to 1; `minutes` of each rated stage."""

    weights: Mapping[str, float]
    bar: float | None
    minutes: tuple[int, ...]

    def over(self, criteria: tuple[str, ...]) -> "Floats | None":
        """The weights of a table's criteria, summing to 1; None where the scorecard has none of them."""
        import numpy as np

        found = np.array([self.weights.get(name, 0.0) for name in criteria])
        total = float(found.sum())
        return None if total <= 0.0 else np.asarray(found / total, dtype=np.float64)


Cards = Mapping[str, Card]
