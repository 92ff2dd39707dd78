"""What every page's frame needs: which sections of the navigation this account has."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from evenbar.panel.people import visibility


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation of the account, the organisation's name, whether this is the demo."""
    user: Any = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    match = request.resolver_match
    return {
        "section": match.app_names[0] if match and match.app_names else "",
        "organisation": settings.ORGANISATION,
        "is_demo": settings.DEMO,
        "nav": {
            "openings": known and not user.is_guest,
            "studio": known and visibility.may_write_scorecards(user),
            "people": known and visibility.is_administrator(user),
            "ledger": known and visibility.may_read_ledger(user),
        },
    }
