"""The YAML files of a work sample into their parts, with every problem of a file in one pass, at line and column.

Reading goes by the tables of fields, as for scorecards. What must agree with what is said here: criteria exist in
the library, bands name facts, levels are those that facts may speak to.
"""

import fnmatch
from collections.abc import Iterator
from typing import Any, TypeVar

from evenbar.scorecard import bank
from evenbar.scorecard.paths import members
from evenbar.scorecard.problem import Notes, Problem, Unreadable
from evenbar.scorecard.schema import schema_of
from evenbar.scorecard.source import Broken, Node, decode, shown, tree
from evenbar.scorecard.suggesting import suggestion
from evenbar.scorecard.table import Record
from evenbar.scorecard.values import valued
from evenbar.worksample.sample import BANDS, DefencePlan, Rubric, Sample
from evenbar.worksample.table import DEFENCE, RUBRIC, SAMPLE

Disagreement = tuple[Node, str, str]
Whole = TypeVar("Whole")
FILES: dict[str, Record] = {"worksample.yaml": SAMPLE, "rubric.yaml": RUBRIC, "defence.yaml": DEFENCE}


def read_sample(source: bytes, *, name: str = "worksample.yaml") -> Sample:
    """The sample that a text describes, or Unreadable with every problem in it."""
    return _read(source, SAMPLE, Sample, name)


def read_rubric(source: bytes, *, name: str = "rubric.yaml") -> Rubric:
    """The rubric that a text describes, or Unreadable with every problem in it."""
    return _read(source, RUBRIC, Rubric, name)


def read_defence(source: bytes, *, name: str = "defence.yaml") -> DefencePlan:
    """The plan of a defence that a text describes, or Unreadable with every problem in it."""
    return _read(source, DEFENCE, DefencePlan, name)


def json_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of each file of a work sample, by the file's name."""
    return {name: schema_of(record, title=f"Evenbar {name}") for name, record in FILES.items()}


def _read(source: bytes, record: Record, kind: type[Whole], name: str) -> Whole:
    notes = Notes(name)
    try:
        if not source.strip():
            raise Broken("the file is empty; it begins with `evenbar: 1`.")
        root = tree(decode(source))
    except Broken as broken:
        raise Unreadable((Problem(broken.line, broken.column, "", broken.message, name),)) from None
    whole = valued(root, record, notes)
    for node, path, message in _disagreements(root):
        notes.add(node, path, message)
    if notes.problems:
        raise Unreadable(notes.in_order())
    assert isinstance(whole, kind)
    return whole


def _disagreements(root: Node) -> Iterator[Disagreement]:
    yield from _criteria(root)
    yield from _conditions(root)
    yield from _repeated(root, "submission", "file")
    yield from _repeated(root, "outputs", "file")
    yield from _repeated(root, "questions", "did")
    yield from _outputs(root)


def _criteria(root: Node) -> Iterator[Disagreement]:
    """References to criteria that the library does not have, in criteria or in the rubric."""
    known = [f"{id}@{version}" for id, versions in bank.versions().items() for version in versions]
    for key in ("criteria", "rubric"):
        for index, item in enumerate(members(root.get(key))):
            node = item.get("criterion")
            if node is not None and node.kind == "scalar" and node.text and node.text not in known:
                message = f"{shown(node.text)} is no criterion of the library{suggestion(node.text, known)}"
                yield node, f"{key}/{index}/criterion", message


def _conditions(root: Node) -> Iterator[Disagreement]:
    facts = [id.text for fact in members(root.get("facts")) if (id := fact.get("id"))]
    for index, criterion in enumerate(members(root.get("criteria"))):
        bands = criterion.get("bands")
        for level, conditions in bands.entries if bands is not None else []:
            path = f"criteria/{index}/bands/{level.text}"
            if level.text in {"1", "5"}:
                words = "needs no condition" if level.text == "1" else "is for people to give"
                yield (
                    level,
                    path,
                    f"level {level.text} {words}; facts speak to levels {BANDS[0]} to {BANDS[-1]}.",
                )
            for condition in members(conditions):
                yield from _condition(condition, facts, path)


def _condition(condition: Node, facts: list[str], path: str) -> Iterator[Disagreement]:
    fact = condition.get("fact")
    if fact is not None and fact.kind == "scalar" and fact.text not in facts:
        yield fact, path, f"{shown(fact.text)} is no fact of this sample{suggestion(fact.text, facts)}"
    if condition.get("least") is None and condition.get("most") is None:
        yield condition, path, 'a condition needs "least" or "most".'


def _repeated(root: Node, key: str, name: str) -> Iterator[Disagreement]:
    seen: dict[str, int] = {}
    for index, item in enumerate(members(root.get(key))):
        node = item.get(name)
        if node is not None and seen.setdefault(node.text, node.line) != node.line:
            yield (
                node,
                f"{key}/{index}",
                f'"{key}" has {shown(node.text)} twice, first on line {seen[node.text]}.',
            )


def _outputs(root: Node) -> Iterator[Disagreement]:
    kind, outputs = root.get("kind"), root.get("outputs")
    if kind is not None and kind.text == "code" and not members(outputs):
        yield kind, "kind", 'a sample of kind code needs "outputs": the data files that a run leaves.'
    if kind is not None and kind.text == "data" and outputs is not None:
        yield outputs, "outputs", 'a sample of kind data has no "outputs"; nothing is run.'
    sent = [node.text for item in members(root.get("submission")) if (node := item.get("file"))]
    for index, item in enumerate(members(outputs)):
        node = item.get("file")
        if node is not None and any(fnmatch.fnmatchcase(node.text, name) for name in sent):
            message = (
                f"{shown(node.text)} is also a file of the submission, so it could be sent instead of run."
            )
            yield node, f"outputs/{index}/file", message
