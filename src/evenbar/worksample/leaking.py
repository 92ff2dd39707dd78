"""The leak scan: whether what the candidate gets holds an answer. Run on every variant of a self-test.

It looks for traces of the seed, for hidden files and sentences that stand among the public ones, and for public
columns or an order of rows that tell a hidden column of the same ids. It cannot know every way to give an answer
away; it knows those that have happened.
"""

import base64
import csv
import io
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenbar.worksample.making import RECORD, REFERENCES, Made
from evenbar.worksample.seeds import Seed

Floats = NDArray[np.float64]
NEAR = 0.97  # rank correlation from which a public column is the hidden one by another name
ORDER = 5.0  # standard deviations from which the order of rows tells a column
SENTENCE = 20  # signs of a hidden text that may not stand in public


def leaks(made: Made, seed: Seed) -> list[str]:
    """What gives an answer away, a sentence each; none when all is well."""
    return [
        *_traces(made, seed),
        *_copies(made),
        *_sentences(made),
        *_columns(made),
    ]


def _traces(made: Made, seed: Seed) -> Iterator[str]:
    key = seed.key
    needles = [key, key.hex().encode(), str(int.from_bytes(key, "big")).encode(), seed.id.encode()]
    needles.append(base64.b64encode(key))
    for name, data in made.public.items():
        if any(needle in data or needle in name.encode() for needle in needles):
            yield f"public/{name} holds a trace of the seed."


def _copies(made: Made) -> Iterator[str]:
    hidden = {data: name for name, data in made.hidden.items() if data and not name.startswith("box/")}
    for name, data in made.public.items():
        if data in hidden:
            yield f"public/{name} is the hidden file {hidden[data]}."


def _sentences(made: Made) -> Iterator[str]:
    texts = {name: data.decode("utf-8", "replace") for name, data in made.public.items()}
    for file, data in made.hidden.items():
        if not file.endswith(".json") or file in (RECORD, REFERENCES) or file.startswith("box/"):
            continue
        for sentence in _strings(json.loads(data)):
            if len(sentence) >= SENTENCE and " " in sentence:
                places = [name for name, text in texts.items() if sentence in text]
                if places:
                    yield f"public/{places[0]} says what hidden/{file} says: {sentence[:60]}"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _columns(made: Made) -> Iterator[str]:
    """Public columns that tell a hidden column, matched by the ids in the first column of both tables."""
    public = {name: _table(data) for name, data in made.public.items() if name.endswith(".csv")}
    for file, data in made.hidden.items():
        if not file.endswith(".csv") or file.startswith("box/"):
            continue
        ids, answers = _table(data)
        for name, (others, columns) in public.items():
            place = {id: row for row, id in enumerate(others)}
            shared = [(row, place[id]) for row, id in enumerate(ids) if id in place]
            if len(shared) >= 20:
                here, there = (np.array(side) for side in zip(*shared, strict=True))
                yield from _told(file, name, {k: v[here] for k, v in answers.items()}, columns, there)


def _told(
    file: str, name: str, answers: Mapping[str, Floats], columns: Mapping[str, Floats], rows: NDArray[np.int_]
) -> Iterator[str]:
    order = rows.astype(np.float64)
    for answer, truth in answers.items():
        if abs(tie := rank_correlation(order, truth)) * math.sqrt(len(truth)) > ORDER:
            yield f"the order of rows of public/{name} tells {answer} of hidden/{file} (rank correlation {tie:.2f})."
        for column, values in columns.items():
            if abs(tie := rank_correlation(values[rows], truth)) > NEAR:
                yield f"public/{name}, column {column}, tells {answer} of hidden/{file} (rank correlation {tie:.2f})."


def _table(data: bytes) -> tuple[list[str], dict[str, Floats]]:
    """The ids in the first column, and the columns that are numbers; an empty cell is the smallest value."""
    header, *rows = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    columns: dict[str, Floats] = {}
    for index, name in enumerate(header[1:], start=1):
        try:
            columns[name] = np.array([float(row[index]) if row[index] else -math.inf for row in rows])
        except ValueError:
            words = sorted({row[index] for row in rows})
            if len(words) == 2:
                columns[name] = np.array([float(row[index] == words[1]) for row in rows])
    return [row[0] for row in rows], columns


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation, against the largest that ties allow; 0 where either does not vary."""
    first, second = _ranks(one), _ranks(other)
    most = float(np.sort(first) @ np.sort(second))
    return float(first @ second) / most if most > 0.0 else 0.0


def _ranks(values: Floats) -> Floats:
    """Mean ranks, centred."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Floats = (last - (counts - 1) / 2.0)[place]
    return ranks - float(ranks.mean())
