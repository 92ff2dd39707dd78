"""The weights of words that lean towards private life or towards the work, worked out from the development half.

    python -m tests.lint.leanings        writes src/evenbar/lint/words/en/leaning.tsv anew

Two logistic regressions, on questions and on everything else, with a penalty that keeps weights small. Good texts of
the development files and every text of the packaged library count as work; a text with another fault counts less, since
its words are often of neither. Nothing of the held-out half or of the fresh texts is read. The file need not be written
anew when a list changes, only when the corpus grows or the measures do.
"""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenbar.lint.leaning import features
from evenbar.lint.subject import QUESTION, Card
from evenbar.lint.wording import ENGLISH, text_of
from evenbar.scorecard import library
from tests.lint.scoring import PROTECTED, items

FILE = Path(__file__).parents[2] / "src" / "evenbar" / "lint" / "words" / "en" / "leaning.tsv"
DEVELOPMENT = ("development", "development-2", "development-3", "development-4")
HEAD = "# Weights of words towards private life (above nought) or the work, in a question and in a note.\n"
FAULTY, PACKAGED, PRIVATE = 0.6, 1.5, 1.5  # how much a text counts
SEEN, STEPS, PENALTY, SLIGHT = 2, 250, 1e-4, 0.15

Item = tuple[
    bool, str, bool, float
]  # a question, the text, whether it is about private life, how much it counts


def taught(names: tuple[str, ...] = DEVELOPMENT) -> list[Item]:
    """The texts of the development files, as far as they are asked for, and those of the library."""
    kinds = ("question", "evidence")
    found = [_item(item) for name in names for item in items(name) if item["on"] in kinds]
    pieces = {
        (piece.kind in QUESTION, piece.text)
        for name in library.names()
        for piece in Card(library.load(name), ENGLISH, date(2026, 11, 24)).all_pieces
    }
    return found + [(asks, text, False, PACKAGED) for asks, text in sorted(pieces)]


def _item(item: dict[str, Any]) -> Item:
    private = PROTECTED in item["labels"]
    counts = PRIVATE if private else FAULTY if item["labels"] else 1.0
    return item["on"] == "question", item["text"], private, counts


def fitted(found: list[Item], *, asks: bool) -> dict[str, float]:
    """The weights by name of what is counted."""
    chosen = [item for item in found if item[0] is asks]
    counted = [_normed(features(text_of(text), ENGLISH)) for _, text, _, _ in chosen]
    seen = Counter(name for each in counted for name in each)
    order = {
        name: at for at, name in enumerate(sorted(name for name, count in seen.items() if count >= SEEN))
    }
    table = np.zeros((len(chosen), len(order) + 1))
    table[:, -1] = 1
    for row, each in enumerate(counted):
        for name, value in each.items():
            if name in order:
                table[row, order[name]] = value
    private = np.array([float(item[2]) for item in chosen])
    weights = _descended(table, private, np.array([item[3] for item in chosen]))
    return {**{name: float(weights[at]) for name, at in order.items()}, "<always>": float(weights[-1])}


def _normed(found: dict[str, float]) -> dict[str, float]:
    length = sum(value**2 for value in found.values()) ** 0.5 or 1
    return {name: value / length for name, value in found.items()}


def _descended(
    table: NDArray[np.float64], private: NDArray[np.float64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weights after a fixed number of steps downhill."""
    weights = np.zeros(table.shape[1])
    speed = np.zeros_like(weights)
    for _ in range(STEPS):
        believed = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (counts * (believed - private)) / len(private) + PENALTY * weights
        speed = 0.9 * speed - 1.5 * slope
        weights += speed
    return weights


def content() -> str:
    """The file as the development half has it today."""
    found = taught()
    asked, told = fitted(found, asks=True), fitted(found, asks=False)
    lines = []
    for name in sorted(asked.keys() | told.keys()):
        pair = asked.get(name, 0.0), told.get(name, 0.0)
        if max(map(abs, pair)) >= SLIGHT:
            lines.append(f"{name}\t{pair[0]:.1f}\t{pair[1]:.1f}\n")
    return HEAD + "".join(lines)


if __name__ == "__main__":
    FILE.write_text(content(), encoding="utf-8")
