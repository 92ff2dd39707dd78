"""Every write of interviewing: saving a draft, restoring an earlier state, sealing, amending.

Autosaves leave no line in the ledger, since they are their author's alone; sealing and amending do.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from evenbar.panel.hiring.visibility import conflicted_candidates
from evenbar.panel.interviewing import drafts, visibility
from evenbar.panel.interviewing.drafts import Body
from evenbar.panel.interviewing.models import (
    LEVELS,
    Amendment,
    Draft,
    DraftState,
    Evidence,
    Missing,
    Rating,
    Recommendation,
    SealedScorecard,
)
from evenbar.panel.interviewing.ratings import effective
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.scheduling.visibility import stands
from evenbar.panel.work.answers import touched

RECENT = 6  # the newest states are all kept; older ones are thinned to one in SPACING
SPACING = timedelta(seconds=30)
ATTEMPTS = 3  # a save that another overtakes looks again before it is called a conflict
REASON_LENGTH = 500


class Stale(Refused):
    """Somebody saved in between: another tab or device of the same author. Nothing was overwritten."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            "This draft was changed in another tab or on another device. Nothing was overwritten: choose which to keep."
        )
        self.draft = draft


def save_draft(
    *,
    actor: User,
    assignment: Assignment,
    body: object,
    revision: int,
    tab: str = "",
    count: int = 0,
    heir: Mapping[str, int] | None = None,
    at: datetime | None = None,
) -> Draft:
    """Save the draft of an own assignment; its interviewer may, and the ledger says nothing.

    `revision` is the one that the text was written on. A later one in the store raises Stale, unless it came from
    the same open page (`tab`), whose `count` tells a repeat from a newer text, or from a page whose text this one
    has taken over up to the count that `heir` names.
    """
    text = _cleaned(assignment, body)
    moment = at or timezone.now()
    for _ in range(ATTEMPTS):
        _refuse_unless_open(actor, assignment)
        draft: Draft | None = getattr(assignment, "draft", None)
        if draft is None:
            saved = _first_save(assignment=assignment, body=text, tab=tab, count=count, at=moment)
        else:
            same_page = tab != "" and tab == draft.tab
            if draft.body == text or (same_page and count <= draft.count):
                return draft
            inherited = draft.tab != "" and draft.count <= (heir or {}).get(draft.tab, -1)
            if revision != draft.revision and not same_page and not inherited:
                raise Stale(draft)
            saved = _next_save(draft, body=text, tab=tab, count=count, at=moment)
        if saved is not None:
            return saved
        assignment = _reread(assignment)
    raise Stale(assignment.draft)


@transaction.atomic
def _next_save(draft: Draft, *, body: Body, tab: str, count: int, at: datetime) -> Draft | None:
    """Write over exactly the revision that was read; None when another save or the sealing came in between."""
    after = {"revision": draft.revision + 1, "body": body, "saved_at": at, "tab": tab, "count": count}
    if not Draft.objects.filter(pk=draft.pk, revision=draft.revision).update(**after):
        return None
    for name, value in after.items():
        setattr(draft, name, value)
    DraftState.objects.create(draft=draft, revision=draft.revision, body=body, saved_at=at)
    _thin(draft)
    return draft


def _first_save(*, assignment: Assignment, body: Body, tab: str, count: int, at: datetime) -> Draft | None:
    """Begin the draft; None when another page began it at the same moment."""
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                assignment=assignment, body=body, revision=1, saved_at=at, tab=tab, count=count
            )
            DraftState.objects.create(draft=draft, revision=1, body=body, saved_at=at)
            return draft
    except IntegrityError:
        return None


def _reread(assignment: Assignment) -> Assignment:
    """The assignment with its draft as another save left them."""
    rows = Assignment.objects.select_related("interview__version", "draft", "sealed")
    return rows.defer("interview__version__text").get(pk=assignment.pk)


def _thin(draft: Draft) -> None:
    """Drop the state that just left the newest few, if an older one stands within SPACING before it."""
    leaving = draft.revision - RECENT
    if leaving < 2:
        return
    older = DraftState.objects.filter(
        draft=draft, revision__lt=leaving, saved_at__gt=OuterRef("saved_at") - SPACING
    )
    DraftState.objects.filter(Exists(older), draft=draft, revision=leaving).delete()


def restore_draft(*, actor: User, assignment: Assignment, state: DraftState) -> Draft:
    """Bring back an earlier state as a new revision; its author may, and the ledger says nothing of drafts.

    What stood before stays among the states.
    """
    _refuse_unless_open(actor, assignment)
    draft = getattr(assignment, "draft", None)
    if draft is None or state.draft_id != draft.pk:
        raise PermissionDenied
    body = drafts.fitted(state.body, visibility.questions_of(assignment))
    return save_draft(actor=actor, assignment=assignment, body=body, revision=draft.revision)


@transaction.atomic
def seal(
    *,
    actor: User,
    assignment: Assignment,
    body: object = None,
    recommendation: str = "",
    at: datetime | None = None,
) -> SealedScorecard:
    """Seal the scorecard of an own assignment, once; its interviewer may.

    Every criterion of the stage needs a level with evidence or a kind of missing. A repeated request returns what
    the first one sealed. The ledger says who sealed which assignment, with a digest of all that was sealed.
    """
    if actor.pk != assignment.interviewer_id:
        raise PermissionDenied
    row = _locked(assignment)
    first = SealedScorecard.objects.filter(assignment=row).first()
    if first is not None:
        return first
    moment = at or timezone.now()
    _refuse_unless_open(actor, row)
    _refuse_before_start(actor, row, moment)
    text = _sealable(row, body, recommendation)
    sealed = _write_sealed(row, text, recommendation=recommendation, at=moment)
    Draft.objects.filter(assignment=row).delete()
    record(
        actor,
        "interviewing.seal",
        sealed,
        assignment=row.pk,
        interview=row.interview_id,
        ratings=len(text["ratings"]),
        content=digest(json.dumps([text, recommendation], sort_keys=True)),
    )
    _ask_again(row)
    return sealed


def _ask_again(assignment: Assignment) -> None:
    """What was computed from the ratings of this candidate or opening is computed again in the background."""
    application = assignment.interview.application
    touched(f"opening:{application.opening_id}", f"application:{application.pk}")


def _locked(assignment: Assignment) -> Assignment:
    """The assignment as it stands now, locked against a second sealing and a cancelling at once."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("interview__version")
    return rows.defer("interview__version__text").get(pk=assignment.pk)


def _sealable(assignment: Assignment, body: object, recommendation: str) -> Body:
    """The body to seal, whole: nothing missing, and a recommendation where the stage rates anything."""
    questions = visibility.questions_of(assignment)
    if body is None:
        draft = Draft.objects.filter(assignment=assignment).first()
        body = drafts.empty() if draft is None else drafts.fitted(draft.body, questions)
    text = _cleaned(assignment, body)
    names = {row.id: row.name for row in visibility.criteria_of(assignment)}
    missing = drafts.gaps(text, names)
    if missing:
        raise Refused(_gap_sentence(missing, names))
    if recommendation not in Recommendation.values and (names or recommendation):
        raise Refused(
            "Say overall what you recommend: strong no, no, yes or strong yes. It enters no average."
        )
    return text


def _gap_sentence(missing: list[drafts.Gap], names: dict[str, str]) -> str:
    unrated = [names[gap.criterion] for gap in missing if gap.kind == "rating"]
    bare = [names[gap.criterion] for gap in missing if gap.kind == "evidence"]
    parts = []
    if unrated:
        parts.append(f"Give a rating, or say why there is none, for: {'; '.join(unrated)}.")
    if bare:
        parts.append(f"A level needs evidence; write down what was said or done for: {'; '.join(bare)}.")
    return " ".join(parts)


def _write_sealed(
    assignment: Assignment, body: Body, *, recommendation: str, at: datetime
) -> SealedScorecard:
    loose = [line["text"] for line in drafts.unfiled(body)]
    sealed = SealedScorecard.objects.create(
        assignment=assignment,
        recommendation=recommendation,
        note="\n".join([*filter(None, [body["note"]]), *loose]),
        sealed_at=at,
        by_guest=assignment.interviewer.is_guest,
    )
    Rating.objects.bulk_create(
        Rating(
            sealed=sealed,
            criterion=criterion,
            level=value if value in LEVELS else None,
            missing="" if value in LEVELS else value,
        )
        for criterion, value in body["ratings"].items()
    )
    Evidence.objects.bulk_create(
        _evidence(sealed, line)
        for line in drafts.in_time_order(body["lines"])
        if line["criterion"] is not None
    )
    return sealed


def _evidence(sealed: SealedScorecard, line: Body) -> Evidence:
    return Evidence(
        sealed=sealed,
        criterion=line["criterion"],
        question=line["question"] or "",
        text=line["text"],
        prompted=line["prompted"] or "",
        direction=line["direction"] or "",
        noted_at=datetime.fromisoformat(line["at"]) if line["at"] else None,
    )


@transaction.atomic
def amend(
    *,
    actor: User,
    rating: Rating,
    level: int | None,
    missing: str = "",
    evidence: str = "",
    reason: str,
    at: datetime | None = None,
) -> Amendment:
    """Correct an own sealed rating with a reason, until its debrief opens; both stay and are shown.

    Its interviewer may. A repeat of the last amendment returns it. The ledger holds digests of what was said.
    """
    assignment = rating.sealed.assignment
    if actor.pk != assignment.interviewer_id:
        raise PermissionDenied
    Rating.objects.select_for_update().get(pk=rating.pk)
    last = visibility.last_amendment(actor, rating)
    said = {"level": level, "missing": missing, "evidence": evidence.strip(), "reason": reason.strip()}
    if last is not None and said == {name: getattr(last, name) for name in said}:
        return last
    _refuse_amendment(rating, level=level, missing=missing, evidence=evidence.strip(), reason=reason.strip())
    amendment = Amendment.objects.create(rating=rating, by=actor, at=at or timezone.now(), **said)
    record(
        actor,
        "interviewing.amend",
        amendment,
        rating=rating.pk,
        assignment=assignment.pk,
        content=digest(json.dumps(said, sort_keys=True)),
    )
    _ask_again(assignment)
    return amendment


def _refuse_amendment(rating: Rating, *, level: int | None, missing: str, evidence: str, reason: str) -> None:
    if visibility.debrief_opened_at(rating.sealed.assignment) is not None:
        raise Refused(
            "The debrief on this interview has been opened, so the independent rating stays as it is. "
            "Record what the discussion changed in the debrief; it will stand beside this rating."
        )
    if (level in LEVELS) == (missing in Missing.values) or (level is not None and missing):
        raise Refused("Choose a level from 1 to 5 or one of the three kinds of missing.", status=422)
    if not reason or len(reason) > REASON_LENGTH:
        raise Refused(
            f"Say why in 1 to {REASON_LENGTH} characters; the first rating stays beside it.", status=422
        )
    if len(evidence) > drafts.LINE_LENGTH:
        raise Refused(
            f"The added evidence is longer than {drafts.LINE_LENGTH:,} characters; shorten it.", status=422
        )
    before = effective(rating)
    if (level, missing) == (before.level, before.missing) and not evidence:
        raise Refused("This changes nothing: choose another rating or add evidence.", status=422)
    if level is not None and not drafts.says_something(evidence) and not _has_evidence(rating):
        raise Refused("A level needs evidence: write down what was said or done.", status=422)


def _has_evidence(rating: Rating) -> bool:
    sealed = Evidence.objects.filter(sealed=rating.sealed_id, criterion=rating.criterion)
    return sealed.exists() or rating.amendments.exclude(evidence="").exists()


def _cleaned(assignment: Assignment, body: object) -> Body:
    try:
        return drafts.clean(body, visibility.questions_of(assignment))
    except drafts.BadDraft as error:
        raise Refused(str(error), status=422) from error


def _refuse_unless_open(actor: Any, assignment: Assignment) -> None:
    """Only the interviewer writes, only while the assignment stands, only until it is sealed."""
    if actor.pk != assignment.interviewer_id:
        raise PermissionDenied
    if getattr(assignment, "sealed", None) is not None:
        raise Refused(_sealed_sentence())
    if not stands(assignment):
        raise Refused("You no longer hold this interview, so nothing can be written or submitted for it.")


def _refuse_before_start(actor: User, assignment: Assignment, at: datetime) -> None:
    starts_at = assignment.interview.starts_at
    if starts_at is not None and at < starts_at:
        raise Refused(
            "This interview has not begun. Submit once it has; if it was held earlier, have its time corrected."
        )
    application = assignment.interview.application
    if conflicted_candidates(actor).filter(pk=application.candidate_id).exists():
        raise Refused("You declared a conflict of interest with this candidate, so you cannot rate them.")


def _sealed_sentence() -> str:
    return "This scorecard has been submitted. Correct a rating by an amendment with a reason."
