"""Draws a company's customers, who of them left, and two exports: one to learn from, one to predict.

Risk comes from tenure, usage, complaints, the contract's end and the household. Ten columns without telling names
stand for four honest ones, two of noise and four of six kinds of leak: two of these plain, two faint.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Variant
from evenbar.worksample.written import csv_bytes, json_bytes

from .columns import HONEST, LEAKS, NOISE, Side
from .modelling import auc, held_out, predicted

TRAIN, FUTURE = 6_000, 4_000
LEAKING, NOISY, PLAIN = 4, 2, 2
COMPANIES = ("Ostrel Mobil", "Vantry Telecom", "Kelmo Phone", "Harrow & Lind Mobile", "Tessaly Networks")
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class World:
    """Everybody, in one order: what is true of them, and who leaves."""

    household: Ints
    site: Ints
    honest: dict[str, Floats]
    chance: Floats
    left: Floats


@dataclass(frozen=True, eq=False)
class Placed:
    """A column under its name: both sides, what the dictionary says, and the truth."""

    name: str
    kind: str
    leak: bool
    says: str
    because: str
    train: Floats
    future: Floats


def generate(streams: Streams) -> Variant:
    """One variant: everybody, their columns under names of this variant, two exports, the truth."""
    world = _world(streams.stream("world"))
    columns = _columns(streams, world)
    ids = _ids(streams.stream("ids"), "c", TRAIN + FUTURE)
    houses = _ids(streams.stream("households"), "h", int(world.household.max()) + 1)
    tables = [_table(columns, world, ids, houses, train=train) for train in (True, False)]
    labels = {"customer": ids[TRAIN:], "left": world.left[TRAIN:]}
    hidden = {
        "labels.csv": csv_bytes(labels),
        "chances.csv": csv_bytes({"customer": ids[TRAIN:], "p": world.chance[TRAIN:]}, decimals=5),
        "truth.json": json_bytes(_truth(columns, world)),
    }
    company = str(streams.stream("company").choice(COMPANIES))
    public = {"train.csv": csv_bytes(tables[0]), "future.csv": csv_bytes(tables[1])}
    words = _words(columns, company, world) | {"colleague": _colleague(streams, columns, world)}
    return Variant(public, hidden, words)


def _world(random: np.random.Generator) -> World:
    """Customers in households, shuffled, so that households stand on both sides."""
    people = TRAIN + FUTURE
    household = random.permutation(np.repeat(np.arange(people), random.integers(1, 5, people))[:people])
    _, household = np.unique(household, return_inverse=True)
    future = np.arange(people) >= TRAIN
    tenure = np.minimum(np.ceil(random.gamma(1.6, 22.0, people)), 180.0)
    usage = random.lognormal(2.2, 0.7, people)
    complaints = random.poisson(0.5, people).astype(np.float64)
    contract = random.integers(1, 25, people) * (random.random(people) < 0.7)
    effect = random.normal(0.0, random.uniform(0.9, 1.03), int(household.max()) + 1)
    weight = random.uniform(0.9, 1.1, 4)
    risk = (
        -0.38 * weight[0] * (tenure - 35.0) / 27.0
        - 0.28 * weight[1] * (np.log(usage) - 2.2) / 0.7
        + 0.40 * weight[2] * (complaints - 0.5) / 0.7
        - 1.05 * weight[3] * (contract - 8.75) / 8.6
    )
    chance = 1.0 / (1.0 + np.exp(-(risk + effect[household] - 1.55)))
    left = (random.random(people) < chance).astype(np.float64)
    drift = np.where(future, random.uniform(1.12, 1.20), 1.0)  # everybody uses more next year
    honest = {
        "tenure": tenure,
        "usage": np.round(usage * drift, 2),
        "complaints": complaints,
        "contract": contract.astype(np.float64),
    }
    return World(
        household.astype(np.int64),
        random.integers(0, int(random.integers(450, 600)), people),
        honest,
        chance,
        left,
    )


def _columns(streams: Streams, world: World) -> list[Placed]:
    """Ten columns under names that tell nothing, in an order that tells nothing."""
    chosen = streams.stream("choice")
    names = _names(streams.stream("names"))
    train, future = Side(world.site[:TRAIN], world.left[:TRAIN]), Side(world.site[TRAIN:], None)
    leaks = [LEAKS[index] for index in chosen.permutation(len(LEAKS))[:LEAKING]]
    noise = [NOISE[index] for index in chosen.permutation(len(NOISE))[:NOISY]]
    columns = []
    plain = [kind for kind in leaks if not kind.faint][:PLAIN]
    for kind in (*leaks, *noise):
        here, there = kind.draw(streams.stream(f"column {kind.name}"), train, future, kind in plain)
        says = kind.says[int(chosen.integers(len(kind.says)))]
        columns.append(Placed(names.pop(), kind.name, kind in leaks, says, kind.because, here, there))
    for name, (wordings, because) in HONEST.items():
        values = world.honest[name]
        says = wordings[int(chosen.integers(len(wordings)))]
        columns.append(Placed(names.pop(), name, False, says, because, values[:TRAIN], values[TRAIN:]))
    return [columns[index] for index in chosen.permutation(len(columns))]


def _names(random: np.random.Generator) -> list[str]:
    """Names of columns as an old warehouse gives them: a letter and a number."""
    letters = random.choice(list("abdefgkmnqrtuvw"), 10, replace=False)
    return [
        f"{letter}_{number}" for letter, number in zip(letters, random.integers(101, 999, 10), strict=True)
    ]


def _ids(random: np.random.Generator, sign: str, count: int) -> list[str]:
    """Ids in an order that tells nothing."""
    return [f"{sign}{number}" for number in random.permutation(count) + 10_001]


def _table(
    columns: list[Placed], world: World, ids: list[str], houses: list[str], *, train: bool
) -> dict[str, Any]:
    rows = range(TRAIN) if train else range(TRAIN, TRAIN + FUTURE)
    table: dict[str, Any] = {
        "customer": [ids[row] for row in rows],
        "household": [houses[world.household[row]] for row in rows],
        "site": [f"s{world.site[row]:04d}" for row in rows],
    }
    table |= {column.name: column.train if train else column.future for column in columns}
    return {**table, "left": world.left[:TRAIN]} if train else table


def _truth(columns: list[Placed], world: World) -> dict[str, Any]:
    """What is known of each column, and what a model of the honest ones is worth."""
    clean = [column for column in columns if not column.leak]
    here, there = (
        np.column_stack([getattr(column, side) for column in clean]) for side in ("train", "future")
    )
    found = predicted(here, world.left[:TRAIN], there)
    return {
        "columns": {
            column.name: {"kind": column.kind, "leak": column.leak, "because": column.because}
            for column in columns
        },
        "clean_auc": auc(found, world.left[TRAIN:]),
    }


def _colleague(streams: Streams, columns: list[Placed], world: World) -> str:
    """The AUC of the colleague's five random folds over all columns."""
    left = world.left[:TRAIN]
    fold = streams.stream("folds of the colleague").integers(0, 5, TRAIN)
    return f"{auc(held_out(np.column_stack([one.train for one in columns]), left, fold), left):.2f}"


def _words(columns: list[Placed], company: str, world: World) -> dict[str, str]:
    lines = [f"| `{column.name}` | {column.says} |" for column in columns]
    return {
        "company": company,
        "columns": "\n".join(lines),
        "share": f"{100 * float(world.left[:TRAIN].mean()):.0f}",
        "first_column": columns[0].name,
    }
