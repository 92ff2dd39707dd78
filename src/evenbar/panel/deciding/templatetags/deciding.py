"""Scores in text and as small drawings: the strip of a score against its bar, a criterion's mean against its target."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from math import floor
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from evenbar.measure.combine import Combined, CriterionMean, WhatIf
from evenbar.panel.deciding.adjusted import Adjusted, chance
from evenbar.panel.deciding.picture import Picture, Row
from evenbar.scorecard.criterion import Criterion

register = template.Library()
LEFT, WIDTH = 12, 296  # of a drawing 320 wide, in its own units


@register.filter
def score(value: Fraction | None, places: int = 2) -> str:
    """A score with its decimals, halves rounded up: 3.74; a dash where there is none."""
    if value is None:
        return "–"
    unit = 10**places
    return f"{floor(Fraction(value) * unit + Fraction(1, 2)) / unit:.{places}f}"


def place(value: Fraction | float | None) -> float | None:
    """Where a level from 1 to 5 stands on a drawing."""
    return None if value is None else round(LEFT + (float(value) - 1) / 4 * WIDTH, 1)


@register.inclusion_tag("deciding/strip.html")
def strip(picture: Picture) -> dict[str, Any]:
    """The weighted mean as a dot, its bounds as a line, the bar as a dashed mark."""
    combined = picture.combined
    bar = place(picture.bar)
    return {
        "picture": picture,
        "low": place(combined.low),
        "high": place(combined.high),
        "value": place(combined.value),
        "bar": bar,
        "bar_label": None if bar is None else min(bar + 6, 262),
    }


@register.inclusion_tag("deciding/adjusted_strip.html")
def adjusted_strip(shown: Adjusted) -> dict[str, Any]:
    """The score after severity as a dot on its interval, the one as rated as a ring, the bar as a dashed mark."""
    bar = place(shown.bar)
    return {
        "shown": shown,
        "low": place(within(shown.low)),
        "high": place(within(shown.high)),
        "score": place(within(shown.score)),
        "raw": place(shown.raw),
        "bar": bar,
        "bar_label": None if bar is None else min(bar + 6, 262),
    }


def within(value: float) -> float:
    """A value that the model puts beyond the scale, drawn at its end; its number says what it is."""
    return min(max(value, 1.0), 5.0)


@register.filter
def decimal(value: float | None) -> str:
    """An estimate with its two decimals."""
    return "–" if value is None else f"{value:.2f}"


@register.filter
def as_chance(value: float) -> str:
    """A chance as it is said: never as certainty."""
    return chance(value)


@register.inclusion_tag("deciding/track.html")
def track(row: Row) -> dict[str, Any]:
    """A criterion's mean level as a dot and its target as an open mark on one line."""
    mean = row.mean.mean if row.mean else None
    return {
        "row": row,
        "mean": mean,
        "mean_x": place(mean),
        "target_x": place(row.criterion.target),
        "minimum_x": place(row.criterion.minimum),
    }


@register.filter
def gap(row: Row) -> str:
    """How far the mean is from the target, signed: +0.5."""
    if row.mean is None or row.criterion.target is None:
        return ""
    difference = row.mean.mean - row.criterion.target
    return "on target" if difference == 0 else f"{float(difference):+.1f}".replace("-", "−")


@register.filter
def turn(picture: Picture, change: WhatIf) -> str:
    """A change that moves the score across the bar, as a sentence."""
    names = {
        column.assignment.interviewer_id: column.assignment.interviewer.name for column in picture.columns
    }
    where = "with no score" if change.value is None else f"{change.side} the bar at {float(change.value):.2f}"
    if change.change == "left out":
        return f"Without {names[int(change.subject)]}'s ratings the candidate would be {where}."
    return f"With the weight of {picture.name_of[str(change.subject)]} {change.change} the candidate would be {where}."


@register.filter
def mean_of(combined: Combined, criterion: str) -> CriterionMean | None:
    """A criterion's mean in a combined score."""
    return combined.mean_of(criterion)


@register.filter
def named(criteria: Iterable[Criterion], criterion: str) -> str:
    """A criterion's name; its id where the scorecard no longer has it."""
    return next((one.name for one in criteria if one.id == criterion), criterion)


@register.filter
def as_score(text: str) -> str:
    """A figure kept at signing ("31/8") as a score."""
    return score(Fraction(text)) if text else "–"


@register.filter
def as_percent(text: str) -> str:
    """A share kept at signing ("4/5") as whole per cent."""
    return f"{round(float(Fraction(text)) * 100)}%"


@register.filter
def placeholder(field: BoundField, text: str) -> SafeString:
    """A form field with a placeholder."""
    return field.as_widget(attrs={"placeholder": text})


@register.filter
def owed_since(moment: datetime) -> str:
    """Since when something is owed, in the coarsest unit that says it: "owed since today, 14:00"."""
    local = timezone.localtime(moment)
    days = (timezone.localdate() - local.date()).days
    if days == 0:
        return f"owed since today, {local:%H:%M}"
    when = f"{local.day} {local:%b}"
    return f"owed since {when}, {days} day{'' if days == 1 else 's'}"
