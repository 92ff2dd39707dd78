"""What a rule is: a name that says what it finds, a severity, a check, and a docstring that is its manual page.

A check yields hits, which know the place by its path of ids and nothing of lines. ``checking`` turns hits into
findings. Rules live in the modules named after their families.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from inspect import cleandoc
from typing import Literal

from evenbar.lint.subject import Card, Rating

Severity = Literal["error", "warning", "info"]
Family = Literal["criteria", "anchors", "questions", "weights", "coverage", "law", "evidence", "suppression"]
Strength = Literal["strong", "mixed", "judgement"]

SEVERITIES: dict[Severity, str] = {
    "error": "Unfair, unlawful in places, or unusable: mend it before anyone is rated.",
    "warning": "Likely to cost the panel agreement or validity.",
    "info": "A note: worth a look, often fine.",
}
FAMILIES: dict[Family, str] = {
    "criteria": "Criteria",
    "anchors": "Anchors",
    "questions": "Questions",
    "weights": "Weights and decision",
    "coverage": "Coverage",
    "law": "Law",
    "evidence": "Evidence",
    "suppression": "Suppressions",
}
STRENGTHS: dict[Strength, str] = {
    "strong": "strong: several studies agree",
    "mixed": "mixed: studies disagree or are few",
    "judgement": "our judgement",
}
# The sections of a manual page, each a heading of its own in the docstring. All but the last two must be there.
SECTIONS = (
    "What it does",
    "Why it matters",
    "Example",
    "Better",
    "Source",
    "Known problems",
    "Fix safety",
)
REQUIRED = SECTIONS[:5]


@dataclass(frozen=True, slots=True)
class Edit:
    """A safe edit: the whole new text of the value at a path, or None to take the value away."""

    where: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a rule found.

    ``where`` is a path of ids (criteria/framing/anchors/3/signals/0); a missing part is reported at the path of
    what lacks it. ``found`` says in one sentence what is wrong in this text, ``instead`` what to write. ``quote``
    is the offending words exactly as they stand, so that the finding can point at them. ``topic`` names an
    entry of the law file. ``severity`` is given where a hit is louder or quieter than its rule.
    """

    where: str
    found: str
    instead: str
    quote: str = ""
    edit: Edit | None = None
    topic: str = ""
    severity: Severity | None = None


CardCheck = Callable[[Card], Iterator[Hit]]
RatingCheck = Callable[[Rating], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its checks: on a scorecard, on a rating with its evidence, or on both."""

    name: str
    family: Family
    severity: Severity
    strength: Strength
    page: str
    on_card: CardCheck | None = None
    on_rating: RatingCheck | None = None

    @property
    def title(self) -> str:
        """The first sentence of the page."""
        return self.page.partition("\n")[0]

    def sections(self) -> dict[str, str]:
        """The page by heading."""
        parts = re.split(rf"^({'|'.join(SECTIONS)})\n-+\n", self.page, flags=re.MULTILINE)
        return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}

    @property
    def why(self) -> str:
        """The first paragraph of why it matters, on one line."""
        return " ".join(self.sections().get("Why it matters", "").partition("\n\n")[0].split())


_REGISTRY: dict[str, Rule] = {}


def rule(
    name: str, *, family: Family, severity: Severity, strength: Strength
) -> Callable[[CardCheck], CardCheck]:
    """Register a check of scorecards under a name; its docstring is the manual page."""

    def register(check: CardCheck) -> CardCheck:
        _add(Rule(name, family, severity, strength, cleandoc(check.__doc__ or ""), on_card=check))
        return check

    return register


def rating_rule(
    name: str, *, family: Family = "evidence", severity: Severity, strength: Strength
) -> Callable[[RatingCheck], RatingCheck]:
    """Register a check of a rating with its evidence under a name; its docstring is the manual page."""

    def register(check: RatingCheck) -> RatingCheck:
        _add(Rule(name, family, severity, strength, cleandoc(check.__doc__ or ""), on_rating=check))
        return check

    return register


def also_on_ratings(name: str) -> Callable[[RatingCheck], RatingCheck]:
    """Let a rule of scorecards look at ratings too; the rule's page speaks of both."""

    def register(check: RatingCheck) -> RatingCheck:
        _REGISTRY[name] = replace(_REGISTRY[name], on_rating=check)
        return check

    return register


def _add(new: Rule) -> None:
    if new.name in _REGISTRY:
        raise ValueError(f"There are two rules named {new.name}.")
    _REGISTRY[new.name] = new


def rules() -> dict[str, Rule]:
    """Every rule by name, family by family."""
    from evenbar.lint import (  # noqa: F401
        anchors,
        asking,
        coverage,
        criteria,
        dates,
        deeds,
        events,
        evidence,
        grounds,
        levels,
        loop,
        protected,
        puzzles,
        questions,
        steps,
        suppressions,
        two_questions,
        weights,
    )

    order = list(FAMILIES)
    ranked = sorted(_REGISTRY.values(), key=lambda rule: (order.index(rule.family), rule.name))
    return {rule.name: rule for rule in ranked}


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with its rule and its place in the file. Lines and columns count from 1, ends are not included.

    ``excerpt`` is the line as it stands in the file, ``mark`` where the words begin and end in it.
    """

    rule: str
    severity: Severity
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    where: str
    found: str
    instead: str
    why: str
    strength: Strength
    excerpt: str = ""
    mark: tuple[int, int] = (0, 0)
    quote: str = ""
    edit: Edit | None = None
    law: tuple[str, ...] = field(default=())
