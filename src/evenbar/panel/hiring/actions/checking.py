"""What every action of hiring asks first: may this account, is there a reason, is the opening open."""

from typing import Any

from django.core.exceptions import PermissionDenied

from evenbar.panel.hiring import visibility
from evenbar.panel.hiring.models import Application, Opening
from evenbar.panel.refusal import Refused

LONGEST_REASON = 500


def needed(reason: str) -> str:
    """The reason without blanks around it; refused where there is none or it is too long."""
    reason = reason.strip()
    if not reason:
        raise Refused("Write the reason in a few words; it is kept with the change.")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"The reason has {len(reason)} characters; keep it within {LONGEST_REASON}.")
    return reason


def named(value: str, what: str, longest: int) -> str:
    """A line of text with single spaces; refused where it is empty or too long."""
    value = " ".join(value.split())
    if not value:
        raise Refused(f"{what} is empty; write it.")
    if len(value) > longest:
        raise Refused(f"{what} has {len(value)} characters; keep it within {longest}.")
    return value


def require_manager(actor: Any, opening: Opening) -> None:
    """Administrators, recruiters, the opening's own managers."""
    if not (actor.is_active and visibility.may_manage(actor, opening)):
        raise PermissionDenied


def require_application(actor: Any, application: Application) -> None:
    """Whoever manages the application's opening and has no conflict of interest with its candidate."""
    if not visibility.managed_applications(actor).filter(pk=application.pk).exists():
        raise PermissionDenied


def require_open(opening: Opening) -> None:
    """A closed opening takes no new candidates."""
    if opening.status == Opening.Status.CLOSED:
        raise Refused(f"{opening.title} is closed. Open it again first.")
