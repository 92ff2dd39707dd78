"""Payments and their chance of fraud: a law that differs from variant to variant, and columns that it reads.

The chance is known for every payment, so a queue can be weighed by what it saves on average and not by one day's
luck. The score of the old rules reads a part of the law, with weights of its own, and is no chance of anything.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SHOPS = ("books", "electronics", "fashion", "games", "travel", "vouchers")
HOURS = 24.0


@dataclass(frozen=True, eq=False)
class Law:
    """How risk comes about in one variant."""

    device: float
    abroad: float
    both: float
    attempts: float
    age: float
    amount: float
    pause: float
    night: float
    peak: float
    shop: Floats
    rules: Floats


@dataclass(frozen=True, eq=False)
class Payments:
    """Payments as columns, shop by its place in ``SHOPS``."""

    amount: Floats
    shop: NDArray[np.int64]
    hour: Floats
    new_device: Floats
    abroad: Floats
    account_days: Floats
    attempts: Floats
    pause: Floats

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.amount)


def law(random: np.random.Generator) -> Law:
    """Weights of this variant. Whether large payments are the riskier ones differs, too."""
    return Law(
        device=random.uniform(1.0, 1.6),
        abroad=random.uniform(0.5, 1.0),
        both=random.uniform(0.7, 1.3),
        attempts=random.uniform(0.8, 1.2),
        age=random.uniform(0.4, 0.7),
        amount=random.choice([-1.0, 1.0]) * random.uniform(0.10, 0.25),
        pause=random.uniform(0.25, 0.45),
        night=random.uniform(0.5, 0.9),
        peak=random.uniform(0.0, HOURS),
        shop=random.normal(0.0, 0.6, len(SHOPS)),
        rules=random.uniform(0.5, 1.5, 3),
    )


def payments(random: np.random.Generator, count: int) -> Payments:
    """Payments as they come in, frauds and others alike."""
    return Payments(
        amount=np.round(random.lognormal(4.4, 0.75, count) + 1.0, 2),
        shop=random.choice(len(SHOPS), count, p=[0.2, 0.18, 0.26, 0.14, 0.1, 0.12]),
        hour=random.integers(0, int(HOURS), count).astype(np.float64),
        new_device=(random.random(count) < 0.18).astype(np.float64),
        abroad=(random.random(count) < 0.12).astype(np.float64),
        account_days=np.ceil(random.lognormal(5.6, 1.2, count)),
        attempts=random.poisson(0.25, count).astype(np.float64),
        pause=np.round(random.lognormal(6.0, 1.6, count), 1),
    )


def risk(law: Law, seen: Payments) -> Floats:
    """The logarithm of the odds of fraud, without its constant."""
    return (
        law.device * seen.new_device
        + law.abroad * seen.abroad
        + law.both * seen.new_device * seen.abroad
        + law.attempts * np.minimum(seen.attempts, 3.0)
        - law.age * (np.log(seen.account_days) - 5.6)
        + law.amount * (np.log(seen.amount) - 4.4)
        - law.pause * (np.log(seen.pause + 1.0) - 6.0)
        + law.night * np.cos(2.0 * np.pi * (seen.hour - law.peak) / HOURS)
        + law.shop[seen.shop]
    )


def constant(risk: Floats, rate: float) -> float:
    """What must be added to the risk for frauds to be this frequent."""
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if float(logistic(risk + middle).mean()) < rate else (low, middle)
    return (low + high) / 2.0


def old_score(random: np.random.Generator, law: Law, seen: Payments) -> Floats:
    """The score of the present rules, between 0 and 1: devices, countries, attempts and a good deal of noise."""
    points = (
        law.rules[0] * seen.new_device
        + law.rules[1] * seen.abroad
        + law.rules[2] * np.minimum(seen.attempts, 2.0)
    )
    score: Floats = np.round(logistic(points + random.normal(-1.5, 0.9, seen.rows)), 2)
    return score


def logistic(z: Floats) -> Floats:
    """Odds in logarithms to chances."""
    p: Floats = 1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0)))
    return p
