"""Two records that are one person become one, without loss: rows move, none is changed or deleted.

Everything that points at the duplicate is found through Django's own relations, so that interviews, debriefs and
decisions of the apps above move too, and so will whatever is built later.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evenbar.panel.hiring import visibility
from evenbar.panel.hiring.models import Application, ApplicationChange, Candidate, Merge
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused

Moved = dict[str, list[int]]


@transaction.atomic
def merge_candidates(
    *, actor: User, keep: Candidate, duplicate: Candidate, reason: str = "", at: datetime | None = None
) -> Merge:
    """Make two records one. Whoever manages every opening that either is in may.

    In an opening that both are in, interviews and history of the one join the other. Ledger: both records, and
    the ids of all rows that moved.
    """
    rows = Candidate.objects.select_for_update().filter(pk__in=[keep.pk, duplicate.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) < 2:
        raise Refused("These are one record already.")
    keep, duplicate = found[keep.pk], found[duplicate.pk]
    for row in (keep, duplicate):
        _require_whole(actor, row.merged_into or row)
        if row.merged_into is not None:
            raise Refused(f"{row.name} has been merged into {row.merged_into.name} already.")
    at = at or timezone.now()
    moved: Moved = {"documents": _repoint(duplicate.documents, "candidate", keep)}
    for application in duplicate.applications.select_related("opening").order_by("pk"):
        _take_over(application, keep, moved, actor=actor, reason=reason, at=at)
    _fill(keep, duplicate)
    duplicate.merged_into = keep
    duplicate.save(update_fields=["merged_into"])
    merge = Merge.objects.create(
        keep=keep, duplicate=duplicate, moved=moved, reason=reason.strip()[:500], by=actor, at=at
    )
    facts: dict[str, Any] = {name: ids for name, ids in moved.items() if ids}
    record(actor, "hiring.candidates-merged", keep, duplicate=duplicate.pk, reason=digest(reason), **facts)
    return merge


def _require_whole(actor: User, candidate: Candidate) -> None:
    """Merging moves rows of every opening that the person is in, so half a right is none."""
    managed = visibility.managed_applications(actor).values("pk")
    rows = candidate.applications.filter(merged_into=None)
    if not rows.exists() or rows.exclude(pk__in=managed).exists():
        raise PermissionDenied


def _take_over(
    application: Application, keep: Candidate, moved: Moved, *, actor: User, reason: str, at: datetime
) -> None:
    """Give an application to the kept record; where that one applied to the same opening, join the two."""
    twin = keep.applications.filter(opening=application.opening_id, merged_into=None).first()
    duplicate = application.candidate
    if twin is not None and application.merged_into_id is None:
        _require_wall(application, twin)
        _require_wall(twin, application)
    application.candidate = keep
    application.save(update_fields=["candidate"])
    moved.setdefault("applications", []).append(application.pk)
    if twin is None or application.merged_into_id is not None:
        return
    for relation in Application._meta.related_objects:
        name = relation.get_accessor_name()
        if name != "merged":
            ids = _repoint(getattr(application, str(name)), relation.field.name, twin)
            moved[str(name)] = moved.get(str(name), []) + ids
    application.merged_into = twin
    application.save(update_fields=["merged_into"])
    ApplicationChange.objects.create(
        application=twin,
        kind="merge",
        before=f"{duplicate.name} ({duplicate.handle}): {application.stage}, {application.status}"[:200],
        after=f"{keep.name} ({keep.handle}): {twin.stage}, {twin.status}"[:200],
        reason=reason.strip()[:500],
        by=actor,
        at=at,
    )


def _require_wall(opened: Application, closed: Application) -> None:
    """The debriefs opened on one application must not show scorecards that are still closed on the other."""
    shown, own = _opened_stages(opened), _opened_stages(closed)
    sealed = closed.interviews.filter(assignments__sealed__isnull=False).values_list("stage", flat=True)
    if any(stage in shown and stage not in own for stage in sealed):
        raise Refused(
            f"A debrief of {opened.candidate.name} ({opened.candidate.handle}) has been opened and would show "
            f"scorecards of {closed.candidate.name} ({closed.candidate.handle}) that are still closed. "
            "Open a debrief on those first, then merge."
        )


def _opened_stages(application: Application) -> set[str]:
    opened = application.debriefs.filter(opened_at__isnull=False).values_list("stages", flat=True)
    return {stage for stages in opened for stage in stages}


def _repoint(rows: Any, field: str, target: Any) -> list[int]:
    """Point rows at another one in a single statement: nothing else of them is written."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.model._base_manager.filter(pk__in=ids).update(**{field: target})
    return ids


def _fill(keep: Candidate, duplicate: Candidate) -> None:
    """Take from the duplicate what the kept record lacks; what it has stays, and so does the duplicate's row."""
    lacking = [
        field for field in ("email", "brief") if not getattr(keep, field) and getattr(duplicate, field)
    ]
    for field in lacking:
        setattr(keep, field, getattr(duplicate, field))
    if lacking:
        keep.save(update_fields=lacking)
