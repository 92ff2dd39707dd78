"""Small scorecards and strategies that the tests of this room share."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from evenbar.scorecard import bank, plan, question
from evenbar.scorecard import criterion as criteria_words
from evenbar.scorecard.criterion import Anchor, Criterion, Included, LookAlike
from evenbar.scorecard.including import whole
from evenbar.scorecard.job import Job, Task
from evenbar.scorecard.plan import DecisionRule, Stage, Suppression
from evenbar.scorecard.question import Question
from evenbar.scorecard.scorecard import Scale, Scorecard

SMALL = """\
# A team's own scorecard. Comments stay.
evenbar: 1
scorecard: small
title: Small scorecard   # shown on top
job:
  level: senior
  tasks:
    - {id: own-ranking, does: Takes a ranking problem to production}
  outcomes: [Cost down, "Quality up, measured"]
criteria:
  # the one that matters
  - id: framing
    name: Frames the problem
    family: domain
    weight: 3   # agreed in May
    why_weight: Most failures began here.
    tasks: [own-ranking]
    anchors:
      1:
        summary: Starts from an algorithm.
        signals:
          - Names a model first.   # heard often
          - Asks nothing.
      3:
        summary: >
          States the decision
          and its costs.
    questions:
      - id: vague-brief
        ask: |
          Here is a brief.
            What do you ask first?
        probes: ["Why that?", 'Who decides?']
        listen_for: {4: Offers a cheaper test.}
  - id: explaining
    name: Explains
    family: behaviour
stages:
  - id: design
    name: System design
    interviewers: 2
    criteria: [framing, explaining]
    order: [vague-brief]
  - {id: talk, rated: false}
decision:
  rule: weighted-mean
  bar: 3.4
suppress:
  - {rule: single-rater, where: criteria/framing, because: Two stages only.}
"""

# The same team, with two rows of the library: one as it is, one with questions chosen and one of its own.
INCLUDING = """\
evenbar: 1
scorecard: including
title: Including scorecard
job:
  tasks:
    - {id: own-ranking, does: Takes a ranking problem to production}
criteria:
  - include: framing@1   # the one that matters
    weight: 2
    why_weight: Most failures began here.   # agreed in May
    minimum: 3
    target: 4
    tasks: [own-ranking]
    # what we ask
    questions:
      - id: other-problem   # the library's
      - id: own-case        # ours
        ask: What would you ask our buyers first?
        probes: ["Why that?"]
  # as it is
  - include: explaining@1
  - id: own-row
    name: Answers the phone
    family: behaviour
stages:
  - id: design
    name: System design
    interviewers: 2
    criteria: [framing, explaining, own-row]
    order: [own-case, other-problem]
decision:
  rule: weighted-mean
  bar: 3.4
suppress:
  - {rule: tool-name, where: criteria/framing/anchors/3, because: It is no tool here.}
  - {rule: no-probes, where: criteria/framing/questions/own-case, because: One is enough.}
"""

# All text that YAML can hold: every character but the surrogates, as escapes where need be.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip())
_LOOKS_LIKE_A_VALUE = ["no", "on", "true", "~", "null", "2027-05-23", "1:30", "3", "0x1f", "<<", "---", "..."]
_BEGINS_LIKE_YAML = [
    "- a",
    "#",
    "'",
    '"',
    "*a",
    "&a",
    "!x",
    "%",
    "@",
    "`",
    "|",
    ">",
    "[a]",
    "{a}",
    "?",
    "? a",
    ": a",
]
_HOLDS_SIGNS = [
    "a: b",
    "a #b",
    "a,b",
    "a:",
    "a: ",
    "a\\b",
    "a  b",
    " a",
    "a ",
    "é",
    "日本",
    "\U0001f600",
    "\x00",
    "\x7f",
]
_SEVERAL_LINES = [
    "a\n",
    "\na",
    "a\n b",
    "\ta",
    "a\n\nb",
    "a\n\n",
    "a\r\nb",
    "a\u2028b",
    "a\x85b",
    "\ufeff",
    "\ufffe",
]
_ODD_LINES = ["a\n\tb", "a\n  ", "x\n---\ny", "a\n# b", "a\n\n ", "a \nb"]
awkward = st.sampled_from(
    [*_LOOKS_LIKE_A_VALUE, *_BEGINS_LIKE_YAML, *_HOLDS_SIGNS, *_SEVERAL_LINES, *_ODD_LINES]
)
words = st.one_of(texts, awkward, st.from_regex(r"[a-zA-Z][a-zA-Z ,.'-]{0,30}[a-z.]", fullmatch=True))
ids = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
levels = st.integers(1, 5)
lists = st.lists(words, max_size=3).map(tuple)
days = st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1))
maybe = st.none() | words


def some(choices: dict[str, str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Distinct choices."""
    return st.lists(st.sampled_from(sorted(choices)), unique=True, max_size=3).map(tuple)


def one(choices: dict[str, str]) -> st.SearchStrategy[str | None]:
    """A choice or none."""
    return st.none() | st.sampled_from(sorted(choices))


def by_level(values: st.SearchStrategy) -> st.SearchStrategy[tuple]:
    """Pairs of a level and a value, by level."""
    return st.dictionaries(levels, values, max_size=5).map(lambda found: tuple(sorted(found.items())))


anchors = st.dictionaries(
    levels,
    st.builds(Anchor, st.just(0), words, lists, maybe, one(criteria_words.AXES)),
    max_size=5,
).map(
    lambda found: tuple(
        Anchor(level, anchor.summary, anchor.signals, anchor.example, anchor.axis)
        for level, anchor in sorted(found.items())
    )
)
numbers = st.integers(1, 1_000_000) | st.floats(1e-300, 1_000_000, allow_nan=False)
minutes = st.none() | st.integers(1, 1440)


@st.composite
def cards(draw: st.DrawFn) -> Scorecard:
    """Any scorecard that can be written down."""
    tasks = draw(st.lists(ids, unique=True, max_size=3))
    names = draw(st.lists(ids, unique=True, max_size=4))
    asked = draw(st.lists(ids, unique=True, max_size=4))
    found = {name: [id for id in asked if draw(st.sampled_from(names)) == name] for name in names}
    taken: set[str] = set()
    criteria = tuple(draw(_criterion(name, tasks, _fresh(found[name], taken))) for name in names)
    included = draw(st.lists(st.sampled_from(sorted(bank.versions())), unique=True, max_size=2))
    criteria += tuple(draw(_included(id, tasks)) for id in included if id not in names)
    stages = tuple(draw(_stage(id, criteria)) for id in draw(st.lists(ids, unique=True, max_size=3)))
    paths = [f"criteria/{name}" for name in names] + [f"stages/{stage.id}" for stage in stages] + ["title"]
    return Scorecard(
        evenbar=1,
        scorecard=draw(ids),
        title=draw(words),
        job=Job(
            draw(maybe),
            draw(maybe),
            tuple(Task(id, draw(words | st.just(""))) for id in tasks),
            draw(lists),
            draw(lists),
            draw(lists),
        ),
        scale=Scale(draw(by_level(words))),
        criteria=criteria,
        stages=stages,
        decision=DecisionRule(
            draw(st.sampled_from(sorted(plan.RULES))),
            draw(st.none() | st.integers(1, 5) | st.floats(1, 5)),
            draw(st.sampled_from(sorted(plan.MINIMUMS))),
            draw(days),
        ),
        suppress=draw(
            st.lists(
                st.builds(Suppression, ids, st.sampled_from(paths), words | st.just("")), max_size=2
            ).map(tuple)
        ),
    )


def _fresh(asked: list[str], taken: set[str]) -> list[str]:
    fresh = [id for id in asked if id not in taken]
    taken.update(fresh)
    return fresh


@st.composite
def _criterion(draw: st.DrawFn, id: str, tasks: list[str], asked: list[str]) -> Criterion:
    return Criterion(
        id=id,
        name=draw(words),
        family=draw(st.sampled_from(sorted(criteria_words.FAMILIES))),
        definition=draw(maybe),
        weight=draw(numbers),
        why_weight=draw(maybe),
        minimum=draw(st.none() | levels),
        target=draw(st.none() | levels),
        covers=draw(some(criteria_words.STANDARD)),
        tasks=draw(st.lists(st.sampled_from(tasks), unique=True).map(tuple)) if tasks else (),
        not_this=draw(lists),
        anchors=draw(anchors),
        look_alikes=draw(st.lists(st.builds(LookAlike, words, st.none() | levels), max_size=2).map(tuple)),
        evidence=draw(some(criteria_words.EVIDENCE)),
        questions=tuple(draw(_question(question)) for question in asked),
        fairness=draw(lists),
        sources=draw(lists),
        codes=draw(lists),
        review_by=draw(days),
    )


@st.composite
def _included(draw: st.DrawFn, id: str, tasks: list[str]) -> Criterion:
    reference = f"{id}@{draw(st.sampled_from(bank.versions()[id]))}"
    known = [question.id for question in bank.entry(reference).criterion.questions]
    asked = [Question(each) for each in draw(st.lists(st.sampled_from(known), unique=True))]
    own = draw(st.none() | _question(f"own-{id}")) if asked else None
    return whole(
        Included(
            reference,
            weight=draw(numbers),
            why_weight=draw(maybe),
            minimum=draw(st.none() | levels),
            target=draw(st.none() | levels),
            tasks=draw(st.lists(st.sampled_from(tasks), unique=True).map(tuple)) if tasks else (),
            questions=draw(st.sampled_from([None, (), tuple(asked)]))
            if own is None
            else (*asked, _named(own)),
        )
    )


def _named(question: Question) -> Question:
    return replace(question, ask=question.ask or "What would you do?")


@st.composite
def _question(draw: st.DrawFn, id: str) -> Question:
    return Question(
        id=id,
        kind=draw(one(question.KINDS)),
        ask=draw(words | st.just("")),
        minutes=draw(minutes),
        probes=draw(lists),
        twist=draw(maybe),
        twist_at=draw(minutes),
        listen_for=draw(by_level(words)),
        review_by=draw(days),
        diff=draw(maybe),
        ai_exposure=draw(one(question.AI_EXPOSURES)),
        variants=draw(lists),
    )


@st.composite
def _stage(draw: st.DrawFn, id: str, criteria: tuple[Criterion, ...]) -> Stage:
    names = [criterion.id for criterion in criteria]
    rated = draw(st.lists(st.sampled_from(names), unique=True).map(tuple)) if names else ()
    asked = [
        question.id for criterion in criteria if criterion.id in rated for question in criterion.questions
    ]
    return Stage(
        id=id,
        name=draw(words | st.just("")),
        minutes=draw(minutes),
        interviewers=draw(st.integers(1, 20)),
        criteria=rated,
        rated=draw(st.booleans()),
        ai_policy=draw(one(plan.AI_POLICIES)),
        show_resume=draw(st.booleans()),
        order=draw(st.permutations(asked).map(tuple)) if asked else (),
    )
