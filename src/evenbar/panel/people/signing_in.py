"""Beginning a session, and the ledger lines of what allauth does: sign-ins, passwords, second factors.

Failed sign-ins are not in the ledger: strangers could fill it. The rate limits answer those.
"""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from evenbar.panel.ledger.actions import record
from evenbar.panel.people.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@transaction.atomic
def begin_session(request: HttpRequest, user: User, *, how: str) -> None:
    """Sign an account in without a password: after an invitation, or in the demo. Ledger: how it came in."""
    login(request, user, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    record(user, "people.signed-in", user, how=how)


def connect() -> None:
    """Listen to allauth; called once when the app is ready."""
    account_signals.user_logged_in.connect(_signed_in, dispatch_uid="people.signed-in")
    account_signals.password_changed.connect(
        _line("people.password-changed"), weak=False, dispatch_uid="people.pc"
    )
    account_signals.password_reset.connect(
        _line("people.password-reset"), weak=False, dispatch_uid="people.pr"
    )
    for verb, signal in {
        "added": mfa_signals.authenticator_added,
        "removed": mfa_signals.authenticator_removed,
        "renewed": mfa_signals.authenticator_reset,
    }.items():
        signal.connect(
            _line(f"people.second-factor-{verb}"), weak=False, dispatch_uid=f"people.second-factor-{verb}"
        )


@transaction.atomic
def _signed_in(*, user: User, **_rest: Any) -> None:
    record(user, "people.signed-in", user, how="form")


def _line(action: str) -> Any:
    """A receiver that writes one line about the account."""

    @transaction.atomic
    def receive(*, user: User, **rest: Any) -> None:
        authenticator = rest.get("authenticator")
        facts = {} if authenticator is None else {"kind": str(authenticator.type)}
        record(user, action, user, **facts)

    return receive
