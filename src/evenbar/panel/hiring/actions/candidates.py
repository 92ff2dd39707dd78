"""Candidates come in, move between stages and change status. Nothing is overwritten without a line of history."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evenbar.panel.hiring import visibility
from evenbar.panel.hiring.actions.checking import (
    named,
    needed,
    require_application,
    require_manager,
    require_open,
)
from evenbar.panel.hiring.importing import Row, is_email
from evenbar.panel.hiring.models import (
    Application,
    ApplicationChange,
    Candidate,
    CandidateChange,
    CandidateImport,
    Opening,
    make_handle,
    make_handles,
)
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.studio.visibility import parsed

LONGEST_BRIEF = 10_000


@transaction.atomic
def add_candidate(
    *,
    actor: User,
    opening: Opening,
    name: str,
    email: str = "",
    source: str = "",
    brief: str = "",
    stage: str | None = None,
    candidate: Candidate | None = None,
    handle: str = "",
    at: datetime | None = None,
) -> Application:
    """Put a candidate into an opening: a new person, or one whose record is known. The opening's managers may.

    A new person gets a handle by chance where none is given. Ledger: the application, its candidate, a digest of
    the e-mail.
    """
    require_manager(actor, opening)
    require_open(opening)
    at = at or timezone.now()
    if candidate is None:
        candidate = Candidate.objects.create(
            name=named(name, "The name", 160),
            email=_address(email),
            handle=handle or make_handle(),
            brief=_brief(brief),
            created_by=actor,
            created_at=at,
        )
    else:
        _require_known(actor, opening, candidate)
    application = Application.objects.create(
        opening=opening,
        candidate=candidate,
        stage=_stage(opening, stage),
        source=" ".join(source.split())[:120],
        created_at=at,
    )
    record(
        actor, "hiring.candidate-added", application, candidate=candidate.pk, email=digest(candidate.email)
    )
    return application


@transaction.atomic
def import_candidates(
    *, actor: User, opening: Opening, rows: Iterable[Row], key: str = "", at: datetime | None = None
) -> list[Application]:
    """Put a whole list of candidates into an opening, or none of it. The opening's managers may.

    Who is known by e-mail joins their record. A repeated key imports nothing more. Ledger: the applications, a
    digest of the list.
    """
    require_manager(actor, opening)
    opening = Opening.objects.select_for_update().select_related("version").get(pk=opening.pk)
    require_open(opening)
    rows = list(rows)
    if key and CandidateImport.objects.filter(key=key).exists():
        return []
    known = visibility.known_by_email(actor)
    _require_new(opening, rows, known)
    at = at or timezone.now()
    candidates = _candidates(actor, rows, known, at)
    applications = Application.objects.bulk_create(
        Application(
            opening=opening,
            candidate=candidate,
            stage=_stage(opening, row.stage or None),
            source=row.source,
            created_at=at,
        )
        for row, candidate in zip(rows, candidates, strict=True)
    )
    whole = digest(json.dumps([row.plain() for row in rows], sort_keys=True))
    if key:
        CandidateImport.objects.create(
            opening=opening, key=key, digest=whole, count=len(rows), by=actor, at=at
        )
    ids = [each.pk for each in applications]
    record(actor, "hiring.candidates-imported", opening, applications=ids, list=whole)
    return applications


@transaction.atomic
def edit_candidate(
    *, actor: User, candidate: Candidate, name: str, email: str, brief: str, at: datetime | None = None
) -> Candidate:
    """Correct what is written about a candidate; what stood before is kept. Managers of an opening they are in may.

    Ledger: the candidate, digests of the fields that changed.
    """
    if not visibility.candidates_for(actor).filter(pk=candidate.pk).exists():
        raise PermissionDenied
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    after = {"name": named(name, "The name", 160), "email": _address(email), "brief": _brief(brief)}
    changed = {field: value for field, value in after.items() if getattr(candidate, field) != value}
    if not changed:
        return candidate
    for field, value in changed.items():
        CandidateChange.objects.create(
            candidate=candidate,
            field=field,
            before=getattr(candidate, field),
            after=value,
            by=actor,
            at=at or timezone.now(),
        )
        setattr(candidate, field, value)
    candidate.save(update_fields=list(changed))
    record(
        actor, "hiring.candidate-edited", candidate, **{key: digest(value) for key, value in changed.items()}
    )
    return candidate


@transaction.atomic
def move(
    *, actor: User, application: Application, stage: str, reason: str = "", at: datetime | None = None
) -> Application:
    """Move a candidate to another stage. The opening's managers may.

    Ledger: application, stage, digest of the reason.
    """
    require_application(actor, application)
    application = _locked(application)
    if stage == application.stage:
        raise Refused(f"{application.candidate.name} is in that stage already.")
    stage = _stage(application.opening, stage)
    _change(application, "stage", stage, reason=reason.strip()[:500], actor=actor, at=at)
    record(actor, "hiring.candidate-moved", application, stage=stage, reason=digest(reason))
    return application


@transaction.atomic
def set_status(
    *, actor: User, application: Application, status: str, reason: str, at: datetime | None = None
) -> Application:
    """Put a candidate on hold, withdraw, decline, offer, hire or take up again, always with a reason.

    The opening's managers may: a rejection is somebody's, never the software's. Ledger: status, digest of the reason.
    """
    require_application(actor, application)
    application = _locked(application)
    reason = needed(reason)
    if status not in Application.Status.values:
        raise Refused(f"{status} is not a status. Choose from {', '.join(Application.Status.values)}.")
    if status == application.status:
        raise Refused(
            f"{application.candidate.name} has that status already: {application.get_status_display()}."
        )
    _change(application, "status", status, reason=reason, actor=actor, at=at)
    record(actor, "hiring.status-set", application, status=status, reason=digest(reason))
    return application


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("candidate", "opening__version")
    return rows.get(pk=application.pk)


def _change(
    application: Application, field: str, after: str, *, reason: str, actor: User, at: datetime | None
) -> None:
    ApplicationChange.objects.create(
        application=application,
        kind=field,
        before=getattr(application, field),
        after=after,
        reason=reason,
        by=actor,
        at=at or timezone.now(),
    )
    setattr(application, field, after)
    application.save(update_fields=[field])


def _candidates(
    actor: User, rows: list[Row], known: Mapping[str, Candidate], at: datetime
) -> list[Candidate]:
    """A record for each row: the known one, or a new one."""
    fresh = [row for row in rows if row.email not in known]
    handles = make_handles(len(fresh))
    made = Candidate.objects.bulk_create(
        Candidate(
            name=row.name, email=row.email, brief=row.brief, handle=handle, created_by=actor, created_at=at
        )
        for row, handle in zip(fresh, handles, strict=True)
    )
    by_line = {row.line: candidate for row, candidate in zip(fresh, made, strict=True)}
    return [known[row.email] if row.email in known else by_line[row.line] for row in rows]


def _require_new(opening: Opening, rows: list[Row], known: Mapping[str, Candidate]) -> None:
    """Between preview and import somebody else may have added one of them."""
    if not rows:
        raise Refused("There is no candidate in this list.")
    here = set(opening.applications.filter(merged_into=None).values_list("candidate_id", flat=True))
    twice = [row for row in rows if row.email in known and known[row.email].pk in here]
    if twice:
        raise Refused(f"Line {twice[0].line}: {twice[0].name} is in this opening already. Remove the row.")


def _require_known(actor: User, opening: Opening, candidate: Candidate) -> None:
    if not visibility.candidates_for(actor).filter(pk=candidate.pk).exists():
        raise Refused("That record is not among the candidates whom you manage. Add the person as a new one.")
    if candidate.applications.filter(opening=opening, merged_into=None).exists():
        raise Refused(f"{candidate.name} is in this opening already.")


def _stage(opening: Opening, stage: str | None) -> str:
    """The stage's id as the opening's version has it; the first one where none is said."""
    known = [each.id for each in parsed(opening.version).stages]
    if stage is None:
        return known[0]
    if stage not in known:
        raise Refused(f"{opening.title} has no stage {stage}. Choose from {', '.join(known)}.")
    return stage


def _address(email: str) -> str:
    email = email.strip().lower()
    if email and not is_email(email):
        raise Refused(f"{email} is not an e-mail address. Correct it or leave it empty.")
    return email


def _brief(brief: str) -> str:
    if len(brief) > LONGEST_BRIEF:
        raise Refused(f"The brief has {len(brief)} characters; keep it within {LONGEST_BRIEF}.")
    return brief.strip()
