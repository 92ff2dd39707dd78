"""A scorecard as an outline of headings, paragraphs, lists, tables and quoted code: what every document of it says.

How the parts look is the business of the kinds of document; this says what comes in which order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from evenbar.scorecard.changes import percent
from evenbar.scorecard.criterion import AXES, EVIDENCE, FAMILIES, STANDARD, Criterion
from evenbar.scorecard.plan import AI_POLICIES, MINIMUMS, RULES, Stage
from evenbar.scorecard.question import AI_EXPOSURES, KINDS, Question
from evenbar.scorecard.scorecard import LEVELS, Scorecard, fingerprint, rater_counts


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, perhaps after a label in bold."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, perhaps under a label."""

    items: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row; the first cell of a row names it."""

    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines that keep their layout."""

    text: str


Block = Heading | Paragraph | Bullets | Table | Code

HOW_TO_RATE = (
    "Ask everybody the same questions, in the same order.",
    "Write down what was said or done, and whether you had to prompt it. Then choose the level whose words fit.",
    "No level? Say which kind: not planned for this interview, not reached, or asked and nothing shown. None of them "
    "is a number, and none is a low level.",
    "Rate before you hear or read anybody else's view.",
    "A score says how much of the weight it covers. People decide, and write down why.",
)


def outline(card: Scorecard) -> Iterator[Block]:
    """The blocks of a document about a scorecard, in order."""
    yield Heading(1, card.title)
    yield Paragraph(f"{card.scorecard}, version {fingerprint(card)[:12]}")
    yield from _job(card)
    yield Heading(2, "How to rate")
    yield Bullets(HOW_TO_RATE)
    yield _overview(card)
    yield from _plan(card)
    yield Heading(2, "Criteria")
    shares = card.shares()
    for criterion in card.criteria:
        yield from _criterion(card, criterion, percent(shares[criterion.id]))


def _job(card: Scorecard) -> Iterator[Block]:
    job = card.job
    if job.summary:
        yield Paragraph(job.summary)
    facts = (
        ("What the hire will do", tuple(task.does for task in job.tasks if task.does)),
        ("What the hire is to reach", job.outcomes),
    )
    for label, items in facts:
        if items:
            yield Bullets(items, label)
    if job.stack:
        yield Paragraph(", ".join(job.stack), "Tools in use")
    if job.references:
        yield Paragraph(", ".join(job.references), "References")


def _overview(card: Scorecard) -> Table:
    shares, raters = card.shares(), rater_counts(card)
    rows = tuple(
        (
            criterion.name,
            FAMILIES[criterion.family],
            percent(shares[criterion.id]),
            str(raters[criterion.id]),
            str(criterion.minimum or "none"),
            str(criterion.target or "none"),
        )
        for criterion in card.criteria
    )
    heads = ("Criterion", "Family", "Share of weight", "Raters", "Minimum", "Target")
    return Table("Criteria and their weight", heads, rows)


def _plan(card: Scorecard) -> Iterator[Block]:
    yield Heading(2, "Interviews")
    heads = ("Interview", "Minutes", "Interviewers", "Rates", "AI tools")
    yield Table("The interviews of the loop", heads, tuple(_stage(card, stage) for stage in card.stages))
    bar = f" The bar is {card.decision.bar:g}." if card.decision.bar is not None else ""
    minimums = any(criterion.minimum for criterion in card.criteria)
    veto = f" {MINIMUMS[card.decision.minimums_are]}." if minimums else ""
    yield Paragraph(f"{RULES[card.decision.rule]}.{bar}{veto} People decide.", "Rule")


def _stage(card: Scorecard, stage: Stage) -> tuple[str, ...]:
    rated = [card.criterion(id).name for id in stage.criteria] if stage.rated else []
    return (
        stage.name,
        str(stage.minutes or "not said"),
        str(stage.interviewers),
        "; ".join(rated) or "nothing",
        AI_POLICIES.get(stage.ai_policy or "", "not said"),
    )


def _criterion(card: Scorecard, criterion: Criterion, share: str) -> Iterator[Block]:
    yield Heading(3, criterion.name)
    limits = (("minimum", criterion.minimum), ("target", criterion.target))
    facts = [FAMILIES[criterion.family], share, *(f"{word} {level}" for word, level in limits if level)]
    yield Paragraph(" · ".join(facts))
    if criterion.definition:
        yield Paragraph(criterion.definition)
    if criterion.why_weight:
        yield Paragraph(criterion.why_weight, "Why this weight")
    yield from _named(
        ("Not this", criterion.not_this),
        ("Covers", tuple(STANDARD.get(id, id) for id in criterion.covers)),
        ("Seen in", tuple(EVIDENCE.get(id, id) for id in criterion.evidence)),
        ("Codes", criterion.codes),
    )
    yield _anchors(card, criterion)
    alike = tuple(
        look.says + (f" (worth {look.level})" if look.level else "") for look in criterion.look_alikes
    )
    if alike:
        yield Bullets(alike, "Sounds high and is not")
    yield from _long(("Fairness", criterion.fairness), ("Sources", criterion.sources))
    for question in criterion.questions:
        yield from _question(question)


def _named(*parts: tuple[str, tuple[str, ...]]) -> Iterator[Block]:
    for label, items in parts:
        if items:
            yield Paragraph("; ".join(items), label)


def _long(*parts: tuple[str, tuple[str, ...]]) -> Iterator[Block]:
    for label, items in parts:
        if items:
            yield Bullets(items, label)


def _anchors(card: Scorecard, criterion: Criterion) -> Table:
    rows = []
    for level in LEVELS:
        anchor = criterion.anchor(level)
        axis = f" ({AXES[anchor.axis].lower()})" if anchor and anchor.axis else ""
        rows.append(
            (
                f"{level} {card.labels[level]}",
                anchor.summary + axis if anchor else "no words yet",
                " ".join(anchor.signals) if anchor else "",
                (anchor.example or "") if anchor else "",
            )
        )
    return Table(
        f"Levels of {criterion.name}", ("Level", "What it looks like", "Signals", "For example"), tuple(rows)
    )


def _question(question: Question) -> Iterator[Block]:
    yield Heading(4, question.ask or question.id)
    facts = [
        KINDS.get(question.kind or "", ""),
        f"{question.minutes} minutes" if question.minutes else "",
        f"AI can answer it: {AI_EXPOSURES[question.ai_exposure].lower()}" if question.ai_exposure else "",
    ]
    if any(facts):
        yield Paragraph(" · ".join(fact for fact in facts if fact))
    if question.diff:
        yield Code(question.diff)
    if question.probes:
        yield Bullets(question.probes, "Probes")
    if question.twist:
        at = f"at minute {question.twist_at}, " if question.twist_at else ""
        yield Paragraph(question.twist, f"Twist, {at}told to everybody")
    if question.listen_for:
        yield Bullets(tuple(f"{level}: {words}" for level, words in question.listen_for), "Listen for")
    if question.variants:
        yield Bullets(question.variants, "Variants")
