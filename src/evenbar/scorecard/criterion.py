"""A criterion: one thing that is rated, its five anchors, and what counts as evidence for it.

Also the field's fixed lists: the five families and the standard fourteen that a full scorecard covers.
"""

from dataclasses import dataclass
from datetime import date

from evenbar.scorecard.question import Question

FAMILIES = {
    "ml": "ML skill",
    "domain": "Domain and problem solving",
    "engineering": "Engineering",
    "impact": "Impact",
    "behaviour": "Behaviour",
}
STANDARD = {
    "models": "Designing, training and optimising models",
    "frameworks": "Common frameworks",
    "preprocessing-features-metrics": "Preprocessing, features and metrics",
    "deployment-monitoring": "Deployment at scale and monitoring",
    "problem-framing": "Turning a business problem into an ML problem",
    "data-bias-ethics": "Data distribution, bias and ethics",
    "trade-offs": "Accuracy, complexity and interpretability",
    "pipeline-code": "Clean, documented, tested pipeline code",
    "version-control-review": "Version control and review",
    "outcomes": "Outcomes of past work in numbers",
    "experimentation": "Iterative, data-driven experimentation",
    "curiosity": "Curiosity and continuous learning",
    "explaining": "Explaining to people outside the field",
    "collaboration": "Collaboration and taking feedback",
}
AXES = {
    "scope": "Scope",
    "difficulty": "Difficulty",
    "verification": "Verification",
    "trade-off": "Trade-off",
    "independence": "Independence",
    "prevention": "Prevention",
}
EVIDENCE = {
    "interview": "Interview",
    "work-sample": "Work sample",
    "code-review": "Code review",
    "portfolio": "Portfolio",
    "document": "Document",
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """What one level of a criterion looks like. ``axis`` is what moves against the level below."""

    level: int
    summary: str
    signals: tuple[str, ...] = ()
    example: str | None = None
    axis: str | None = None


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Something that sounds like a high level and is worth only ``level``."""

    says: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of the scorecard. ``weight`` is relative; ``minimum`` and ``target`` are levels."""

    id: str
    name: str
    family: str
    definition: str | None = None
    weight: int | float = 1
    why_weight: str | None = None
    minimum: int | None = None
    target: int | None = None
    covers: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    not_this: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    evidence: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    fairness: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    review_by: date | None = None
    include: str | None = None  # the library criterion and version it was taken from; no part of the content

    def anchor(self, level: int) -> Anchor | None:
        """The anchor at a level, or None where it is not written."""
        return next((anchor for anchor in self.anchors if anchor.level == level), None)

    def question(self, id: str) -> Question:
        """The question with this id; KeyError where there is none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class Included:
    """A criterion of the library as a scorecard names it: by reference, with what the scorecard adapts.

    Without ``questions`` all of the library's are meant. A question with an id alone is the library's.
    """

    include: str
    weight: int | float = 1
    why_weight: str | None = None
    minimum: int | None = None
    target: int | None = None
    tasks: tuple[str, ...] = ()
    questions: tuple[Question, ...] | None = None

    @property
    def id(self) -> str:
        """The id of the criterion, in the library and in the scorecard."""
        return self.include.partition("@")[0]


@dataclass(frozen=True, slots=True)
class LogNote:
    """One line of how a wording came about."""

    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A criterion of the library at one version. A published version never changes."""

    evenbar: int
    version: int
    published: date
    licence: str
    log: tuple[LogNote, ...]
    criterion: Criterion

    @property
    def reference(self) -> str:
        """What a scorecard writes to include it."""
        return f"{self.criterion.id}@{self.version}"
