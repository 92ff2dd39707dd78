"""Draws twelve comparisons: the judge's verdict on every pair of answers, and panels of people on a few."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Variant
from evenbar.worksample.written import csv_bytes, json_bytes

from .world import MARKS, MODELS, PANELS, PERSONS, PULLS, QUESTIONS, Compared, Part, compared, parts, targets

COMPANIES = ("Brennick Railways", "Tolvane Post", "Ferrow Energy", "Castelyn Insurance", "Ummery Parcels")
NAMES = (
    "alder", "aspen", "birch", "cedar", "elder", "hazel", "holly", "hornbeam", "juniper", "larch", "linden", "maple",
    "medlar", "myrtle", "olive", "poplar", "quince", "rowan", "sorrel", "spruce", "sumac", "tamarisk", "willow", "yew",
)  # fmt: skip
MEANS = {
    "shown-first": "the order of the two answers",
    "longer": "the length of an answer",
    "lists": "a bulleted list",
    "links": "a link to a help page",
    "warm": "a warm opening",
}


def generate(streams: Streams) -> Variant:
    """One variant: models under names that tell nothing, verdicts in an order that tells nothing, the truth."""
    part = parts(streams.stream("pulls"))
    shares = targets(streams.stream("shares"))
    names = [str(name) for name in streams.stream("names").permutation(NAMES)[:MODELS]]
    world = streams.stream("world")
    models = [compared(world, part=part, target=float(share)) for share in shares]
    pairs, order = _pairs(streams)
    chosen = _chosen(streams.stream("panels"))
    cells = _cells(models, names)
    judged = {"pair": pairs, **{column: values[order] for column, values in cells.items()}}
    seen = chosen[order]
    panel, chance = (
        np.concatenate([getattr(one, field) for one in models])[order] for field in ("panel", "chance")
    )
    ids = np.array(pairs)
    company = str(streams.stream("company").choice(COMPANIES))
    return Variant(
        public={
            "judged.csv": csv_bytes(judged),
            "people.csv": csv_bytes({"pair": ids[seen].tolist(), "prefer_new": panel[seen]}),
        },
        hidden={
            "truth.json": json_bytes(_truth(models, names, shares, part)),
            "chances.csv": csv_bytes({"pair": pairs, "chance": chance}),
        },
        words=_words(company, judged, names),
    )


def _pairs(streams: Streams) -> tuple[list[str], NDArray[np.int_]]:
    """Ids that tell nothing, and an order that tells nothing."""
    rows = MODELS * QUESTIONS
    numbers = streams.stream("ids").permutation(90_000)[:rows] + 10_000
    return [f"q{number}" for number in numbers], streams.stream("order").permutation(rows)


def _chosen(random: np.random.Generator) -> NDArray[np.bool_]:
    """Which pairs went to people: as many of each model, by lot."""
    found = np.zeros((MODELS, QUESTIONS), dtype=bool)
    for row in found:
        row[random.permutation(QUESTIONS)[:PANELS]] = True
    return found.ravel()


def _cells(models: list[Compared], names: list[str]) -> dict[str, NDArray[Any]]:
    """The columns of the judge's table, model after model."""
    cells: dict[str, NDArray[Any]] = {"model": np.repeat(np.array(names), QUESTIONS)}
    cells["new_first"] = np.concatenate([one.first for one in models])
    for column in ("words", *MARKS):
        for side in ("new", "old"):
            cells[f"{column}_{side}"] = np.concatenate([getattr(one, side)[column] for one in models])
    return cells | {"lean_new": np.concatenate([one.lean for one in models])}


def _truth(models: list[Compared], names: list[str], shares: Any, part: Part) -> dict[str, Any]:
    """What is true of models and pulls, and how far panels alone would be from it."""
    told = {
        name: {
            "share": float(share),
            "verdict": "cannot-tell" if share == 50.0 else "better" if share > 50.0 else "worse",
            "because": f"People prefer {name} to the model in use in {share:.1f} of 100 questions.",
        }
        for name, share in zip(names, shares, strict=True)
    }
    return {"models": told, "pulls": {name: _pull(name, part) for name in PULLS}, "alone": _alone(models)}


def _pull(name: str, part: Part) -> dict[str, Any]:
    because = f"The judge takes no more notice of {MEANS[name]} than people do, who take none."
    if name in part.pulls:
        because = f"The judge is pulled by {MEANS[name]}, and people are not."
    if name in part.liked:
        because = f"People like {MEANS[name]} just as the judge does, so it is no mistake of the judge."
    return {"pull": name in part.pulls, "because": because}


def _alone(models: list[Compared]) -> float:
    """The standard error of a model's share from its panels alone, in points: the root of the mean square over models.

    Panels are drawn without putting back, so what differs between questions is known better than from as many draws.
    """
    rest = 1.0 - PANELS / QUESTIONS
    squares = [
        (float(one.chance.var()) * rest + float((one.chance * (1.0 - one.chance)).mean()) / PERSONS) / PANELS
        for one in models
    ]
    return 100.0 * math.sqrt(sum(squares) / len(squares))


def _words(company: str, judged: dict[str, Any], names: list[str]) -> dict[str, str]:
    """What the texts name: among it the model with the most wins by the judge, whom the head of product wants."""
    wins = {
        name: float((judged["lean_new"][judged["model"] == name] > 50.0).mean()) for name in sorted(names)
    }
    top = max(wins, key=lambda name: wins[name])
    return {
        "company": company,
        "top": top,
        "wins": f"{wins[top]:.0%}".replace("%", " %"),
        "first_model": min(names),
        "models": ", ".join(f"`{name}`" for name in sorted(names)),
        "count": str(MODELS),
        "questions": f"{QUESTIONS:,}",
        "verdicts": f"{MODELS * QUESTIONS:,}",
        "panels": str(PANELS),
    }
