"""The table of fields: one declaration from which the reader, the writer and the JSON Schema are made.

A record names its dataclass and, in the order in which they are written, its keys with the shape that each
value must have. What a shape means to the reader or the schema is their business, not the table's.
"""

from dataclasses import dataclass
from typing import Any

from evenbar.scorecard import criterion, plan, question
from evenbar.scorecard.criterion import Anchor, Criterion, Entry, Included, LogNote, LookAlike
from evenbar.scorecard.job import Job, Task
from evenbar.scorecard.plan import DecisionRule, Stage, Suppression
from evenbar.scorecard.question import Question
from evenbar.scorecard.scorecard import FORMAT, LEVELS, Scale, Scorecard

ID_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"
REFERENCE_PATTERN = ID_PATTERN + "@[1-9][0-9]{0,5}"


@dataclass(frozen=True, slots=True)
class Text:
    """Text that says something: free, one of ``choices``, an id, or an id with its version."""

    choices: tuple[str, ...] = ()
    is_id: bool = False
    is_reference: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds. ``above`` is a bound that is itself outside."""

    low: int | None = None
    high: int | None = None
    above: int | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as 2027-05-23."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list. Where ``distinct``, nothing stands in it twice; items that carry ids are distinct by id."""

    of: "Shape"
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class ByLevel:
    """A mapping from levels of the scale."""

    of: "Shape"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record."""

    key: str
    shape: "Shape"
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys, and the dataclass that it becomes.

    ``instead`` is another form of the same thing, told by its first key.
    """

    noun: str
    makes: type[Any]
    fields: tuple[Field, ...]
    instead: "Record | None" = None

    def field(self, key: str) -> Field | None:
        """The field under a key, if the record has one."""
        return next((field for field in self.fields if field.key == key), None)


Shape = Text | Number | Flag | Day | Items | ByLevel | Record

TEXT = Text()
ID = Text(is_id=True)
TEXTS = Items(TEXT)
LEVEL = Number(low=LEVELS[0], high=LEVELS[-1], whole=True)
MINUTES = Number(low=1, high=1440, whole=True)


def _one_of(choices: dict[str, str]) -> Text:
    return Text(choices=tuple(choices))


TASK = Record(
    "task",
    Task,
    (Field("id", ID, "Name to point at.", required=True), Field("does", TEXT, "What the hire will do.")),
)
JOB = Record(
    "job",
    Job,
    (
        Field("level", TEXT, "Seniority, in the company's words."),
        Field("summary", TEXT, "The job in a sentence."),
        Field("tasks", Items(TASK), "What the hire will do; criteria point here."),
        Field("outcomes", TEXTS, "What the hire is to reach."),
        Field("stack", TEXTS, "Tools in use. They never stand in anchors."),
        Field("references", TEXTS, "Occupational codes of the job."),
    ),
)
SCALE = Record("scale", Scale, (Field("labels", ByLevel(TEXT), "A word for each level."),))
ANCHOR = Record(
    "anchor",
    Anchor,
    (
        Field("axis", _one_of(criterion.AXES), "What moves against the level below."),
        Field("summary", TEXT, "What the candidate does at this level.", required=True),
        Field("signals", TEXTS, "What is seen or heard at this level."),
        Field("example", TEXT, "One thing said or done at this level."),
    ),
)
LOOK_ALIKE = Record(
    "look-alike",
    LookAlike,
    (
        Field("says", TEXT, "What sounds like a high level and is not.", required=True),
        Field("level", LEVEL, "What it is worth."),
    ),
)
QUESTION = Record(
    "question",
    Question,
    (
        Field("id", ID, "Name to point at; no other question of the scorecard has it.", required=True),
        Field("kind", _one_of(question.KINDS), "What sort of question it is."),
        Field("ask", TEXT, "The question as it is read out."),
        Field("minutes", MINUTES, "Time to plan for it."),
        Field("probes", TEXTS, "Follow-up questions."),
        Field("twist", TEXT, "A change of the situation, told half-way."),
        Field("twist_at", MINUTES, "The minute at which the twist is told."),
        Field("diff", TEXT, "For code review: the change with something planted in it."),
        Field("listen_for", ByLevel(TEXT), "What a level sounds like in answers to this question."),
        Field("variants", TEXTS, "The same question for other tools or fields."),
        Field("ai_exposure", _one_of(question.AI_EXPOSURES), "How far an AI tool answers it alone."),
        Field("review_by", Day(), "When to look at it again."),
    ),
)
_OF_CRITERION = (
    Field("id", ID, "Name to point at.", required=True),
    Field("name", TEXT, "What the row is called.", required=True),
    Field("family", _one_of(criterion.FAMILIES), "The part of the job it belongs to.", required=True),
    Field("definition", TEXT, "What it means here."),
    Field("weight", Number(above=0, high=1_000_000), "Relative weight; equal unless given."),
    Field("why_weight", TEXT, "Why it weighs more or less than others."),
    Field("minimum", LEVEL, "Must-have level."),
    Field("target", LEVEL, "The ideal candidate's level."),
    Field("covers", Items(_one_of(criterion.STANDARD), distinct=True), "The standard criteria it covers."),
    Field("tasks", Items(ID, distinct=True), "Tasks of the job that need it."),
    Field("not_this", TEXTS, "What is not meant by it."),
    Field("anchors", ByLevel(ANCHOR), "What each level looks like."),
    Field("look_alikes", Items(LOOK_ALIKE), "What sounds like a high level and is not."),
    Field("evidence", Items(_one_of(criterion.EVIDENCE), distinct=True), "Where evidence comes from."),
    Field("questions", Items(QUESTION), "What to ask."),
    Field("fairness", TEXTS, "What must not count."),
    Field("sources", TEXTS, "Where it comes from."),
    Field("codes", TEXTS, "Occupational codes that it answers to."),
    Field("review_by", Day(), "When to look at it again."),
)
_ADAPTED = ("weight", "why_weight", "minimum", "target", "tasks")
INCLUDED = Record(
    "included criterion",
    Included,
    (
        Field(
            "include", Text(is_reference=True), "A criterion of the library, with its version.", required=True
        ),
        *(field for field in _OF_CRITERION if field.key in _ADAPTED),
        Field(
            "questions", Items(QUESTION), "What to ask: an id alone means the library's; all unless given."
        ),
    ),
)
CRITERION = Record("criterion", Criterion, _OF_CRITERION, instead=INCLUDED)
LOG_NOTE = Record(
    "log entry",
    LogNote,
    (
        Field("on", Day(), "The day.", required=True),
        Field("note", TEXT, "What was written or tried, and why.", required=True),
    ),
)
ENTRY = Record(
    "library criterion",
    Entry,
    (
        Field(
            "evenbar", Number(low=FORMAT, high=FORMAT, whole=True), "Version of the format.", required=True
        ),
        Field("version", Number(low=1, high=999_999, whole=True), "Version of the wording.", required=True),
        Field("published", Day(), "When it was published.", required=True),
        Field("licence", TEXT, "Under which licence it may be used.", required=True),
        Field("log", Items(LOG_NOTE), "How the wording came about.", required=True),
        Field(
            "criterion",
            Record("criterion", Criterion, tuple(f for f in _OF_CRITERION if f.key not in _ADAPTED)),
            "The words.",
            required=True,
        ),
    ),
)
STAGE = Record(
    "stage",
    Stage,
    (
        Field("id", ID, "Name to point at.", required=True),
        Field("name", TEXT, "What the conversation is called; the id unless given."),
        Field("minutes", MINUTES, "How long it takes."),
        Field("interviewers", Number(low=1, high=20, whole=True), "How many people rate; one unless given."),
        Field("rated", Flag(), "False for a conversation that rates nothing."),
        Field("criteria", Items(ID, distinct=True), "What is rated here."),
        Field("order", Items(ID, distinct=True), "Questions in the order in which they are asked."),
        Field("ai_policy", _one_of(plan.AI_POLICIES), "Whether the candidate may use AI tools."),
        Field("show_resume", Flag(), "Whether interviewers see the résumé before they have rated."),
    ),
)
DECISION = Record(
    "decision",
    DecisionRule,
    (
        Field("rule", _one_of(plan.RULES), "How ratings are set against the bar."),
        Field("bar", Number(low=LEVELS[0], high=LEVELS[-1]), "The weighted mean to reach."),
        Field("minimums_are", _one_of(plan.MINIMUMS), "What a missed minimum means."),
        Field("review_by", Day(), "When to look at it again."),
    ),
)
SUPPRESSION = Record(
    "suppression",
    Suppression,
    (
        Field("rule", ID, "The lint rule.", required=True),
        Field("where", TEXT, "A path of ids, as criteria/framing/anchors/3.", required=True),
        Field("because", TEXT, "Why the finding is accepted."),
    ),
)
SCORECARD = Record(
    "scorecard",
    Scorecard,
    (
        Field(
            "evenbar", Number(low=FORMAT, high=FORMAT, whole=True), "Version of the format.", required=True
        ),
        Field("scorecard", ID, "The scorecard's id.", required=True),
        Field("title", TEXT, "The scorecard's title.", required=True),
        Field("job", JOB, "The job behind it."),
        Field("scale", SCALE, "Words for the levels."),
        Field("criteria", Items(CRITERION), "The rows that are rated.", required=True),
        Field("stages", Items(STAGE), "The conversations.", required=True),
        Field("decision", DECISION, "The rule and the bar.", required=True),
        Field("suppress", Items(SUPPRESSION), "Findings accepted on purpose."),
    ),
)


def order_at(path: str) -> tuple[str, ...]:
    """The keys that may stand at a path of the file, in the order in which they are written."""
    shape: Shape | None = SCORECARD
    for part in path.split("/") if path else []:
        if isinstance(shape, Record):
            field = shape.field(part)
            shape = field.shape if field else None
        else:
            shape = shape.of if isinstance(shape, (Items, ByLevel)) else None
    if isinstance(shape, ByLevel):
        return tuple(str(level) for level in LEVELS)
    if not isinstance(shape, Record):
        return ()
    first = [shape.instead.fields[0].key] if shape.instead else []
    return (*first, *(field.key for field in shape.fields))
