"""The kinds of column: honest ones, decoys that only look like leaks, noise, and six ways to know the outcome.

Each kind gives two columns: as the training export has it, and as it stands on the day of prediction. An honest
column is made the same way on both sides. A leak knows in training who has left, and cannot know it on the day.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Side:
    """The customers of one table, and for training who left."""

    site: Ints
    left: Floats | None

    @property
    def rows(self) -> int:
        """How many customers there are."""
        return len(self.site)


Draw = Callable[[np.random.Generator, Side, Side, bool], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Kind:
    """A kind of column: what the warehouse says of it, and the truth.

    Parameters
    ----------
    says : wordings for the data dictionary; none of them tells the truth or a lie
    because : the truth, for feedback
    draw : training and prediction columns; the last argument makes a leak plain, else it is faint
    faint : whether the kind is faint in any case
    """

    name: str
    says: tuple[str, ...]
    because: str
    draw: Draw
    faint: bool = False


def _left(side: Side) -> Floats:
    assert side.left is not None
    return side.left


def _after_outcome(
    random: np.random.Generator, train: Side, future: Side, plain: bool
) -> tuple[Floats, Floats]:
    usual = random.uniform(1.0, 1.6)
    more = random.uniform(4.5, 6.0) if plain else random.uniform(0.95, 1.2)
    seen = random.poisson(usual, train.rows) + random.poisson(more, train.rows) * _left(train)
    return seen.astype(np.float64), random.poisson(usual, future.rows).astype(np.float64)


def _own_row(random: np.random.Generator, train: Side, future: Side, _plain: bool) -> tuple[Floats, Floats]:
    """A mean over each site's customers in training, the row itself among them."""
    weight = random.uniform(0.5, 1.0)
    places = int(max(train.site.max(), future.site.max())) + 1
    total = np.bincount(train.site, weights=_left(train), minlength=places)
    count = np.bincount(train.site, minlength=places)
    rate = (total + weight * float(_left(train).mean())) / (count + weight)
    return rate[train.site], rate[future.site]


def _missing(random: np.random.Generator, train: Side, future: Side, plain: bool) -> tuple[Floats, Floats]:
    usual = random.uniform(0.03, 0.06)
    gone = random.uniform(0.8, 0.9) if plain else random.uniform(0.4, 0.48)
    here, there = (np.round(random.gamma(4.0, 6.0, side.rows)) for side in (train, future))
    here[random.random(train.rows) < np.where(_left(train) > 0.5, gone, usual)] = np.nan
    there[random.random(future.rows) < usual] = np.nan
    return here, there


def _export_order(
    random: np.random.Generator, train: Side, future: Side, plain: bool
) -> tuple[Floats, Floats]:
    """A batch number: who had left was exported first."""
    batches = int(random.integers(60, 120))
    blur = random.uniform(0.34, 0.42) if plain else random.uniform(1.2, 1.5)
    order = np.argsort(random.normal(0.0, blur, train.rows) - _left(train))
    here = np.empty(train.rows)
    here[order] = np.arange(train.rows) * batches // train.rows + 1
    return here, random.permutation(np.arange(future.rows) * batches // future.rows + 1).astype(np.float64)


def _past_window(
    random: np.random.Generator, train: Side, future: Side, plain: bool
) -> tuple[Floats, Floats]:
    """A mean over a window that runs on past the cut-off, when those who leave use nothing any more."""
    level, spread = random.uniform(20.0, 60.0), random.uniform(0.28, 0.34)
    here, there = (level * random.lognormal(0.0, spread, side.rows) for side in (train, future))
    least, most = (0.25, 0.6) if plain else (0.65, 0.9)
    share = random.uniform(least, most, train.rows)
    seen: Floats = np.where(_left(train) > 0.5, here * share, here)
    return seen.round(1), there.round(1)


def _overwritten(
    random: np.random.Generator, train: Side, future: Side, plain: bool
) -> tuple[Floats, Floats]:
    """A code that is written over once a customer has left."""
    rare = random.uniform(0.01, 0.02)
    often = random.uniform(0.8, 0.9) if plain else random.uniform(0.4, 0.48)
    here, there = (random.integers(1, 7, side.rows).astype(np.float64) for side in (train, future))
    here[random.random(train.rows) < np.where(_left(train) > 0.5, often, rare)] = 9.0
    there[random.random(future.rows) < rare] = 9.0
    return here, there


def _serial(random: np.random.Generator, train: Side, future: Side, _plain: bool) -> tuple[Floats, Floats]:
    numbers = random.permutation(train.rows + future.rows).astype(np.float64) + 1.0
    return numbers[: train.rows], numbers[train.rows :]


def _gaps(random: np.random.Generator, train: Side, future: Side, _plain: bool) -> tuple[Floats, Floats]:
    share = random.uniform(0.06, 0.14)
    here, there = (np.round(random.normal(50.0, 12.0, side.rows)) for side in (train, future))
    for column in (here, there):
        column[random.random(len(column)) < share] = np.nan
    return here, there


def _by_site(random: np.random.Generator, train: Side, future: Side, _plain: bool) -> tuple[Floats, Floats]:
    places = int(max(train.site.max(), future.site.max())) + 1
    strength = np.round(random.uniform(0.0, 1.0, places), 3)
    return strength[train.site], strength[future.site]


LEAKS = (
    Kind(
        "after-outcome",
        ("Contacts with the service desk, from the call log.", "Letters and calls on file, counted."),
        "it counts contacts after the customer had left as well; on the day of prediction there are none of these",
        _after_outcome,
    ),
    Kind(
        "own-row-target",
        ("Share of leavers at the customer's site.", "Risk of the site, as the network team computes it."),
        "it is the mean outcome of the site's training rows, the row itself among them",
        _own_row,
        faint=True,
    ),
    Kind(
        "missing-by-outcome",
        ("Age of the device in months, as it reports itself.", "Months since the last update of the app."),
        "it is empty where the customer had left before it was read; the gaps know the outcome",
        _missing,
    ),
    Kind(
        "export-order",
        ("Batch of the export.", "Load number of the record in the warehouse."),
        "leavers were exported first; the number is an artefact of the export",
        _export_order,
    ),
    Kind(
        "window-past-cut-off",
        ("Mean minutes a day, over thirty days.", "Mean traffic a day, over thirty days."),
        "its window runs on past the cut-off, into the days when leavers used nothing",
        _past_window,
    ),
    Kind(
        "overwritten",
        ("Tariff code.", "Code of the billing group."),
        "the code is written over once a customer has left; on the day of prediction it is still the old one",
        _overwritten,
    ),
)
NOISE = (
    Kind(
        "serial",
        ("Number of the record in the customer system.", "Number of the contract document."),
        "it is a number without meaning, on both sides alike",
        _serial,
    ),
    Kind(
        "gaps",
        ("Index of the last survey, where one was answered.", "Quality index of the line, where measured."),
        "its gaps are as frequent among those who stayed as among leavers, and in both tables",
        _gaps,
    ),
    Kind(
        "by-site",
        ("Signal at the customer's site.", "Load of the customer's site."),
        "it is the same for all customers of a site and knows nothing of the outcome",
        _by_site,
    ),
)
# Honest columns that help; the last three look like leaks of a kind.
HONEST = {
    "tenure": (
        ("Months as a customer.", "Months since the first contract."),
        "it is known on the day, and helps",
    ),
    "usage": (
        ("Gigabytes in the thirty days before the cut-off.", "Data used in the month before the cut-off."),
        "everybody uses more each year, so it has moved between the tables; it is known on the day all the same",
    ),
    "complaints": (
        ("Complaints on file.", "Complaints in the ticket system."),
        "it counts complaints of the ninety days before the cut-off, and those are known on the day",
    ),
    "contract": (
        ("Months until the contract ends.", "Months left of the minimum term."),
        "it is strong because contracts end, and known on the day",
    ),
}
