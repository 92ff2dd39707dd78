"""The tables of fields of a work sample's three YAML files, from which the reader and the JSON Schemas are made."""

from evenbar.scorecard.table import (
    ID,
    TEXT,
    ByLevel,
    Day,
    Field,
    Flag,
    Items,
    Number,
    Record,
    Text,
)
from evenbar.worksample import sample
from evenbar.worksample.sample import (
    Asked,
    Condition,
    Critique,
    DefencePlan,
    Expected,
    Fact,
    Measured,
    Par,
    ParFact,
    Rubric,
    RubricRow,
    Sample,
    Twist,
)

FORMAT = 1
MINUTES = Number(low=1, high=240, whole=True)
ANY = Number(low=-1_000_000_000, high=1_000_000_000)
REFERENCE = Text(is_reference=True)
EVENBAR = Field(
    "evenbar", Number(low=FORMAT, high=FORMAT, whole=True), "Version of the format.", required=True
)
CONDITION = Record(
    "condition",
    Condition,
    (
        Field("fact", ID, "The fact that is bounded.", required=True),
        Field("least", ANY, "The least value that will do."),
        Field("most", ANY, "The largest value that will do."),
    ),
)
MEASURED = Record(
    "criterion",
    Measured,
    (
        Field("criterion", REFERENCE, "A criterion of the library, with its version.", required=True),
        Field("why", TEXT, "How the work shows it.", required=True),
        Field(
            "bands",
            ByLevel(Items(CONDITION)),
            "What facts must hold for levels 2, 3 and 4; each level needs those below. Level 5 is for people.",
        ),
    ),
)
FACT = Record(
    "fact",
    Fact,
    (
        Field("id", ID, "Name to point at.", required=True),
        Field("name", TEXT, "What it is called on pages.", required=True),
        Field("about", TEXT, "What it means, for somebody who reads it beside a rating.", required=True),
        Field("better", Text(choices=sample.BETTER), "Which way is better.", required=True),
        Field("least", ANY, "The smallest value that can occur."),
        Field("most", ANY, "The largest value that can occur."),
        Field("decimals", Number(low=0, high=6, whole=True), "Digits that are kept; three unless given."),
    ),
)
EXPECTED = Record(
    "file",
    Expected,
    (
        Field("file", TEXT, "Its name; a star stands for any characters.", required=True),
        Field("kind", Text(choices=sample.FILE_KINDS), "How it is read.", required=True),
        Field("about", TEXT, "What is to stand in it.", required=True),
        Field("most_kb", Number(low=1, high=5000, whole=True), "The largest size; 256 unless given."),
        Field("required", Flag(), "False for a file that may be left out."),
    ),
)
PAR = Record(
    "AI par",
    Par,
    (
        Field("agent", TEXT, "The agent and its version.", required=True),
        Field("on", Day(), "The day of the last run.", required=True),
        Field("seeds", Number(low=5, high=1000, whole=True), "On how many variants.", required=True),
        Field("minutes", MINUTES, "Minutes that a run took.", required=True),
        Field(
            "facts",
            Items(
                Record(
                    "fact",
                    ParFact,
                    (
                        Field("fact", ID, "The fact.", required=True),
                        Field("mean", ANY, "Its mean.", required=True),
                    ),
                )
            ),
            "What it reached.",
        ),
    ),
)
SAMPLE = Record(
    "work sample",
    Sample,
    (
        EVENBAR,
        Field("worksample", ID, "The sample's id, as its folder is called.", required=True),
        Field("title", TEXT, "What it is called.", required=True),
        Field("company", TEXT, "The fictional company.", required=True),
        Field("scenario", TEXT, "The situation, in a few sentences.", required=True),
        Field("kind", Text(choices=tuple(sample.KINDS)), "Whether data or code comes back.", required=True),
        Field("minutes", MINUTES, "Minutes that the work takes.", required=True),
        Field(
            "ai_policy",
            Text(choices=tuple(sample.AI_POLICIES)),
            "Whether AI tools may be used.",
            required=True,
        ),
        Field("review_by", Day(), "When to look at it again.", required=True),
        Field("criteria", Items(MEASURED), "What it gives evidence on.", required=True),
        Field("facts", Items(FACT), "What the grader tells.", required=True),
        Field("submission", Items(EXPECTED), "What comes back.", required=True),
        Field("outputs", Items(EXPECTED), "For code: the data that a run in the closed box leaves."),
        Field("par", Items(PAR), "What AI agents reached alone; absent until measured."),
    ),
)
RUBRIC = Record(
    "rubric",
    Rubric,
    (
        EVENBAR,
        Field(
            "rubric",
            Items(
                Record(
                    "row",
                    RubricRow,
                    (
                        Field("id", ID, "Name to point at.", required=True),
                        Field("criterion", REFERENCE, "The criterion that it speaks to.", required=True),
                        Field("reads", TEXT, "What the reviewer looks at.", required=True),
                        Field("levels", ByLevel(TEXT), "What a level looks like in the work.", required=True),
                    ),
                )
            ),
            "What people rate.",
            required=True,
        ),
    ),
)
DEFENCE = Record(
    "defence",
    DefencePlan,
    (
        EVENBAR,
        Field(
            "questions",
            Items(
                Record(
                    "question",
                    Asked,
                    (
                        Field("did", ID, "What the submission did, as the grader calls it.", required=True),
                        Field("ask", TEXT, "The question; $about stands for the thing.", required=True),
                    ),
                )
            ),
            "How each thing done is asked about, right or wrong alike.",
            required=True,
        ),
        Field(
            "twist",
            Record(
                "twist",
                Twist,
                (
                    Field("minutes", MINUTES, "Minutes that it takes.", required=True),
                    Field("say", TEXT, "What is told.", required=True),
                    Field("listen_for", ByLevel(TEXT), "What a level sounds like."),
                ),
            ),
            "A change of the situation, on a variant of its own.",
            required=True,
        ),
        Field(
            "critique",
            Items(
                Record(
                    "wrong answer",
                    Critique,
                    (
                        Field("claim", TEXT, "What an assistant says.", required=True),
                        Field("wrong_because", TEXT, "What is wrong with it.", required=True),
                    ),
                )
            ),
            "Wrong answers of an assistant to judge.",
            required=True,
        ),
    ),
)
