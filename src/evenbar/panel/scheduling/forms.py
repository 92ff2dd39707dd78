"""Input of scheduling: what the board is asked, times in a zone, people for a stage, reasons."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from evenbar.panel.hiring.forms import reason_field
from evenbar.panel.hiring.models import Application
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.actions.guests import MOST_DAYS
from evenbar.panel.scheduling.actions.interviews import SHORTEST
from evenbar.panel.scheduling.board import OWED
from evenbar.panel.scheduling.models import Interview
from evenbar.panel.scheduling.moments import Twice, moment, zone
from evenbar.panel.scheduling.visibility import ANY, LONGEST, Wanted


class People(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Accounts as checkboxes."""

    def __init__(self, label: str, *, required: bool) -> None:
        super().__init__(
            queryset=User.objects.none(), label=label, required=required, widget=forms.CheckboxSelectMultiple
        )


class BoardForm(forms.Form):
    """What somebody asks of the board. A question that makes no sense is answered as if it were not asked."""

    q = forms.CharField(required=False, label="Search", widget=forms.TextInput(attrs={"type": "search"}))
    stage = forms.ChoiceField(required=False, label="Stage")
    status = forms.ChoiceField(
        required=False,
        label="Status",
        choices=[("", "In process"), (ANY, "All"), *Application.Status.choices],
    )
    owed = forms.ChoiceField(required=False, label="Owed", choices=[("", "Anything"), *OWED.items()])
    interviewer = forms.ChoiceField(required=False, label="Interviewer")
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def __init__(self, *args: Any, stages: Iterable[Any], people: Iterable[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["stage"].choices = [("", "All"), *stages]  # type: ignore[attr-defined]
        self.fields["interviewer"].choices = [("", "Anyone"), *people]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The questions that make sense."""
        self.is_valid()
        asked = self.cleaned_data
        interviewer = asked.get("interviewer") or ""
        return Wanted(
            text=(asked.get("q") or "").strip()[:100],
            stage=asked.get("stage") or "",
            status=asked.get("status") or "",
            owed=asked.get("owed") or "",
            interviewer=int(interviewer) if interviewer else None,
            page=asked.get("page") or 1,
        )


class TimeForm(forms.Form):
    """When and where: a wall-clock time in a zone that is named."""

    date = forms.DateField(
        required=False, label="Date", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        required=False, label="Time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    time_zone = forms.CharField(
        max_length=64, label="Time zone", widget=forms.TextInput(attrs={"list": "zones"})
    )
    which = forms.ChoiceField(required=False, label="Which of the two?", widget=forms.RadioSelect)
    minutes = forms.IntegerField(min_value=SHORTEST, max_value=LONGEST, label="Minutes")
    place = forms.CharField(max_length=300, required=False, label="Place or link")

    offsets: tuple[str, str] | None = None

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["which"].choices = [("0", "The first"), ("1", "The second")]  # type: ignore[attr-defined]

    def clean_time_zone(self) -> str:
        """A zone by its name."""
        name = self.cleaned_data["time_zone"].strip()
        try:
            zone(name)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return str(name)

    def clean(self) -> dict[str, Any]:
        """Turn date, time and zone into the moment; a time that does not exist or comes twice is said."""
        facts = super().clean() or self.cleaned_data
        date, time = facts.get("date"), facts.get("time")
        if not self.errors and bool(date) != bool(time):
            self.add_error(
                "time" if date else "date", "Give both date and time, or neither if it is still open."
            )
        facts["starts_at"] = None
        if date and time and not self.errors:
            which = facts.get("which")
            try:
                facts["starts_at"] = moment(
                    datetime.combine(date, time), facts["time_zone"], which=int(which) if which else None
                )
            except Twice as refusal:
                self.offsets = refusal.offsets
                self._name_offsets(refusal.offsets)
                self.add_error("which", refusal.sentence)
            except Refused as refusal:
                self.add_error("time", refusal.sentence)
        return facts

    def place_and_time(self) -> dict[str, Any]:
        """What an action takes."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "minutes", "time_zone", "place")}

    def _name_offsets(self, offsets: tuple[str, str]) -> None:
        words = [
            (str(place), f"{word} ({offset})")
            for place, (word, offset) in enumerate(zip(("The first", "The second"), offsets, strict=True))
        ]
        self.fields["which"].choices = words  # type: ignore[attr-defined]


class ScheduleForm(TimeForm):
    """When, where, and who holds it."""

    interviewers = People("Interviewers", required=True)
    trainees = People("Shadowing", required=False)

    def __init__(self, *args: Any, people: QuerySet[User], shadows: QuerySet[User], **rest: Any) -> None:
        super().__init__(*args, **rest)
        for name, group in (("interviewers", people), ("trainees", shadows)):
            self.fields[name].queryset = group  # type: ignore[attr-defined]
        self.fields["interviewers"].error_messages["required"] = "Choose at least one interviewer."


class RescheduleForm(TimeForm):
    """Another time or place, with the reason."""

    reason = reason_field()

    @staticmethod
    def standing(interview: Interview) -> dict[str, Any]:
        """What stands now, as the form shows it."""
        local = interview.starts_at and interview.starts_at.astimezone(zone(interview.time_zone))
        return {
            "date": local and local.date(),
            "time": local and local.time(),
            "time_zone": interview.time_zone,
            "minutes": interview.minutes,
            "place": interview.place,
        }


class ReasonForm(forms.Form):
    """A change that needs nothing but its reason."""

    reason = reason_field()


class PersonForm(forms.Form):
    """Somebody of the panel for an interview."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label="Person", empty_label="Choose somebody")

    def __init__(self, *args: Any, people: QuerySet[User], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class SubstituteForm(PersonForm):
    """Who comes in for whom, and why."""

    reason = reason_field()


class AssignForm(PersonForm):
    """Somebody more in an interview."""

    is_trainee = forms.BooleanField(required=False, label="Shadows as a trainee")


class GuestForm(forms.Form):
    """Somebody without an account, for one interview."""

    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(label="E-mail")
    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, initial=7, label="Days that the link lasts")
