"""What every page's frame needs: which sections of the navigation this account has."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch

from evenbar.panel.people import visibility


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation of the account, the organisation's name, whether this is the demo."""
    user: Any = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    match = request.resolver_match
    return {
        "section": _section(match),
        "organisation": settings.ORGANISATION,
        "is_demo": settings.DEMO,
        "nav": {
            "openings": known and not user.is_guest,
            "studio": known and visibility.may_write_scorecards(user),
            "people": known and visibility.is_administrator(user),
            "ledger": known and visibility.may_read_ledger(user),
        },
    }


# Candidates' pages belong to the openings, whichever app answers them.
ABOUT_OPENINGS = {"hiring", "scheduling", "interviewing", "deciding"}


def _section(match: ResolverMatch | None) -> str:
    """The entry of the navigation under which a page stands; an app has one of its own name unless said here."""
    if match is None or not match.app_names:
        return ""
    if match.view_name == "deciding:today":
        return "today"
    app = match.app_names[0]
    return "openings" if app in ABOUT_OPENINGS else app
