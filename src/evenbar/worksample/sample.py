"""A work sample as its files describe it: what is asked, which facts come out, what a fact suggests, what people rate.

Plain data. How it is read stands in ``reading``, how a variant is drawn in ``making``, how one is graded in
``grading``.
"""

from dataclasses import dataclass
from datetime import date

AI_POLICIES = {
    "allowed_declared": "AI tools are allowed; say in five lines what they did and how you checked it",
    "provided_only": "Only the AI tool that is provided may be used",
    "none_live": "No AI tools; the work is done in a supervised live session",
}
KINDS = {"data": "Data comes back", "code": "Code comes back and runs in the closed box"}
FILE_KINDS = ("csv", "json", "text", "code")
BETTER = ("higher", "lower", "neither")
BANDS = (2, 3, 4)  # level 1 needs no condition, and level 5 is for people alone


@dataclass(frozen=True, slots=True)
class Condition:
    """A bound on one fact. Both bounds are inside."""

    fact: str
    least: int | float | None = None
    most: int | float | None = None

    def holds(self, value: float) -> bool:
        """Whether a value of the fact is within the bounds."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True, slots=True)
class Measured:
    """A criterion of the library that the sample gives evidence on. Without bands people alone look at it."""

    criterion: str
    why: str
    bands: tuple[tuple[int, tuple[Condition, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One number that the grader tells: what it is, its range, and which way is better."""

    id: str
    name: str
    about: str
    better: str
    least: int | float | None = None
    most: int | float | None = None
    decimals: int = 3


@dataclass(frozen=True, slots=True)
class Expected:
    """A file that comes back. A name with ``*`` stands for several."""

    file: str
    kind: str
    about: str
    most_kb: int = 256
    required: bool = True


@dataclass(frozen=True, slots=True)
class ParFact:
    """The mean of one fact over the runs of an AI agent."""

    fact: str
    mean: int | float


@dataclass(frozen=True, slots=True)
class Par:
    """What an AI agent reached alone, on how many seeds, and when. Absent until somebody has measured it."""

    agent: str
    on: date
    seeds: int
    minutes: int
    facts: tuple[ParFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """The whole of ``worksample.yaml``."""

    evenbar: int
    worksample: str
    title: str
    company: str
    scenario: str
    kind: str
    minutes: int
    ai_policy: str
    review_by: date
    criteria: tuple[Measured, ...]
    facts: tuple[Fact, ...]
    submission: tuple[Expected, ...]
    outputs: tuple[Expected, ...] = ()
    par: tuple[Par, ...] = ()

    def fact(self, id: str) -> Fact:
        """The fact with this id; KeyError where there is none."""
        for fact in self.facts:
            if fact.id == id:
                return fact
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class RubricRow:
    """One thing that people rate in the submission, with words for levels."""

    id: str
    criterion: str
    reads: str
    levels: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Rubric:
    """The whole of ``rubric.yaml``."""

    evenbar: int
    rubric: tuple[RubricRow, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """How something that a submission did is asked about. The words are the same for right and wrong."""

    did: str
    ask: str


@dataclass(frozen=True, slots=True)
class Twist:
    """A change of the situation that is worked on live, on a variant of its own."""

    minutes: int
    say: str
    listen_for: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Critique:
    """A wrong answer of an assistant that the candidate is asked to judge, and what is wrong with it."""

    claim: str
    wrong_because: str


@dataclass(frozen=True, slots=True)
class DefencePlan:
    """The whole of ``defence.yaml``."""

    evenbar: int
    questions: tuple[Asked, ...]
    twist: Twist
    critique: tuple[Critique, ...]
