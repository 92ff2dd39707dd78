"""The interviews of an application, for pages of the apps below that may not import this one."""

from typing import Any

from django import template

from evenbar.panel.hiring.models import Application
from evenbar.panel.scheduling.listing import rows_of

register = template.Library()


@register.inclusion_tag("scheduling/interviews_of.html", takes_context=True)
def interviews_of(context: Any, application: Application) -> dict[str, Any]:
    """The interviews with this candidate that the account may see, each with how its people stand."""
    user = context["request"].user
    return {
        "rows": rows_of(user, application),
        "application": application,
        "may_manage": context.get("may_manage"),
    }
