"""The library of criteria: ``library/criteria/<id>@<version>.yaml``, each read once, when it is first asked for.

A published version never changes and never goes, since scorecards and ratings point at it.
"""

from functools import cache
from pathlib import Path

from evenbar.scorecard.criterion import Entry
from evenbar.scorecard.paths import places
from evenbar.scorecard.problem import Notes, Problem, Unreadable
from evenbar.scorecard.scalars import is_reference
from evenbar.scorecard.source import Broken, Node, decode, tree
from evenbar.scorecard.table import ENTRY
from evenbar.scorecard.values import valued

_SHELF = Path(__file__).with_name("library") / "criteria"


@cache
def versions() -> dict[str, tuple[int, ...]]:
    """The versions of every criterion of the library, by id in alphabetical order. Nothing is read for it."""
    names = (file.name.removesuffix(".yaml") for file in _SHELF.iterdir() if file.name.endswith(".yaml"))
    pairs = sorted(split(name) for name in names if is_reference(name))
    return {id: tuple(version for other, version in pairs if other == id) for id, _ in pairs}


def split(reference: str) -> tuple[str, int]:
    """The id and the version of a reference such as framing@1."""
    id, _, version = reference.partition("@")
    return id, int(version)


def entry(reference: str) -> Entry:
    """A criterion of the library at a version; KeyError where there is none."""
    return _read(reference)[0]


def words(reference: str) -> Node:
    """The criterion's mapping as it stands in the library's file; KeyError where there is none."""
    return _read(reference)[1]


@cache
def paths(reference: str) -> tuple[str, ...]:
    """Every path inside a criterion of the library; KeyError where there is none."""
    return tuple(path for path, _ in places(words(reference)))


def text(reference: str) -> str:
    """The file of a criterion at a version; KeyError where there is none."""
    if not is_reference(reference):
        raise KeyError(reference)
    id, version = split(reference)
    if version not in versions().get(id, ()):
        raise KeyError(reference)
    return (_SHELF / f"{id}@{version}.yaml").read_text(encoding="utf-8")


@cache
def _read(reference: str) -> tuple[Entry, Node]:
    notes = Notes(f"{reference}.yaml")
    try:
        root = tree(decode(text(reference)))
    except Broken as broken:
        problem = Problem(broken.line, broken.column, "", broken.message, notes.name)
        raise Unreadable((problem,)) from None
    found, criterion = valued(root, ENTRY, notes), root.get("criterion")
    if notes.problems:
        raise Unreadable(notes.in_order())
    assert isinstance(found, Entry)
    assert criterion is not None
    return found, criterion
