"""Moving an opening to another scorecard version: whom it reaches, and who stays under theirs.

A candidate of whom anything is rated or noted stays under the version that it was rated by (rule 4): weights and
bar cannot move under anybody unnoticed. Interviews are rows of scheduling, reached by their relation alone.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evenbar.panel.hiring.actions.checking import needed, require_manager
from evenbar.panel.hiring.models import Application, Opening, VersionChange
from evenbar.panel.hiring.visibility import begun_applications
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.visibility import parsed


@transaction.atomic
def change_version(
    *, actor: User, opening: Opening, version: Version, reason: str, at: datetime | None = None
) -> VersionChange:
    """Put an opening on another published version, with a reason. Its managers may.

    Planned interviews of candidates with nothing rated or noted move along. Ledger: both versions, digest of the
    reason, the interviews that moved.
    """
    require_manager(actor, opening)
    reason = needed(reason)
    opening = Opening.objects.select_for_update().select_related("version").get(pk=opening.pk)
    if version.pk == opening.version_id:
        raise Refused(f"{opening.title} stands on {version} already.")
    if version.withdrawn_at is not None:
        raise Refused(f"{version} has been withdrawn. Choose another published version.")
    at = at or timezone.now()
    change = VersionChange.objects.create(
        opening=opening, before=opening.version, after=version, reason=reason, by=actor, at=at
    )
    moved = _move_interviews(change)
    opening.version = version
    opening.save(update_fields=["version"])
    record(
        actor,
        "hiring.version-changed",
        opening,
        before=change.before_id,
        after=version.pk,
        reason=digest(reason),
        interviews=moved,
    )
    return change


def _move_interviews(change: VersionChange) -> list[int]:
    """Take along the interviews of candidates of whom nothing is rated yet, each with a line in its history."""
    rated = {stage.id: stage.rated for stage in parsed(change.after).stages}
    waiting = Application.objects.filter(opening=change.opening).exclude(
        pk__in=begun_applications().values("pk")
    )
    moved = []
    for application in waiting.filter(Q(interviews__isnull=False)).distinct():
        for interview in application.interviews.filter(status="planned", stage__in=list(rated)):
            interview.changes.create(
                kind="version",
                before={"version": interview.version_id},
                after={"version": change.after_id},
                reason=change.reason,
                by=change.by,
                at=change.at,
            )
            interview.version = change.after
            interview.is_rated = rated[interview.stage]
            interview.save(update_fields=["version", "is_rated"])
            moved.append(interview.pk)
    return moved
