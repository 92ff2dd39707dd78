"""From three answers to a fitting scorecard: which level, which role or focus, how many interviewers.

Pure: it adapts the packaged scorecard that stands nearest to the answers, or another that was chosen, and says
plainly what the answers cannot give. Creating the scorecard from it is an action; opening a role on it belongs to
hiring.
"""

from dataclasses import dataclass, replace

from evenbar.panel.studio.nearest import (
    EMPHASIS,
    GENERAL,
    LEVELS,
    PARTS,
    SMALL,
    focuses,
    lacking,
    nearest,
    roles,
    steps,
)
from evenbar.scorecard import library
from evenbar.scorecard.criterion import STANDARD, Criterion
from evenbar.scorecard.plan import Stage
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard, rater_counts
from evenbar.scorecard.writing import write

BARS = {"junior": 2.8, "mid": 3.2, "senior": 3.4, "staff": 3.8}
MOST_INTERVIEWERS = 20
RATERS = 2
MOST_CRITERIA = 5


@dataclass(frozen=True, slots=True)
class Fitted:
    """A scorecard made to fit: its text, the parsed card, the packaged one it came from, and what to know of it."""

    text: str
    card: Scorecard
    base: str
    begun: str  # what the packaged one is called
    notes: tuple[str, ...]


def fit(*, level: str, focus: str, interviewers: int, base: str = "") -> Fitted:
    """Adapt a packaged scorecard to a level (a key of LEVELS), a focus (of focuses()) and 1 to 20 interviewers.

    Without the name of one in `base`, the nearest to the answers is taken.
    """
    if level not in LEVELS or focus not in focuses():
        raise ValueError(f"The level is one of {', '.join(LEVELS)}, the focus one of {', '.join(focuses())}.")
    if not 1 <= interviewers <= MOST_INTERVIEWERS:
        raise ValueError(f"Between 1 and {MOST_INTERVIEWERS} people can interview, not {interviewers}.")
    if base and base not in library.names():
        raise ValueError(f"There is no packaged scorecard {base!r}; there are {', '.join(library.names())}.")
    base = base or nearest(level=level, focus=focus, interviewers=interviewers)
    packaged = library.load(base)
    card = _staffed(_focused(_levelled(packaged, level), focus), interviewers)
    text = write(
        replace(card, scorecard=_id(base, packaged, level, focus), title=_title(base, packaged, level))
    )
    notes = (*_bounds(packaged, level, focus), *_notes(card, interviewers))
    return Fitted(text, read(text), base, packaged.title, notes)


def told(focus: str) -> str:
    """A focus or role in the middle of a sentence: building models, LLM engineer."""
    return _inside(focuses()[focus])


def _inside(words: str) -> str:
    """Words without their first capital, unless they begin with an abbreviation."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _id(base: str, packaged: Scorecard, level: str, focus: str) -> str:
    kind = base if base in roles() else "ml-engineer-starter" if base == SMALL else "ml-engineer"
    whole = kind if packaged.job.level not in LEVELS else f"{level}-{kind}"
    return f"{whole}-{focus}" if EMPHASIS.get(focus) else whole


def _title(base: str, packaged: Scorecard, level: str) -> str:
    if packaged.job.level not in LEVELS:
        return packaged.title
    role = "machine-learning engineer" if base in GENERAL else _inside(packaged.title)
    return f"{LEVELS[level]} {role}"


def _levelled(card: Scorecard, level: str) -> Scorecard:
    """Move bar, targets and minimums from the packaged scorecard's level to another."""
    step = steps(card, level)
    own = card.job.level or "mid"
    if not step:
        return card
    criteria = tuple(
        replace(each, target=_moved(each.target, step), minimum=_moved(each.minimum, min(step, 0)))
        for each in card.criteria
    )
    bar = card.decision.bar
    return replace(
        card,
        criteria=criteria,
        job=replace(card.job, level=level),
        decision=replace(card.decision, bar=None if bar is None else round(bar + BARS[level] - BARS[own], 1)),
    )


def _moved(value: int | None, step: int) -> int | None:
    return None if value is None else max(2, min(5, value + step))


def _focused(card: Scorecard, focus: str) -> Scorecard:
    """Let the criteria of the focus count double, each weight with its reason."""
    emphasised = EMPHASIS.get(focus, frozenset())
    if emphasised <= lacking(card, emphasised):
        return card
    return replace(card, criteria=tuple(_weighed(each, focus, emphasised) for each in card.criteria))


def _weighed(criterion: Criterion, focus: str, emphasised: frozenset[str]) -> Criterion:
    if emphasised & set(criterion.covers):
        why = f"Counts double, since the focus of this job is: {PARTS[focus].lower()}."
        return replace(criterion, weight=criterion.weight * 2, why_weight=why)
    return replace(
        criterion, why_weight=criterion.why_weight or "The ordinary weight; the focus lies elsewhere."
    )


def _staffed(card: Scorecard, interviewers: int) -> Scorecard:
    """Fit the number of people in each conversation to the number that there are."""
    if interviewers == RATERS:
        return _in_pairs(card)
    if interviewers < RATERS:
        alone = (replace(stage, interviewers=interviewers) for stage in card.stages)
        return replace(card, stages=tuple(alone))
    return card


def _in_pairs(card: Scorecard) -> Scorecard:
    """Let both people sit in every conversation, each criterion in one of them: two independent ratings a row."""
    kept: dict[str, list[str]] = {stage.id: [] for stage in card.stages}
    for criterion in card.criteria:
        options = [stage.id for stage in card.stages if criterion.id in stage.criteria]
        kept[min(options, key=lambda id: len(kept[id]))].append(criterion.id)
    return replace(card, stages=tuple(_paired(card, stage, kept[stage.id]) for stage in card.stages))


def _paired(card: Scorecard, stage: Stage, criteria: list[str]) -> Stage:
    asked = {question.id for id in criteria for question in card.criterion(id).questions}
    order = tuple(question for question in stage.order if question in asked)
    return replace(stage, interviewers=RATERS, criteria=tuple(criteria), order=order)


def _bounds(packaged: Scorecard, level: str, focus: str) -> tuple[str, ...]:
    """What the packaged scorecard cannot follow of the answers on level and focus."""
    emphasised = EMPHASIS.get(focus, frozenset())
    missing = [STANDARD[code] for code in STANDARD if code in lacking(packaged, emphasised)]
    notes = []
    if packaged.job.level not in LEVELS:
        notes.append(
            f"It is written for one level, {packaged.job.level}, and keeps it: bar and targets do not move."
        )
    elif steps(packaged, level):
        own = LEVELS[packaged.job.level or "mid"].lower()
        notes.append(
            f"It was written for a {own} job: bar and targets are moved, the words of tasks and questions are not."
        )
    if len(missing) == len(emphasised) and missing:
        notes.append("It rates nothing of the focus, so no weight is moved.")
    elif missing:
        notes.append(f"It does not rate, of the focus: {'; '.join(missing)}. Choose another to have it.")
    return tuple(notes)


def _notes(card: Scorecard, interviewers: int) -> tuple[str, ...]:
    """What the plan gives and what it cannot, in plain sentences."""
    rated = [stage for stage in card.stages if stage.rated and stage.criteria]
    return tuple(note for note in (_independence(card, interviewers), _load(rated, interviewers)) if note)


def _independence(card: Scorecard, interviewers: int) -> str:
    if interviewers == 1:
        return (
            "One person cannot give two independent ratings: every criterion would be the opinion of one. "
            "Find a second interviewer before the first candidate."
        )
    fewest = min(rater_counts(card).values())
    if interviewers == RATERS:
        return (
            "Both interviewers sit in every conversation and rate apart, so each criterion gets two ratings."
        )
    words = {2: "two", 3: "three", 4: "four"}.get(fewest, str(fewest))
    return f"Each criterion is rated by at least {words} people who do not see each other's ratings."


def _load(rated: list[Stage], interviewers: int) -> str:
    """Whether anyone rates more than five criteria, said as it is."""
    most = max(len(stage.criteria) for stage in rated)
    seats = sum(stage.interviewers for stage in rated)
    if interviewers >= seats:
        spare = interviewers - seats
        more = f" {_people(spare)} can stand in or shadow as trainees." if spare else ""
        return (
            f"{_people(seats)} hold {len(rated)} conversations; nobody rates more than {most} criteria.{more}"
        )
    share = -(-seats // interviewers)
    return (
        f"With {_people(interviewers).lower()} for {seats} places in {len(rated)} conversations, some sit in {share} "
        f"of them and rate more than {MOST_CRITERIA} criteria over the whole loop, though never more than {most} "
        f"in one conversation."
    )


def _people(count: int) -> str:
    return "One person" if count == 1 else f"{count} people"
