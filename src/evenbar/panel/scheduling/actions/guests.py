"""Links that let somebody without an account hold one interview. The link is signed and expires; its end is kept."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from evenbar.panel.ledger.actions import record
from evenbar.panel.people import actions as people
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling import visibility
from evenbar.panel.scheduling.actions.checking import (
    has_conflict,
    locked,
    require_planned,
    require_scheduler,
    require_unsealed,
)
from evenbar.panel.scheduling.models import Assignment, GuestLink, Interview, InterviewChange

SALT = "evenbar.guest-link"
MOST_DAYS = 30
BROKEN = (
    "This link is incomplete or was changed on the way. Copy it whole from the message, or ask for a new one."
)


def days_until_rated(interview: Interview, *, now: datetime) -> int:
    """How long a link should last: a week, or past an interview that is further off, with two days to rate."""
    ahead = (interview.starts_at - now).days + 1 if interview.starts_at else 0
    return min(max(7, ahead + 2), MOST_DAYS)


@transaction.atomic
def make_guest_link(
    *,
    actor: User,
    interview: Interview,
    email: str,
    name: str,
    days: int = 7,
    at: datetime | None = None,
) -> tuple[Assignment, str]:
    """Let somebody without an account hold this interview, by a link. The opening's managers may.

    A new link for the same guest makes the earlier one worthless. Ledger: assignment, guest, days.
    """
    require_scheduler(actor, interview.application)
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"A link lasts between 1 and {MOST_DAYS} days, not {days}.")
    interview = locked(interview)
    require_planned(interview)
    guest = people.create_guest(actor, email, name)
    if has_conflict(guest, interview.application.candidate):
        raise Refused(f"{guest.name} has declared a conflict of interest with this candidate.")
    now = at or timezone.now()
    assignment = _seat(interview, guest, actor=actor, now=now)
    nonce = secrets.token_urlsafe(16)
    GuestLink.objects.update_or_create(
        assignment=assignment,
        defaults={
            "nonce": nonce,
            "expires_at": now + timedelta(days=days),
            "withdrawn_at": None,
            "created_by": actor,
            "created_at": now,
        },
    )
    record(actor, "scheduling.guest-linked", assignment, interview=interview.pk, guest=guest.pk, days=days)
    token = signing.dumps({"assignment": assignment.pk, "nonce": nonce}, salt=SALT)
    return assignment, settings.BASE_URL + reverse("scheduling:guest", args=[token])


@transaction.atomic
def withdraw_guest_link(*, actor: User, link: GuestLink, at: datetime | None = None) -> GuestLink:
    """Make a link worthless and end the sessions that it opened. The opening's managers may.

    What the guest has submitted stays. Ledger: the link's assignment and guest.
    """
    require_scheduler(actor, link.assignment.interview.application)
    link = (
        GuestLink.objects.select_for_update(of=("self",))
        .select_related("assignment__interviewer")
        .get(pk=link.pk)
    )
    if link.withdrawn_at is None:
        link.withdrawn_at = at or timezone.now()
        link.save(update_fields=["withdrawn_at"])
        guest = link.assignment.interviewer
        people.sign_out_everywhere(None, guest)
        record(actor, "scheduling.guest-link-withdrawn", link.assignment, guest=guest.pk)
    return link


@transaction.atomic
def open_guest_link(*, token: str) -> GuestLink:
    """Come in by a link. Whoever holds it may, while it stands. Ledger: assignment, guest."""
    link = usable(token)
    guest = link.assignment.interviewer
    record(guest, "scheduling.guest-entered", link.assignment, interview=link.assignment.interview_id)
    return link


def usable(token: str) -> GuestLink:
    """The link of a token that still opens its interview; refused with the reason why it does not."""
    link = visibility.guest_link(_assignment(token))
    if link is None or not secrets.compare_digest(link.nonce, _read(token)["nonce"]):
        raise Refused("A newer link has been sent in place of this one. Use the newest.", status=410)
    assignment = link.assignment
    asker = "Ask whoever invited you for a new one."
    if link.withdrawn_at is not None or assignment.status != Assignment.Status.ASSIGNED:
        raise Refused(f"This link has been withdrawn. {asker}", status=410)
    if visibility.is_sealed(assignment):
        raise Refused(
            "You have submitted your scorecard by this link; there is nothing left to do.", status=410
        )
    if link.expires_at <= timezone.now():
        raise Refused(f"This link has expired. {asker}", status=410)
    if assignment.interview.status == Interview.Status.CANCELLED:
        raise Refused("This interview has been cancelled.", status=410)
    return link


def _read(token: str) -> dict[str, Any]:
    try:
        return dict(signing.loads(token, salt=SALT))
    except signing.BadSignature as error:
        raise Refused(BROKEN, status=404) from error


def _assignment(token: str) -> int:
    return int(_read(token)["assignment"])


def _seat(interview: Interview, guest: User, *, actor: User, now: datetime) -> Assignment:
    row, is_new = Assignment.objects.get_or_create(
        interview=interview, interviewer=guest, defaults={"created_at": now}
    )
    if not is_new:
        require_unsealed(row)
    if not is_new and row.status != Assignment.Status.ASSIGNED:
        before, row.status, row.reason = row.status, Assignment.Status.ASSIGNED, ""
        row.save(update_fields=["status", "reason"])
        InterviewChange.objects.create(
            interview=interview,
            kind="assigned",
            before={"account": guest.pk, "status": before},
            after={"account": guest.pk, "status": "assigned"},
            by=actor,
            at=now,
        )
    return row
