"""The judge's verdicts and people's panels as a baseline reads them, and a submission as it writes one."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenbar.worksample.variant import Files
from evenbar.worksample.written import csv_bytes, json_bytes

from .world import MARKS, PERSONS, Floats, differences


@dataclass(frozen=True, eq=False)
class Verdicts:
    """Every pair: its model, the five things, the judge's lean from 0 to 1, people's share where a panel saw it."""

    model: NDArray[np.str_]
    things: dict[str, Floats]
    lean: Floats
    share: Floats

    @property
    def names(self) -> list[str]:
        """The models in alphabetical order."""
        return [str(name) for name in np.unique(self.model)]


@dataclass(frozen=True, slots=True)
class Line:
    """What is sent of one model, in per cent."""

    share: float
    low: float
    high: float
    verdict: str


def read(public: Files) -> Verdicts:
    """The two tables, joined."""
    judged = _columns(public["judged.csv"])
    people = _columns(public["people.csv"])
    panel = dict(zip(people["pair"], people["prefer_new"], strict=True))
    cells = {
        name: np.array(values, dtype=np.float64) for name, values in judged.items() if name not in _TEXTS
    }
    new, old = ({name: cells[f"{name}_{side}"] for name in ("words", *MARKS)} for side in ("new", "old"))
    return Verdicts(
        np.array(judged["model"]),
        differences(new, old, cells["new_first"]),
        cells["lean_new"] / 100.0,
        np.array([float(panel.get(pair, "nan")) / PERSONS for pair in judged["pair"]]),
    )


_TEXTS = ("pair", "model")


def _columns(data: bytes) -> dict[str, Sequence[str]]:
    header, *rows = list(csv.reader(io.StringIO(data.decode())))
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def bounded(share: float, half: float, verdict: str) -> Line:
    """A line with its interval inside what shares can be."""
    return Line(share, max(share - half, 0.0), min(share + half, 100.0), verdict)


def submission(
    lines: Mapping[str, Line], *, pulls: Mapping[str, str], choice: str, note: str
) -> dict[str, bytes]:
    """The files that go back."""
    found: list[dict[str, Any]] = [{"pull": name, "evidence": told} for name, told in pulls.items()]
    rows = list(lines.values())
    columns = {
        "model": list(lines),
        "share": [line.share for line in rows],
        "low": [line.low for line in rows],
        "high": [line.high for line in rows],
        "verdict": [line.verdict for line in rows],
    }
    return {
        "comparisons.csv": csv_bytes(columns, decimals=2),
        "findings.json": json_bytes({"pulls": found, "choice": choice}),
        "note.md": (note + "\n").encode(),
        "ai-use.md": b"No AI tool was used.\n",
    }
