"""Where a text's criteria come from: which are the library's, at which version, and what a newer one would change.

Pure. What would change is told for this text, not for the library: the text is read as it would stand with the newer
version, so that questions which it does not ask play no part. The scorecard that a text was begun from is told too.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from evenbar.panel.studio.borrowing import newer
from evenbar.panel.studio.opened import Opened, opened
from evenbar.scorecard import bank, library
from evenbar.scorecard.changes import Change, compare
from evenbar.scorecard.editing import Uneditable
from evenbar.scorecard.including import reference
from evenbar.scorecard.paths import ident, members
from evenbar.scorecard.source import Node

_PACKAGED = re.compile(r"(?P<how>library: |fitted from )(?P<name>[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Taken:
    """A criterion that a text includes: which version, which is the newest, what that one would change."""

    id: str
    name: str
    version: int
    newest: int
    changes: tuple[Change, ...] = ()
    refusal: str = ""  # why the newer version cannot be taken, where it cannot
    unread: bool = False  # whether the text has errors, so that what would change cannot be told

    @property
    def path(self) -> str:
        """Where it stands in the text."""
        return f"criteria/{self.id}"

    @property
    def moved_on(self) -> bool:
        """Whether the library has a newer version."""
        return self.newest > self.version

    @property
    def order(self) -> str:
        """What a button sends to take the newest version."""
        return f"take-newer {self.path} {self.id}@{self.newest}"


@dataclass(frozen=True, slots=True)
class Begun:
    """What a scorecard was begun from, and the packaged scorecard among it, if there was one."""

    words: str
    packaged: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a text takes from the library, and how many criteria are in words of its own."""

    begun: Begun
    taken: tuple[Taken, ...]
    own: tuple[str, ...]

    @property
    def behind(self) -> tuple[Taken, ...]:
        """What the library has moved on from."""
        return tuple(each for each in self.taken if each.moved_on)


@lru_cache(maxsize=64)
def origin_of(text: str, begun_from: str = "") -> Origin:
    """Where the criteria of a text come from; `begun_from` is what was noted when its scorecard was begun.

    The last few are remembered, since a version never changes and the library comes with the program.
    """
    document = opened(text)
    criteria = members(document.node("criteria"))
    return Origin(
        begun=begun(begun_from),
        taken=tuple(found for each in criteria if (found := _taken(document, each)) is not None),
        own=tuple(
            _text(each.get("name")) or ident(each)
            for each in criteria
            if each.get("include") is None and ident(each)
        ),
    )


def begun(noted: str) -> Begun:
    """What was noted when a scorecard was begun, as people read it."""
    found = _PACKAGED.fullmatch(noted)
    if found and found["name"] in library.names():
        how = "the packaged scorecard" if found["how"].startswith("library") else "three answers, fitted from"
        return Begun(how, found["name"])
    return Begun(f"the file {noted.removeprefix('upload: ')}" if noted.startswith("upload: ") else noted)


def taken_at(text: str, path: str) -> Taken | None:
    """The include of the criterion at a path; None where its words are the text's own."""
    document = opened(text)
    return _taken(document, document.node(path))


def _taken(document: Opened, criterion: Node | None) -> Taken | None:
    named = reference(criterion) if criterion is not None else None
    if named is None:
        return None
    id, version = bank.split(named)
    taken = Taken(id, bank.entry(named).criterion.name, version, library.newest(id))
    return _with_changes(document, taken) if taken.moved_on else taken


def _with_changes(document: Opened, taken: Taken) -> Taken:
    """The include with what its newest version would change in this text."""
    facts = (taken.id, taken.name, taken.version, taken.newest)
    try:
        card = opened(newer(document.text, taken.path, f"{taken.id}@{taken.newest}")).card
    except Uneditable as refusal:
        return Taken(*facts, refusal=str(refusal))
    if document.card is None or card is None:
        return Taken(*facts, unread=True)
    return Taken(*facts, changes=compare(document.card, card))


def _text(node: Node | None) -> str:
    return node.text.strip() if node is not None else ""
