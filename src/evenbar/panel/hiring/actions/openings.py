"""Opening, closing and cloning a role. Which version it stands on later is changed in versions.py."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evenbar.panel.hiring.actions.checking import named, needed, require_manager
from evenbar.panel.hiring.models import Member, Opening, OpeningChange
from evenbar.panel.hiring.visibility import forget_roles
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import Role, User
from evenbar.panel.people.visibility import may_open_openings, organisation_roles
from evenbar.panel.refusal import Refused
from evenbar.panel.studio import actions as studio
from evenbar.panel.studio.fitting import fit, told
from evenbar.panel.studio.models import Version


@transaction.atomic
def open_opening(
    *, actor: User, title: str, team: str = "", version: Version, at: datetime | None = None
) -> Opening:
    """Open a role on a published version. Administrators, recruiters and hiring managers may.

    A hiring manager becomes the opening's own. Ledger: opening, version, digest of the title.
    """
    if not may_open_openings(actor):
        raise PermissionDenied
    _require_usable(version)
    opening = Opening.objects.create(
        title=named(title, "The title", 200),
        team=" ".join(team.split())[:120],
        version=version,
        created_by=actor,
        created_at=at or timezone.now(),
    )
    if Role.HIRING_MANAGER in organisation_roles(actor):
        Member.objects.create(opening=opening, user=actor, role=Role.HIRING_MANAGER)
        forget_roles(actor)
    record(actor, "hiring.opening-opened", opening, version=version.pk, title=digest(opening.title))
    return opening


@transaction.atomic
def open_fitted_opening(
    *, actor: User, level: str, focus: str, interviewers: int, base: str = "", title: str = "", team: str = ""
) -> Opening:
    """Publish a scorecard that fits three answers and open a role on it. Who may open roles may.

    Ledger: the lines of creating, publishing and opening.
    """
    if not may_open_openings(actor):
        raise PermissionDenied
    fitted = fit(level=level, focus=focus, interviewers=interviewers, base=base)
    card = studio.create_scorecard(
        actor=actor,
        title=title.strip() or fitted.card.title,
        text=fitted.text,
        origin=f"library: {fitted.base}",
    )
    note = f"Fitted: {level}, {told(focus)}, {interviewers} interviewers."
    version = studio.publish(actor=actor, scorecard=card, note=note)
    return open_opening(actor=actor, title=title.strip() or fitted.card.title, team=team, version=version)


@transaction.atomic
def clone_opening(*, actor: User, opening: Opening, title: str, at: datetime | None = None) -> Opening:
    """Open a role like another: version, panel and stages, no candidates. Who manages the other may.

    Ledger: the new opening and the one that it was cloned from.
    """
    require_manager(actor, opening)
    if not may_open_openings(actor):
        raise PermissionDenied
    _require_usable(opening.version)
    clone = Opening.objects.create(
        title=named(title, "The title", 200),
        team=opening.team,
        version=opening.version,
        created_by=actor,
        created_at=at or timezone.now(),
        cloned_from=opening,
    )
    members = opening.members.filter(user__is_active=True)
    Member.objects.bulk_create(
        Member(opening=clone, user_id=each.user_id, role=each.role, stages=each.stages) for each in members
    )
    forget_roles(actor)
    record(actor, "hiring.opening-cloned", clone, original=opening.pk, version=clone.version_id)
    return clone


def close_opening(*, actor: User, opening: Opening, reason: str, at: datetime | None = None) -> Opening:
    """Close a role: it takes no new candidates, and nobody in it is rejected by that. Its managers may.

    Ledger: opening, digest of the reason.
    """
    return _turn(actor, opening, Opening.Status.CLOSED, reason=reason, at=at)


def reopen_opening(*, actor: User, opening: Opening, reason: str, at: datetime | None = None) -> Opening:
    """Open a closed role again. Its managers may. Ledger: opening, digest of the reason."""
    return _turn(actor, opening, Opening.Status.OPEN, reason=reason, at=at)


@transaction.atomic
def _turn(actor: User, opening: Opening, status: str, *, reason: str, at: datetime | None) -> Opening:
    kind = "closed" if status == Opening.Status.CLOSED else "reopened"
    require_manager(actor, opening)
    reason = needed(reason)
    opening = Opening.objects.select_for_update().get(pk=opening.pk)
    if opening.status == status:
        raise Refused(f"{opening.title} is {opening.get_status_display().lower()} already.")
    opening.status = status
    opening.save(update_fields=["status"])
    OpeningChange.objects.create(opening=opening, kind=kind, reason=reason, by=actor, at=at or timezone.now())
    record(actor, f"hiring.opening-{kind}", opening, reason=digest(reason))
    return opening


def _require_usable(version: Version) -> None:
    if version.withdrawn_at is not None:
        raise Refused(f"{version} has been withdrawn. Choose another published version.")
