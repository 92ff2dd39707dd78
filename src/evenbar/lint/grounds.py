"""Rules on criteria: what a criterion rests on. A task of the job, a definition, evidence, and a place of its own.

What is rated, and by which words, is for ``criteria``.
"""

from collections.abc import Iterator

from evenbar.lint.rule import Hit, rule
from evenbar.lint.similarity import alikeness, content
from evenbar.lint.subject import Card
from evenbar.lint.wording import Language
from evenbar.scorecard.criterion import Criterion

ARTEFACTS = frozenset({"work-sample", "code-review", "portfolio", "document"})
_ALIKE_NAMES = 0.66
_ALIKE_DEFINITIONS = 0.7


@rule("near-duplicate-criteria", family="criteria", severity="warning", strength="mixed")
def near_duplicate_criteria(card: Card) -> Iterator[Hit]:
    """Two criteria say the same, in the same or in other words.

    What it does
    ------------
    Compares the content words of names and of definitions, as stems and in groups of like meaning.

    Why it matters
    --------------
    What stands twice counts twice, whatever the weights say, and two rows that nobody can tell apart are rated from
    one impression. Fewer, distinct dimensions are rated more accurately.

    Example
    -------
    Evaluates models honestly. Honest evaluation of models.

    Better
    ------
    One row; what was meant by the second becomes a signal of it.

    Source
    ------
    Gaugler and Thornton (1989), Number of assessment center dimensions as a determinant of assessor accuracy, Journal
    of Applied Psychology.
    """
    seen: list[Criterion] = []
    for criterion in card.card.criteria:
        twin = next((each for each in seen if _alike(each, criterion, card.language)), None)
        if twin:
            yield Hit(
                f"criteria/{criterion.id}/name",
                f"“{criterion.name}” says much the same as “{twin.name}”, so it counts twice.",
                f"Merge it into “{twin.name}”, or write in both definitions what only the one of them is about.",
                criterion.name,
            )
        seen.append(criterion)


def _alike(one: Criterion, other: Criterion, language: Language) -> bool:
    if one.name.casefold() == other.name.casefold():
        return True
    names = alikeness(one.name, other.name, language)
    if (
        names >= _ALIKE_NAMES
        and min(len(content(one.name, language)), len(content(other.name, language))) > 1
    ):
        return True
    if not one.definition or not other.definition:
        return False
    return alikeness(one.definition, other.definition, language) >= _ALIKE_DEFINITIONS


@rule("no-task", family="criteria", severity="warning", strength="strong")
def no_task(card: Card) -> Iterator[Hit]:
    """A criterion points at no task of the job and at no occupational code.

    What it does
    ------------
    Looks for ``tasks`` or ``codes`` on every criterion.

    Why it matters
    --------------
    Questions drawn from an analysis of the job predict performance better than questions drawn from habit. It is also
    the first thing that a rejected candidate's lawyer asks for.

    Example
    -------
    A criterion on public speaking for a job whose tasks hold none.

    Better
    ------
    tasks: [run-services]

    Source
    ------
    Uniform Guidelines on Employee Selection Procedures (1978), 29 CFR 1607.14, on job analysis. Campion, Palmer and
    Campion (1997), A review of structure in the selection interview, Personnel Psychology.
    """
    for criterion in card.card.criteria:
        if not criterion.tasks and not criterion.codes:
            known = ", ".join(task.id for task in card.card.job.tasks[:6])
            write = f"one of {known}" if known else "first list the job's tasks under `job.tasks`"
            yield Hit(
                f"criteria/{criterion.id}",
                f"“{criterion.name}” points at no task of the job.",
                f"Add `tasks` ({write}), or drop the criterion if no task needs it.",
            )


@rule("no-definition", family="criteria", severity="warning", strength="judgement")
def no_definition(card: Card) -> Iterator[Hit]:
    """A criterion has a name and no definition.

    What it does
    ------------
    Looks for ``definition`` on every criterion.

    Why it matters
    --------------
    Three interviewers read three things into a name, and rate three things. One sentence settles what is meant before
    anyone is met.

    Example
    -------
    Communication.

    Better
    ------
    Explains ML work so that people outside the field decide with it.

    Source
    ------
    Our judgement: raters of a structured interview are to share one meaning of what they rate (OPM, 2008, Structured
    Interviews: A Practical Guide).
    """
    for criterion in card.card.criteria:
        if not criterion.definition:
            yield Hit(
                f"criteria/{criterion.id}",
                f"“{criterion.name}” has no definition.",
                "Add one sentence that begins with a verb: what somebody does who has it.",
            )


@rule("no-evidence-source", family="criteria", severity="warning", strength="judgement")
def no_evidence_source(card: Card) -> Iterator[Hit]:
    """A criterion does not say where evidence for it comes from.

    What it does
    ------------
    Looks for ``evidence`` on every criterion: interview, work-sample, code-review, portfolio or document.

    Why it matters
    --------------
    If nobody has settled what counts, a remark over lunch does. Naming the source tells each interviewer what to
    collect.

    Example
    -------
    A criterion without evidence.

    Better
    ------
    evidence: [interview, work-sample]

    Source
    ------
    Our judgement, from note-taking as a part of structure: Campion, Palmer and Campion (1997), A review of structure
    in the selection interview, Personnel Psychology.
    """
    for criterion in card.card.criteria:
        if not criterion.evidence:
            yield Hit(
                f"criteria/{criterion.id}",
                f"“{criterion.name}” does not say what counts as evidence.",
                "Add `evidence`: interview, and one thing that can be looked at, such as work-sample or code-review.",
            )


@rule("only-talk", family="criteria", severity="info", strength="strong")
def only_talk(card: Card) -> Iterator[Hit]:
    """A criterion is judged by talk alone: nothing that can be looked at is among its evidence.

    What it does
    ------------
    Looks for a work sample, a code review, a portfolio or a document beside the interview.

    Why it matters
    --------------
    Work samples predict performance and see another side of it than an interview does. Talk alone rewards those who
    talk well about work, which is another skill.

    Example
    -------
    evidence: [interview]

    Better
    ------
    evidence: [interview, code-review]

    Source
    ------
    Roth, Bobko and McFarland (2005), A meta-analysis of work sample test validity, Personnel Psychology. Sackett,
    Zhang, Berry and Lievens (2022), Revisiting meta-analytic estimates of validity in personnel selection, Journal of
    Applied Psychology.
    """
    for criterion in card.card.criteria:
        if criterion.evidence and not ARTEFACTS.intersection(criterion.evidence):
            yield Hit(
                f"criteria/{criterion.id}/evidence",
                f"“{criterion.name}” is judged by talk alone.",
                "Add something that can be looked at: work-sample, code-review, portfolio or document.",
            )
