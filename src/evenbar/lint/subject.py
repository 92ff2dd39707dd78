"""What a rule looks at: a scorecard as pieces of text with their paths, or one rating with its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from evenbar.lint.limits import DEFAULTS, Limits
from evenbar.lint.wording import Language
from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.question import Question
from evenbar.scorecard.scorecard import Scorecard

# The kinds of pieces, as `pieces` is asked for them.
CRITERION = ("criterion.name", "criterion.definition")
ANCHOR = ("anchor.summary", "anchor.signal", "anchor.example")
QUESTION = ("question.ask", "question.probe", "question.twist", "question.variant")


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of a scorecard: its path, what kind of text it is, and what it belongs to."""

    where: str
    kind: str
    text: str
    criterion: Criterion | None = None
    question: Question | None = None
    level: int | None = None


@dataclass(frozen=True)
class Card:
    """A scorecard as the rules see it: the card, the words of its language, the day, the counts that are fine."""

    card: Scorecard
    language: Language
    today: date
    limits: Limits = DEFAULTS

    @cached_property
    def all_pieces(self) -> tuple[Piece, ...]:
        """Every text of the scorecard, in the order of the file."""
        return tuple(_pieces(self.card))

    @cached_property
    def _by_kind(self) -> dict[str, list[Piece]]:
        found: dict[str, list[Piece]] = {}
        for piece in self.all_pieces:
            found.setdefault(piece.kind, []).append(piece)
        return found

    def pieces(self, *kinds: str) -> Iterator[Piece]:
        """The texts of these kinds, kind by kind."""
        for kind in kinds:
            yield from self._by_kind.get(kind, ())


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating with the evidence written for it. ``level`` is None where the rating is missing."""

    text: str
    level: int | None
    language: Language
    criterion: str = ""
    candidate: str = ""
    interviewer: str = ""
    where: str = ""
    others: tuple[str, ...] = field(default=())  # names of the other candidates, where they are known


def _pieces(card: Scorecard) -> Iterator[Piece]:
    yield Piece("title", "title", card.title)
    if card.job.summary:
        yield Piece("job/summary", "job.summary", card.job.summary)
    for task in card.job.tasks:
        yield Piece(f"job/tasks/{task.id}/does", "job.task", task.does)
    for index, outcome in enumerate(card.job.outcomes):
        yield Piece(f"job/outcomes/{index}", "job.outcome", outcome)
    for criterion in card.criteria:
        yield from _of_criterion(criterion)
    for stage in card.stages:
        yield Piece(f"stages/{stage.id}/name", "stage.name", stage.name)


def _of_criterion(criterion: Criterion) -> Iterator[Piece]:
    at = f"criteria/{criterion.id}"
    yield Piece(f"{at}/name", "criterion.name", criterion.name, criterion)
    if criterion.definition:
        yield Piece(f"{at}/definition", "criterion.definition", criterion.definition, criterion)
    if criterion.why_weight:
        yield Piece(f"{at}/why_weight", "criterion.why-weight", criterion.why_weight, criterion)
    for key, kind, texts in (
        ("not_this", "criterion.not-this", criterion.not_this),
        ("fairness", "criterion.fairness", criterion.fairness),
    ):
        for index, text in enumerate(texts):
            yield Piece(f"{at}/{key}/{index}", kind, text, criterion)
    for anchor in criterion.anchors:
        here, level = f"{at}/anchors/{anchor.level}", anchor.level
        yield Piece(f"{here}/summary", "anchor.summary", anchor.summary, criterion, level=level)
        for index, text in enumerate(anchor.signals):
            yield Piece(f"{here}/signals/{index}", "anchor.signal", text, criterion, level=level)
        if anchor.example:
            yield Piece(f"{here}/example", "anchor.example", anchor.example, criterion, level=level)
    for index, look_alike in enumerate(criterion.look_alikes):
        yield Piece(
            f"{at}/look_alikes/{index}/says",
            "look-alike",
            look_alike.says,
            criterion,
            level=look_alike.level,
        )
    for question in criterion.questions:
        yield from _of_question(criterion, question)


def _of_question(criterion: Criterion, question: Question) -> Iterator[Piece]:
    at = f"criteria/{criterion.id}/questions/{question.id}"
    yield Piece(f"{at}/ask", "question.ask", question.ask, criterion, question)
    for index, text in enumerate(question.probes):
        yield Piece(f"{at}/probes/{index}", "question.probe", text, criterion, question)
    if question.twist:
        yield Piece(f"{at}/twist", "question.twist", question.twist, criterion, question)
    for level, text in question.listen_for:
        yield Piece(f"{at}/listen_for/{level}", "question.listen-for", text, criterion, question, level=level)
    for index, text in enumerate(question.variants):
        yield Piece(f"{at}/variants/{index}", "question.variant", text, criterion, question)
