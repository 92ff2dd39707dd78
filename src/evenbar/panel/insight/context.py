"""What every page's frame needs of Insight: whether its entry stands in the navigation."""

from typing import Any

from django.http import HttpRequest

from evenbar.panel.insight.visibility import may_look


def frame(request: HttpRequest) -> dict[str, Any]:
    """Whether the account has anything to look at; asked only where a page shows the navigation."""
    user: Any = getattr(request, "user", None)
    return {"has_insight": lambda: user is not None and may_look(user)}
