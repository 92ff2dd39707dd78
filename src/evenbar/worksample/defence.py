"""The defence kit: questions made from the truth and the submission, a twist on a fresh variant, a wrong answer.

Right and wrong are asked about in the same words, so a question does not give its answer away. Which things are
asked about is drawn by the seed's name and the submission, the same for every reader.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from evenbar.worksample.package import Package
from evenbar.worksample.sample import Critique, Twist
from evenbar.worksample.variant import Point

RIGHT, WRONG = 3, 2


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and for the interviewer alone what is true."""

    ask: str
    right: bool
    because: str


@dataclass(frozen=True, slots=True)
class Kit:
    """What an interviewer takes into the defence."""

    questions: tuple[Question, ...]
    twist: Twist
    critique: Critique | None

    def as_json(self) -> dict[str, Any]:
        """The kit for programs."""
        return {
            "questions": [
                {"ask": one.ask, "right": one.right, "because": one.because} for one in self.questions
            ],
            "twist": {
                "minutes": self.twist.minutes,
                "say": self.twist.say,
                "listen_for": {str(level): words for level, words in self.twist.listen_for},
            },
            "critique": self.critique
            and {"claim": self.critique.claim, "wrong_because": self.critique.wrong_because},
        }


def kit(package: Package, points: Sequence[Point], record: Mapping[str, Any]) -> Kit:
    """Up to three questions on things that were right, two on things that were not, in an order that tells nothing."""
    words = dict(record["words"])
    # Any reader may know this order: it is chosen for fairness, not for secrecy.
    chance = random.Random(f"{record['seed_id']} {[(point.about, point.did) for point in points]}")  # noqa: S311
    asked = {one.did: one.ask for one in package.defence.questions}
    askable = [point for point in points if point.did in asked]
    chosen = [
        *_some([point for point in askable if point.right], RIGHT, chance),
        *_some([point for point in askable if not point.right], WRONG, chance),
    ]
    chance.shuffle(chosen)
    questions = tuple(
        Question(_said(asked[point.did], words | {"about": point.about}), point.right, point.because)
        for point in chosen
    )
    twist = package.defence.twist
    told = Twist(twist.minutes, _said(twist.say, words), twist.listen_for)
    wrong = [
        Critique(_said(one.claim, words), _said(one.wrong_because, words)) for one in package.defence.critique
    ]
    return Kit(questions, told, chance.choice(wrong) if wrong else None)


def _some(points: list[Point], most: int, chance: random.Random) -> list[Point]:
    return chance.sample(points, min(most, len(points)))


def _said(text: str, words: Mapping[str, str]) -> str:
    return Template(text).safe_substitute(words)
