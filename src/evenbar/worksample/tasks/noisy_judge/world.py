"""What is true of twelve models: their answers, what people like, what pulls the judge, and what people choose.

People and judge see the same quality. What both like is no mistake of the judge; what the judge alone likes pulls it.
Each model has a little favour or disfavour of the judge besides, which no column tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MODELS, QUESTIONS, PANELS, PERSONS = 12, 800, 120, 5
PULLS = ("shown-first", "longer", "lists", "links", "warm")
MARKS = {"lists": 0.35, "links": 0.30, "warm": 0.40}  # how often the model in use writes so
PULLING = 3  # of the five
QUALITY, NOISE, FAVOUR = 3.0, 0.9, 0.75  # spreads, on the scale of log odds
STATED = 0.6  # how much of its log odds the judge says


@dataclass(frozen=True, eq=False)
class Part:
    """What each of the five things is in a variant: a pull, liked by people as well, or nothing."""

    pulls: Mapping[str, float]
    liked: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Compared:
    """One model against the one in use, question by question.

    Parameters
    ----------
    new, old : what the two answers are, by column
    first : 1 where the new model's answer was shown first
    chance : that a person prefers the new model's answer
    lean : what the judge says, from 1 to 99
    panel : how many of five people would choose the new model's answer
    """

    new: dict[str, Floats]
    old: dict[str, Floats]
    first: Floats
    chance: Floats
    lean: Floats
    panel: Floats


def parts(random: np.random.Generator) -> Part:
    """Three pulls; of the two others one is liked by people and judge alike."""
    order = [str(name) for name in random.permutation(PULLS)]
    pulls, rest = order[:PULLING], order[PULLING:]
    liked = next(name for name in rest if name != "shown-first")  # people see either order as often
    return Part(
        {name: float(random.uniform(1.9, 2.6)) for name in pulls}, {liked: float(random.uniform(1.6, 2.1))}
    )


def targets(random: np.random.Generator) -> Floats:
    """How often people prefer each model, in per cent: three or four are as good as the one in use, exactly.

    In one variant of four no model is better, so that keeping the one in use is right.
    """
    alike = int(random.integers(3, 5))
    sign = np.where(np.arange(MODELS) % 2 == 0, 1.0, -1.0)
    if random.random() < 0.25:
        sign = -np.ones(MODELS)
    away = sign * random.uniform(7.0, 15.0, MODELS)
    away[:alike] = 0.0
    return np.round(50.0 + random.permutation(away), 2)


def compared(random: np.random.Generator, *, part: Part, target: float) -> Compared:
    """A model whose answers people prefer as often as the target says."""
    first = (random.random(QUESTIONS) < random.uniform(0.12, 0.88)).astype(np.float64)
    old = {"words": np.round(random.lognormal(4.6, 0.4, QUESTIONS)) + 5.0}
    longer = random.normal(random.normal(0.0, 0.38), 0.35, QUESTIONS)
    new = {"words": np.maximum(np.round(old["words"] * np.exp(longer)), 5.0)}
    for name, often in MARKS.items():
        old[name] = (random.random(QUESTIONS) < often).astype(np.float64)
        new[name] = (random.random(QUESTIONS) < random.uniform(0.05, 0.9)).astype(np.float64)
    things = differences(new, old, first)
    worth = random.normal(0.0, QUALITY, QUESTIONS) + sum(
        part.liked[name] * things[name] for name in part.liked
    )
    worth = worth + _level(worth, target / 100.0)
    pulled = worth + sum(part.pulls[name] * things[name] for name in part.pulls)
    says = pulled + random.normal(0.0, FAVOUR) + random.normal(0.0, NOISE, QUESTIONS)
    lean = np.clip(np.round(100.0 * logistic(STATED * says)), 1.0, 99.0)
    chance = logistic(worth)
    return Compared(new, old, first, chance, lean, random.binomial(PERSONS, chance).astype(np.float64))


def differences(new: Mapping[str, Floats], old: Mapping[str, Floats], first: Floats) -> dict[str, Floats]:
    """The five things as the new answer has more of them than the old."""
    found = {"shown-first": first - 0.5, "longer": np.log(new["words"] / old["words"])}
    return found | {name: new[name] - old[name] for name in MARKS}


def _level(worth: Floats, share: float) -> float:
    """What must be added for people to prefer the model that often, by halving."""
    low, high = -15.0, 15.0
    for _ in range(60):
        middle = (low + high) / 2.0
        if float(logistic(worth + middle).mean()) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def logistic(odds: Floats) -> Floats:
    """Chances from log odds."""
    found: Floats = 1.0 / (1.0 + np.exp(-odds))
    return found
