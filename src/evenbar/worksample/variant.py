"""What the parts of a package hand to each other: files in memory, a variant, and what a grader tells.

Nothing here touches a disk, so a variant is a value: two of the same seed are equal or something is wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from evenbar.worksample.seeds import Streams

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Variant:
    """One drawn variant.

    Parameters
    ----------
    public : what the candidate gets beside brief, data dictionary and templates
    hidden : what the grader needs; never leaves
    words : what stands for ``$name`` in brief, data dictionary, templates, practice and defence
    box : for code, what the closed box gets beside the candidate's files; no answers
    """

    public: Files
    hidden: Files
    words: Mapping[str, str] = field(default_factory=dict)
    box: Files = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing whose truth is known, and what the submission did with it.

    Parameters
    ----------
    about : the thing, as the candidate knows it: a column, a cell, a line
    did : what the submission did, as ``defence.yaml`` calls it: kept, dropped
    right : whether that was right
    because : the truth in a sentence, for feedback after the decision
    """

    about: str
    did: str
    right: bool
    because: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a grader tells: facts by id, None where a fact is not defined, and the points."""

    facts: Mapping[str, float | None]
    points: tuple[Point, ...] = ()


class Generate(Protocol):
    """``generate.py``: draws a variant."""

    def __call__(self, streams: Streams) -> Variant: ...


class Grade(Protocol):
    """``grade.py``: tells facts from hidden files and what came back. Raises Unusable with a sentence."""

    def __call__(self, hidden: Files, submission: Files) -> Told: ...


class Solve(Protocol):
    """``baselines/naive.py`` and ``competent.py``: a submission from what the candidate sees."""

    def __call__(self, public: Files, streams: Streams) -> Files: ...


class Know(Protocol):
    """``baselines/oracle.py``: a submission of somebody who knows the truth."""

    def __call__(self, public: Files, hidden: Files, streams: Streams) -> Files: ...
