"""What comes with Evenbar: scorecards to begin with, the criteria that they share, the questions to ask.

Their content is in ``library/*.yaml`` and ``library/criteria/*.yaml``; each file is read when it is first asked
for. Finding one's way through them is here, putting them into a scorecard is for the reader and the editors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evenbar.scorecard import bank
from evenbar.scorecard.changes import Change, compare_criteria
from evenbar.scorecard.criterion import Criterion, Entry
from evenbar.scorecard.question import Question
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard

_SHELF = Path(__file__).with_name("library")


@dataclass(frozen=True, slots=True)
class Listed:
    """A criterion of the library in a line: its versions, from the first, and what the newest is called."""

    id: str
    versions: tuple[int, ...]
    title: str
    family: str
    covers: tuple[str, ...]
    questions: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the library, and the criterion that it belongs to at its newest version."""

    question: Question
    criterion: Criterion
    reference: str

    @property
    def kind(self) -> str | None:
        """What sort of question it is."""
        return self.question.kind

    @property
    def minutes(self) -> int | None:
        """How long it takes."""
        return self.question.minutes


@dataclass(frozen=True, slots=True)
class MovedOn:
    """An include that has a newer version in the library, and what changed in the words until then."""

    id: str
    included: str
    newest: str
    changes: tuple[Change, ...]


def names() -> tuple[str, ...]:
    """The names of the packaged scorecards, in alphabetical order."""
    found = (entry.name for entry in _SHELF.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def text(name: str) -> str:
    """The YAML of a packaged scorecard; KeyError where there is none of that name."""
    if name not in names():
        raise KeyError(name)
    return (_SHELF / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def load(name: str) -> Scorecard:
    """A packaged scorecard; KeyError where there is none of that name."""
    return read(text(name), name=f"{name}.yaml")


def newest(id: str) -> int:
    """The newest version of a criterion of the library; KeyError where there is none."""
    return bank.versions()[id][-1]


def criterion(id: str, version: int | None = None) -> Entry:
    """A criterion of the library, the newest unless a version is given; KeyError where there is none."""
    return bank.entry(f"{id}@{newest(id) if version is None else version}")


def criterion_text(id: str, version: int | None = None) -> str:
    """The library's file of a criterion; KeyError where there is none."""
    return bank.text(f"{id}@{newest(id) if version is None else version}")


@cache
def criteria() -> tuple[Listed, ...]:
    """Every criterion of the library, by id in alphabetical order."""
    rows = ((id, versions, criterion(id).criterion) for id, versions in bank.versions().items())
    return tuple(
        Listed(id, versions, words.name, words.family, words.covers, len(words.questions))
        for id, versions, words in rows
    )


@cache
def questions() -> tuple[Asked, ...]:
    """Every question of the library's newest versions, criterion by criterion."""
    entries = [criterion(id) for id in bank.versions()]
    return tuple(
        Asked(question, entry.criterion, entry.reference)
        for entry in entries
        for question in entry.criterion.questions
    )


def says(part: Criterion | Asked, words: str) -> bool:
    """Whether a criterion (its questions aside) or a question says every one of some words, or begins of them."""
    texts = _question_texts(part) if isinstance(part, Asked) else _criterion_texts(part)
    said = "\n".join(texts).lower()
    return all(word in said for word in words.lower().split())


def _criterion_texts(words: Criterion) -> Iterator[str]:
    yield from (words.id, words.name, words.definition or "", *words.covers, *words.not_this)
    for anchor in words.anchors:
        yield from (anchor.summary, *anchor.signals, anchor.example or "")


def _question_texts(asked: Asked) -> Iterator[str]:
    question = asked.question
    yield from (question.id, question.kind or "", question.ask, question.twist or "", question.diff or "")
    yield from (*question.probes, *question.variants, *(heard for _, heard in question.listen_for))
    yield from (asked.criterion.id, asked.criterion.name)


def moved_on(card: Scorecard) -> tuple[MovedOn, ...]:
    """The includes of a scorecard that have a newer version, each with what changed in the library's words."""
    found = []
    for row in card.criteria:
        if row.include is None:
            continue
        id, version = bank.split(row.include)
        if version < newest(id):
            then, now = criterion(id, version), criterion(id)
            changes = compare_criteria(then.criterion, now.criterion)
            found.append(MovedOn(id, row.include, now.reference, changes))
    return tuple(found)
