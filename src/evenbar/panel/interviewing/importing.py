"""Workbooks that interviewers filled in elsewhere, put into their own drafts. Nothing is sealed on their behalf.

People are matched within one opening, by e-mail or by the exact name. Every mismatch is named and then nothing is
written; a draft in which something stands is never written over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from evenbar.connect.workbook.answers import same_name
from evenbar.connect.workbook.filled import Entry, Recommended
from evenbar.panel.hiring.models import Application, Opening
from evenbar.panel.hiring.visibility import conflicted_candidates
from evenbar.panel.interviewing import actions, drafts, visibility
from evenbar.panel.interviewing.drafts import BadDraft, Body
from evenbar.panel.ledger.actions import record
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.scheduling.visibility import STANDING
from evenbar.scorecard.criterion import Criterion


class Mismatched(Refused):
    """The workbooks do not fit the opening; `problems` are sentences, and nothing was written."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(slots=True)
class _Match:
    """Workbooks being matched to one opening: whose draft gets which entries, and what does not fit."""

    opening: Opening
    fingerprint: str
    said: dict[tuple[str, str], str] = field(default_factory=dict)
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    assignments: dict[int, Assignment] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def fill_drafts(
    *, opening: Opening, entries: Iterable[Entry], fingerprint: str, recommended: Iterable[Recommended] = ()
) -> list[Assignment]:
    """Put what was read into empty drafts of the opening's interviewers; whoever runs the machine may.

    All or nothing: Mismatched names everything that does not fit. The ledger says whose drafts, and nothing of what
    was written.
    """
    match = _Match(opening, fingerprint)
    match.said = {(one.candidate, one.interviewer): one.recommendation for one in recommended}
    by_person: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        by_person.setdefault((entry.candidate, entry.interviewer), []).append(entry)
    for (candidate, interviewer), theirs in by_person.items():
        _place(match, candidate, interviewer, theirs)
    bodies = {pk: _checked(match, pk) for pk in match.entries}
    if match.problems:
        raise Mismatched(match.problems)
    for pk, body in bodies.items():
        assignment = match.assignments[pk]
        before = getattr(assignment, "draft", None)
        actions.save_draft(
            actor=assignment.interviewer,
            assignment=assignment,
            body=body,
            revision=before.revision if before else 0,
        )
    if bodies:
        record(None, "interviewing.import", opening, assignments=sorted(bodies))
    return [match.assignments[pk] for pk in bodies]


def _place(match: _Match, candidate: str, interviewer: str, entries: Sequence[Entry]) -> None:
    """Find the drafts for what one interviewer wrote about one candidate."""
    application = _application(match, candidate)
    if application is None:
        return
    held = _held(match, application, candidate, interviewer)
    for entry in entries if held else ():
        rating = [row for row in held if entry.criterion in visibility.questions_of(row)]
        if len(rating) == 1:
            match.assignments[rating[0].pk] = rating[0]
            match.entries.setdefault(rating[0].pk, []).append(entry)
        else:
            many = "several interviews of theirs rate" if rating else "no interview of theirs rates"
            match.problems.append(
                f'{_where(entry)}: {many} "{entry.criterion}" for {candidate}, so its place is not known.'
            )


def _application(match: _Match, candidate: str) -> Application | None:
    rows = Application.objects.filter(opening=match.opening, merged_into=None).select_related("candidate")
    said = same_name(candidate)
    found = [row for row in rows if said in (same_name(row.candidate.name), same_name(row.candidate.email))]
    if len(found) == 1:
        return found[0]
    how = "two candidates are called" if found else "no candidate is called"
    problem = f'In this opening {how} "{candidate}"; write the e-mail or the exact name into the first sheet.'
    if problem not in match.problems:
        match.problems.append(problem)
    return None


def _held(match: _Match, application: Application, candidate: str, interviewer: str) -> list[Assignment]:
    """The interviews of this candidate that the interviewer holds and may write on."""
    rows = Assignment.objects.filter(STANDING, interview__application=application)
    rows = rows.select_related("interviewer", "interview__version", "draft", "sealed")
    said = same_name(interviewer)
    held = [
        row for row in rows if said in (same_name(row.interviewer.name), same_name(row.interviewer.email))
    ]
    people = {row.interviewer_id for row in held}
    if len(people) != 1:
        how = "two interviewers are called" if people else "no interview is held by"
        match.problems.append(
            f'Of {candidate} {how} "{interviewer}"; write the e-mail or the exact name into the sheet.'
        )
        return []
    if conflicted_candidates(held[0].interviewer).filter(pk=application.candidate_id).exists():
        match.problems.append(f"{interviewer} declared a conflict of interest with {candidate}.")
        return []
    return held


def _checked(match: _Match, pk: int) -> Body:
    """The body for a draft; what keeps it from being written is noted."""
    assignment = match.assignments[pk]
    who = f"{assignment.interviewer.name} on {assignment.interview.application.candidate.name}"
    if assignment.interview.version.fingerprint != match.fingerprint:
        match.problems.append(
            f"{who}: the interview is held on another version of the scorecard; levels may not mean the same."
        )
    if getattr(assignment, "sealed", None) is not None:
        match.problems.append(f"{who}: the scorecard has been submitted already; nothing is added to it.")
    draft = getattr(assignment, "draft", None)
    if draft is not None and any(draft.body.values()):
        match.problems.append(f"{who}: the draft has something in it already; it is not written over.")
    first = match.entries[pk][0]
    said = match.said.get((first.candidate, first.interviewer), "")
    body = body_of(match.entries[pk], visibility.criteria_of(assignment), recommendation=said)
    try:
        return drafts.clean(body, visibility.questions_of(assignment))
    except BadDraft as error:
        match.problems.append(f"{who}: {error}")
        return drafts.empty()


def body_of(entries: Iterable[Entry], criteria: Iterable[Criterion], *, recommendation: str = "") -> Body:
    """A draft's body: evidence as lines, levels and kinds of missing, and all other words in the note.

    What was asked is no evidence: a question of the bank is pointed at, any other is told in the note. So is the
    recommendation, since a draft holds none: it is given when one submits.
    """
    known = {criterion.id: criterion for criterion in criteria}
    lines: list[Body] = []
    notes = [f"Recommended in the workbook: {recommendation}."] if recommendation else []
    ratings: dict[str, int | str] = {}
    for entry in entries:
        criterion = known[entry.criterion]
        asked = [
            row.id
            for row in criterion.questions
            if " ".join(row.ask.split()) == " ".join(entry.asked.split())
        ]
        ratings[entry.criterion] = entry.level or entry.missing
        for direction, text in (("for", entry.evidence_for), ("against", entry.evidence_against)):
            if text:
                lines.append(
                    {
                        "id": f"workbook-{len(lines) + 1}",
                        "text": text,
                        "criterion": entry.criterion,
                        "question": asked[0] if asked else None,
                        "prompted": entry.prompted or None,
                        "direction": direction,
                        "at": None,
                    }
                )
        if entry.asked and not asked:
            notes.append(f"Asked on {criterion.name}: {entry.asked}")
        if entry.notes:
            notes.append(f"{criterion.name}: {entry.notes}")
    return {"lines": lines, "ratings": ratings, "note": "\n".join(notes)}


def _where(entry: Entry) -> str:
    return f'{entry.interviewer}, sheet "{entry.sheet}", {entry.cell}'
