"""What people choose to look at: an opening, a period, and through which lens where they have several."""

from collections.abc import Iterable
from typing import Any

from django import forms

from evenbar.panel.hiring.models import Opening
from evenbar.panel.insight.scope import PERIODS
from evenbar.panel.insight.visibility import LENSES, Lens

EVER = "all"
MONTHS = [*((str(count), f"Last {count} months") for count in PERIODS), (EVER, "All there is")]


class AskedForm(forms.Form):
    """The three as they stand in the address. Unknown values are the usual ones; what is not there is refused."""

    lens = forms.ChoiceField(required=False, label="Look at")
    opening = forms.ChoiceField(required=False, label="Opening")
    months = forms.ChoiceField(choices=MONTHS, required=False, label="Period")

    def __init__(
        self,
        *args: Any,
        openings: Iterable[Opening],
        lenses: Iterable[Lens],
        whole: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        titles = [(str(each.pk), each.title) for each in openings]
        self.fields["opening"].choices = [*([("", "All of them")] if whole else []), *titles]  # type: ignore[attr-defined]
        self.fields["lens"].choices = [(each, LENSES[each]) for each in lenses]  # type: ignore[attr-defined]


def months_of(text: str) -> int | None:
    """How many months an address asks for: None for everything, the usual number for what is no choice."""
    if text == EVER:
        return None
    return int(text) if text in dict(MONTHS) else PERIODS[0]
