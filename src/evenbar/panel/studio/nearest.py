"""Which packaged scorecard three answers stand nearest to. Pure.

The answers to the second question are either parts of an engineer's work, which the scorecards for machine-learning
engineers share, or another role, which has a scorecard of its own. Adapting the chosen one is for ``fitting``.
"""

from functools import cache

from evenbar.scorecard import library
from evenbar.scorecard.scorecard import Scorecard

LEVELS = {"junior": "Junior", "mid": "Mid-level", "senior": "Senior", "staff": "Staff"}
PARTS = {
    "balanced": "All round",
    "modelling": "Building models",
    "data": "Data and evaluation",
    "production": "Running models in production",
    "product": "Framing and impact",
}
# The standard criteria that count double under a part of the work.
EMPHASIS = {
    "balanced": frozenset[str](),
    "modelling": frozenset({"models", "frameworks", "experimentation"}),
    "data": frozenset({"preprocessing-features-metrics", "data-bias-ethics"}),
    "production": frozenset({"deployment-monitoring", "pipeline-code"}),
    "product": frozenset({"problem-framing", "outcomes"}),
}
SMALL = "starter"
# For machine-learning engineers whatever their field; every other packaged scorecard is for a role of its own.
GENERAL = (
    SMALL,
    "ml-engineer-junior",
    "ml-engineer-mid",
    "ml-engineer-senior",
    "senior-ml-engineer",
    "ml-engineer-staff",
)
MOST_FOR_SMALL = 3


@cache
def roles() -> dict[str, str]:
    """The other roles: the name of each one's scorecard, and what the role is called."""
    return {name: library.load(name).title for name in library.names() if name not in GENERAL}


@cache
def focuses() -> dict[str, str]:
    """All answers to the second question: the parts of an engineer's work, then the other roles."""
    return PARTS | roles()


def nearest(*, level: str, focus: str, interviewers: int) -> str:
    """The name of the packaged scorecard to begin with.

    A role has its own. An engineer's is the smallest where few interview; else the one of the nearest level that
    rates something of the focus, and of two at the same level the one that rates more.
    """
    if focus in roles():
        return focus
    if interviewers <= MOST_FOR_SMALL:
        return SMALL
    return min(GENERAL[1:], key=lambda name: _distance(library.load(name), level, EMPHASIS[focus]))


def _distance(card: Scorecard, level: str, emphasised: frozenset[str]) -> tuple[bool, int, int]:
    lacks_all = bool(emphasised) and emphasised <= lacking(card, emphasised)
    return lacks_all, abs(steps(card, level)), -len(card.criteria)


def lacking(card: Scorecard, emphasised: frozenset[str]) -> frozenset[str]:
    """Which of some standard criteria a scorecard does not rate."""
    return emphasised - {code for each in card.criteria for code in each.covers}


def steps(card: Scorecard, level: str) -> int:
    """How many levels a scorecard has to be moved up, down where negative; one for managers stays where it is."""
    ranks = list(LEVELS)
    own = card.job.level or "mid"
    return ranks.index(level) - ranks.index(own) if own in ranks else 0
