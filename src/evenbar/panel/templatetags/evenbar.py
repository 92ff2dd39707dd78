"""The few tags that every template has: levels, shares, JSON for scripts."""

from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
MISSING = {
    "not-planned": "not planned",
    "not-reached": "not reached",
    "nothing-shown": "asked, nothing shown",
}


@register.simple_tag
def level(value: int | None, missing: str = "") -> SafeString:
    """A rating level as the ramp's chip, always with its number; a dash with its reason when there is none."""
    if value is None:
        said = said_of(missing)
        dash = '<span class="level" data-level="none" title="{}">–<span class="hidden">{}</span></span>'
        return format_html(dash, said, said)
    return format_html('<span class="level" data-level="{}">{}</span>', value, value)


@register.filter("missing")
def said_of(missing: str) -> str:
    """Why a rating is missing, in words."""
    return MISSING.get(missing, "no rating")


@register.filter
def percent(share: Fraction | float | None) -> str:
    """A share as whole per cent: 12%."""
    return "" if share is None else f"{round(float(share) * 100)}%"


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """The value of a dictionary under a key that a template variable holds; None when it is not there."""
    return mapping.get(key) if mapping else None
