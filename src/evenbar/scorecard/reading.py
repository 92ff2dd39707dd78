"""From YAML text to a Scorecard: all problems in one pass, each one sentence with its line and column.

What a scorecard may hold is in the table of fields; what must agree with what is in ``references``, what may
be included in ``including``. A scorecard that can be read may still be a weak one: that is the linter's subject.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from evenbar.scorecard.including import expanded, hidden_places, inclusion_problems, whole
from evenbar.scorecard.paths import places
from evenbar.scorecard.problem import Notes, Problem, Unreadable
from evenbar.scorecard.references import Disagreement, disagreements
from evenbar.scorecard.scorecard import Scorecard
from evenbar.scorecard.source import REMEMBERED, Broken, Node, decode, tree
from evenbar.scorecard.table import SCORECARD
from evenbar.scorecard.values import valued

__all__ = ["Problem", "Reading", "Unreadable", "open_card", "positions", "read"]


@dataclass(frozen=True)
class Reading:
    """A text that is a scorecard: what it says and where everything in it stands. ``root`` is as written."""

    card: Scorecard
    root: Node

    @cached_property
    def positions(self) -> dict[str, tuple[int, int]]:
        """Line and column by path; what an included criterion brings along stands where it is included."""
        return _positions(self.root)


def read(source: str | bytes, *, name: str = "scorecard") -> Scorecard:
    """The scorecard that a text describes, or Unreadable with every problem in it."""
    return open_card(source, name=name).card


@lru_cache(maxsize=REMEMBERED)
def open_card(source: str | bytes, *, name: str = "scorecard") -> Reading:
    """A scorecard with its tree and places, from one parse, or Unreadable with every problem in the text.

    The latest are remembered: what proof-reads a text and what shows it read the same one.
    """
    root = _root(source, name)
    notes = Notes(name)
    card = valued(root, SCORECARD, notes)
    for node, path, message in _disagreements(root):
        notes.add(node, path, message)
        if notes.cut:
            break
    if notes.problems:
        raise Unreadable(notes.in_order())
    assert isinstance(card, Scorecard)
    return Reading(replace(card, criteria=tuple(whole(criterion) for criterion in card.criteria)), root)


def positions(text: str | bytes) -> dict[str, tuple[int, int]]:
    """Line and column of everything in a text that is YAML, by path, whether or not it is a scorecard.

    A text is found where it begins, anything larger at its key.
    """
    return _positions(_root(text, "scorecard"))


def _positions(root: Node) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for pairs in (places(root), hidden_places(root)):
        for path, node in pairs:
            found.setdefault(path, (node.line, node.column))
    return found


def _disagreements(root: Node) -> Iterator[Disagreement]:
    yield from inclusion_problems(root)
    yield from disagreements(expanded(root))


def _root(source: str | bytes, name: str) -> Node:
    try:
        return tree(decode(source))
    except Broken as broken:
        problem = Problem(broken.line, broken.column, "", broken.message, name)
        raise Unreadable((problem,)) from None
