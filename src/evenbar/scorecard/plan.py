"""The plan: which stage rates which criteria, and by which rule the ratings meet the bar."""

from dataclasses import dataclass
from datetime import date

RULES = {
    "weighted-mean": "Weighted mean at or above the bar",
    "all-minimums": "Every minimum reached",
    "weighted-mean-and-minimums": "Weighted mean at or above the bar, and every minimum reached",
}
AI_POLICIES = {
    "none": "No AI tools",
    "declared": "AI tools allowed when declared",
    "provided": "AI tools provided",
}
MINIMUMS = {"veto": "A minimum missed is a veto", "advice": "A minimum missed is advice"}


@dataclass(frozen=True, slots=True)
class Stage:
    """One conversation of the loop. Where ``rated`` is false nobody rates anything in it."""

    id: str
    name: str = ""
    minutes: int | None = None
    interviewers: int = 1
    criteria: tuple[str, ...] = ()
    rated: bool = True
    ai_policy: str | None = None
    show_resume: bool = False
    order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A stage without a name of its own goes by its id."""
        object.__setattr__(self, "name", self.name or self.id)


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """How ratings are set against the bar. People still decide."""

    rule: str = "weighted-mean"
    bar: int | float | None = None
    minimums_are: str = "veto"
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """A finding of the linter that the team accepts on purpose."""

    rule: str
    where: str
    because: str = ""
