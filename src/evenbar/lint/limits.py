"""The counts at which rules speak up. A team sets its own in the section ``[lint.limits]`` of its file."""

from dataclasses import dataclass, field


def _limit(default: int, means: str, *, low: int = 0, high: int = 1_000) -> int:
    """A count with what it means and the range that a team may choose from."""
    found: int = field(default=default, metadata={"means": means, "low": low, "high": high})
    return found


@dataclass(frozen=True, slots=True)
class Limits:
    """What is still fine. Every field is a whole number."""

    raters: int = _limit(2, "fewest people who rate a criterion, over all stages", low=1)
    criteria_per_interview: int = _limit(5, "most criteria for one interview", low=1)
    criteria_per_interview_error: int = _limit(
        8, "most criteria for one interview before it is an error", low=1
    )
    criteria: int = _limit(8, "most criteria in the whole plan", low=1)
    interviews_least: int = _limit(3, "fewest interviews in the plan")
    interviews_most: int = _limit(5, "most interviews in the plan", low=1)
    weight_share: int = _limit(
        40, "largest share of the whole weight for one criterion, in percent", low=1, high=100
    )
    vetoes: int = _limit(2, "most criteria whose minimum is a veto")
    anchor_words: int = _limit(25, "most words in a sentence of an anchor", low=1)


DEFAULTS = Limits()
