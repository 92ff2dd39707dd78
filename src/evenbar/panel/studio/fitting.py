"""From three answers to a fitting scorecard: which level, which focus, how many interviewers.

Pure: it chooses a packaged scorecard and adapts it, and says plainly what the answers cannot give. Creating the
scorecard from it is an action; opening a role on it belongs to hiring.
"""

from dataclasses import dataclass, replace

from evenbar.scorecard import library
from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.plan import Stage
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard, rater_counts
from evenbar.scorecard.writing import write

LEVELS = {"junior": "Junior", "mid": "Mid-level", "senior": "Senior", "staff": "Staff"}
BARS = {"junior": 2.8, "mid": 3.2, "senior": 3.4, "staff": 3.8}
FOCUSES = {
    "balanced": "All round",
    "modelling": "Building models",
    "data": "Data and evaluation",
    "production": "Running models in production",
    "product": "Framing and impact",
}
# The standard criteria that count double under a focus.
EMPHASIS = {
    "balanced": frozenset[str](),
    "modelling": frozenset({"models", "frameworks", "experimentation"}),
    "data": frozenset({"preprocessing-features-metrics", "data-bias-ethics"}),
    "production": frozenset({"deployment-monitoring", "pipeline-code"}),
    "product": frozenset({"problem-framing", "outcomes"}),
}
SMALL, COMPLETE = "starter", "senior-ml-engineer"
MOST_FOR_SMALL = 3
MOST_INTERVIEWERS = 20
RATERS = 2
MOST_CRITERIA = 5


@dataclass(frozen=True, slots=True)
class Fitted:
    """A scorecard made to fit: its text, the parsed card, the packaged one it came from, and what to know of it."""

    text: str
    card: Scorecard
    base: str
    notes: tuple[str, ...]


def fit(*, level: str, focus: str, interviewers: int) -> Fitted:
    """Adapt a packaged scorecard to a level (a key of LEVELS), a focus (of FOCUSES) and 1 to 20 interviewers."""
    if level not in LEVELS or focus not in FOCUSES:
        raise ValueError(f"The level is one of {', '.join(LEVELS)}, the focus one of {', '.join(FOCUSES)}.")
    if not 1 <= interviewers <= MOST_INTERVIEWERS:
        raise ValueError(f"Between 1 and {MOST_INTERVIEWERS} people can interview, not {interviewers}.")
    base = SMALL if interviewers <= MOST_FOR_SMALL else COMPLETE
    card = _staffed(_focused(_levelled(library.load(base), level), focus), interviewers)
    text = write(
        replace(card, scorecard=_id(base, level, focus), title=f"{LEVELS[level]} machine-learning engineer")
    )
    return Fitted(text, read(text), base, _notes(card, interviewers))


def _id(base: str, level: str, focus: str) -> str:
    kind = "ml-engineer" if base == COMPLETE else "ml-engineer-starter"
    return f"{level}-{kind}" if focus == "balanced" else f"{level}-{kind}-{focus}"


def _levelled(card: Scorecard, level: str) -> Scorecard:
    """Move bar, targets and minimums from the packaged scorecard's level to another."""
    ranks = list(LEVELS)
    step = ranks.index(level) - ranks.index(card.job.level or "mid")
    criteria = tuple(
        replace(each, target=_moved(each.target, step), minimum=_moved(each.minimum, min(step, 0)))
        for each in card.criteria
    )
    bar = BARS[level] if step else card.decision.bar
    return replace(
        card,
        criteria=criteria,
        job=replace(card.job, level=level),
        decision=replace(card.decision, bar=bar),
    )


def _moved(value: int | None, step: int) -> int | None:
    return None if value is None else max(2, min(5, value + step))


def _focused(card: Scorecard, focus: str) -> Scorecard:
    """Let the criteria of the focus count double, each weight with its reason."""
    emphasised = EMPHASIS[focus]
    if not emphasised:
        return card
    return replace(card, criteria=tuple(_weighed(each, focus, emphasised) for each in card.criteria))


def _weighed(criterion: Criterion, focus: str, emphasised: frozenset[str]) -> Criterion:
    if emphasised & set(criterion.covers):
        why = f"Counts double, since the focus of this job is: {FOCUSES[focus].lower()}."
        return replace(criterion, weight=criterion.weight * 2, why_weight=why)
    return replace(
        criterion, why_weight=criterion.why_weight or "The ordinary weight; the focus lies elsewhere."
    )


def _staffed(card: Scorecard, interviewers: int) -> Scorecard:
    """Fit the number of people in each conversation to the number that there are."""
    if interviewers == RATERS:
        return _in_pairs(card)
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
