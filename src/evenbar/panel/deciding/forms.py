"""What people type when they plan, open, revise and decide."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from evenbar.panel.deciding.models import Decision
from evenbar.panel.deciding.picture import Picture, needs_reason
from evenbar.panel.interviewing.models import LEVELS, Missing
from evenbar.panel.people.models import User
from evenbar.scorecard.plan import Stage


class PlanForm(forms.Form):
    """A debrief's title and stages."""

    title = forms.CharField(max_length=160, initial="Final debrief", label="What the debrief is called")
    stages = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="Interviews it is about")

    def __init__(self, *args: Any, stages: Iterable[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rated = [(stage.id, stage.name) for stage in stages if stage.rated]
        self.fields["stages"].choices = rated  # type: ignore[attr-defined]
        self.fields["stages"].initial = [id for id, _ in rated]


class OpenForm(forms.Form):
    """Why a debrief opens before all is in; the action asks for it only then."""

    reason = forms.CharField(
        max_length=500, required=False, label="Why open it now", widget=forms.Textarea(attrs={"rows": 2})
    )


class ReviseForm(forms.Form):
    """A level or a kind of missing after the discussion, with the reason."""

    choice = forms.ChoiceField(
        choices=[*((str(level), str(level)) for level in LEVELS), *Missing.choices],
        widget=forms.RadioSelect,
        label="Your rating now",
    )
    reason = forms.CharField(
        max_length=500, label="What in the discussion changed it", widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def rating(self) -> tuple[int | None, str]:
        """Level and kind of missing, of which one is empty."""
        choice = self.cleaned_data["choice"]
        return (int(choice), "") if choice.isdigit() else (None, choice)


class DecisionForm(forms.Form):
    """Outcome, why, reasons per criterion, who decided and who disagrees."""

    outcome = forms.ChoiceField(choices=Decision.Outcome.choices, widget=forms.RadioSelect, label="Decision")
    summary = forms.CharField(label="Why, in a sentence or two", widget=forms.Textarea(attrs={"rows": 3}))
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    latest = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, picture: Picture, panel: Iterable[User], signer: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid.uuid4().hex
        needed = {row.criterion.id for row in needs_reason(picture)}
        self.panel = list(panel)
        self.criteria = [row.criterion.id for row in picture.rows]
        for row in picture.rows:
            self.fields[f"reason_{row.criterion.id}"] = forms.CharField(
                label=row.criterion.name,
                required=False,
                widget=forms.Textarea(attrs={"rows": 1, "maxlength": 2000}),
                help_text="needed" if row.criterion.id in needed else "",
            )
        for person in self.panel:
            chosen = person.pk == signer.pk
            self.fields[f"decider_{person.pk}"] = forms.BooleanField(
                label=person.name, required=False, initial=chosen, disabled=chosen
            )
            self.fields[f"dissent_{person.pk}"] = forms.CharField(
                label=f"{person.name} disagrees, because", required=False, max_length=2000
            )

    @property
    def reason_fields(self) -> list[forms.BoundField]:
        """The fields of reasons, in the scorecard's order."""
        return [self[f"reason_{criterion}"] for criterion in self.criteria]

    @property
    def people_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """For each of the panel: took part, and their dissent."""
        return [(self[f"decider_{person.pk}"], self[f"dissent_{person.pk}"]) for person in self.panel]

    @property
    def signing(self) -> dict[str, Any]:
        """The arguments of `actions.sign`."""
        data = self.cleaned_data
        dissent = {person.pk: data[f"dissent_{person.pk}"].strip() for person in self.panel}
        return {
            "outcome": data["outcome"],
            "summary": data["summary"],
            "request_key": data["request_key"],
            "latest": data["latest"],
            "reasons": {criterion: data[f"reason_{criterion}"] for criterion in self.criteria},
            # Whoever disagrees took part, whether the box was ticked or not.
            "deciders": [p for p in self.panel if data[f"decider_{p.pk}"] or dissent[p.pk]],
            "dissent": {pk: text for pk, text in dissent.items() if text},
        }
