"""What the ledger's page can be narrowed to."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from evenbar.panel.ledger import visibility


class FilterForm(forms.Form):
    """Action, actor, subject and days; each may be empty."""

    action = forms.ChoiceField(required=False, label="What")
    actor = forms.ChoiceField(required=False, label="Who")
    subject = forms.CharField(required=False, max_length=60, label="On (assignment:12)")
    since = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, user: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        actions = visibility.lines_for(user).order_by("action").values_list("action", flat=True).distinct()
        named = [(str(pk), name) for pk, name in visibility.actors_for(user).items()]
        self._offer("action", [("", "everything"), *((action, action) for action in actions)])
        self._offer("actor", [("", "everybody"), ("system", "the system"), *named])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def conditions(self) -> dict[str, Any]:
        """The queryset conditions of what was filled in; days are of the reader's own time zone."""
        given = self.cleaned_data
        found: dict[str, Any] = {}
        if given["action"]:
            found["action"] = given["action"]
        if given["actor"] == "system":
            found["actor__isnull"] = True
        elif given["actor"]:
            found["actor"] = int(given["actor"])
        if given["subject"]:
            found["subject"] = given["subject"].strip()
        if given["since"]:
            found["at__gte"] = _moment(given["since"], time.min)
        if given["until"]:
            found["at__lte"] = _moment(given["until"], time.max)
        return found


def _moment(day: Any, hour: time) -> str:
    """A local day's beginning or end as the ledger writes moments, which sort as text."""
    local = timezone.make_aware(datetime.combine(day, hour))
    return local.astimezone(UTC).isoformat(timespec="microseconds")
