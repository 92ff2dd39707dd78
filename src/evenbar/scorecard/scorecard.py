"""The whole scorecard, and what can be said of it without a candidate: shares of weight, raters, fingerprint.

Reading and writing its text are the neighbours' work.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.job import Job
from evenbar.scorecard.plan import DecisionRule, Stage, Suppression

FORMAT = 1
LEVELS = (1, 2, 3, 4, 5)
LABELS = {1: "far below", 2: "below", 3: "meets", 4: "above", 5: "far above"}


@dataclass(frozen=True, slots=True)
class Scale:
    """The words for the levels, as far as the file gives its own."""

    labels: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What a panel has agreed to look for."""

    evenbar: int
    scorecard: str
    title: str
    job: Job
    scale: Scale
    criteria: tuple[Criterion, ...]
    stages: tuple[Stage, ...]
    decision: DecisionRule
    suppress: tuple[Suppression, ...] = ()

    @property
    def labels(self) -> dict[int, str]:
        """A word for every level: the file's own, else the usual one."""
        return LABELS | dict(self.scale.labels)

    def criterion(self, id: str) -> Criterion:
        """The criterion with this id; KeyError where there is none."""
        for criterion in self.criteria:
            if criterion.id == id:
                return criterion
        raise KeyError(id)

    def stage(self, id: str) -> Stage:
        """The stage with this id; KeyError where there is none."""
        for stage in self.stages:
            if stage.id == id:
                return stage
        raise KeyError(id)

    def shares(self) -> dict[str, Fraction]:
        """Each criterion's share of the whole weight. They sum to exactly one."""
        weights = {criterion.id: exact(criterion.weight) for criterion in self.criteria}
        total = sum(weights.values())
        return {id: weight / total for id, weight in weights.items()}


def exact(number: float) -> Fraction:
    """A number as people wrote it: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(repr(number))


def rater_counts(card: Scorecard) -> dict[str, int]:
    """How many people rate each criterion, over all rated stages."""
    counts = {criterion.id: 0 for criterion in card.criteria}
    for stage in card.stages:
        for id in stage.criteria if stage.rated else ():
            counts[id] += stage.interviewers
    return counts


def fingerprint(card: Scorecard) -> str:
    """SHA-256 of the content: comments, layout, key order and defaults that are written out do not count.

    Neither does where the words come from: an included criterion counts as if it were written out.
    """
    return content_hash(card)


def content_hash(part: Any) -> str:
    """SHA-256 of the content of a scorecard or of a part of one."""
    canonical = json.dumps(_plain(part), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The content as JSON types, without defaults, so that a new optional field changes nothing."""
    if dataclasses.is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if getattr(value, field.name) != field.default and field.name != "include"
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if isinstance(value, date) else value
