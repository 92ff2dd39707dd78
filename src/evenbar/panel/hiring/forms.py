"""Input of hiring: openings, panels, candidates, papers, changes with a reason."""

from typing import Any

from django import forms

from evenbar.panel.hiring.actions.checking import LONGEST_REASON
from evenbar.panel.hiring.models import Application, Document, Opening
from evenbar.panel.hiring.visibility import PANEL_ROLES
from evenbar.panel.people.models import Role, User
from evenbar.panel.studio.fitting import MOST_INTERVIEWERS
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.nearest import LEVELS, focuses
from evenbar.panel.studio.visibility import parsed
from evenbar.scorecard import library


class Lines(forms.Textarea):
    """A text field that begins small and grows."""

    def __init__(self, rows: int = 2) -> None:
        super().__init__(attrs={"rows": rows})


def reason_field(*, required: bool = True) -> forms.CharField:
    """Why something is changed; kept with the change."""
    return forms.CharField(label="Reason", max_length=LONGEST_REASON, required=required, widget=Lines())


class VersionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A published version by its title and number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}, version {obj.number}"


class OpeningForm(forms.Form):
    """What every opening has."""

    title = forms.CharField(max_length=200, label="Title")
    team = forms.CharField(max_length=120, required=False, label="Team")


def _bases() -> list[tuple[str, str]]:
    cards = ((name, library.load(name).title) for name in library.names())
    return [("", "The packaged scorecard nearest to the answers"), *cards]


class FitForm(forms.Form):
    """The three answers that a fitting scorecard is made from."""

    level = forms.ChoiceField(
        choices=list(LEVELS.items()), initial="senior", widget=forms.RadioSelect, label="Which level?"
    )
    focus = forms.ChoiceField(
        choices=lambda: list(focuses().items()),
        initial="balanced",
        widget=forms.RadioSelect,
        label="Which role or focus?",
    )
    interviewers = forms.IntegerField(
        min_value=1, max_value=MOST_INTERVIEWERS, initial=3, label="How many people interview?"
    )
    base = forms.ChoiceField(choices=_bases, required=False, label="Begin with")


class ChosenVersionForm(forms.Form):
    """A published version to stand on."""

    version = VersionChoice(
        queryset=Version.objects.none(), label="Published scorecard", empty_label="Choose one"
    )

    def __init__(self, *args: Any, versions: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]


class ChangeVersionForm(ChosenVersionForm):
    """Another version, with the reason."""

    reason = reason_field()


class ReasonForm(forms.Form):
    """A change that needs nothing but its reason."""

    reason = reason_field()


class StagesField(forms.MultipleChoiceField):
    """Stages of the opening's scorecard as checkboxes; none means all."""

    def __init__(self) -> None:
        super().__init__(required=False, label="Stages", widget=forms.CheckboxSelectMultiple)


class StagedForm(forms.Form):
    """A form that offers the opening's stages."""

    stages = StagesField()

    def __init__(self, *args: Any, opening: Opening, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["stages"].choices = stage_choices(opening)  # type: ignore[attr-defined]


class MemberForm(StagedForm):
    """Somebody with an account joins the panel."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label="Person", empty_label="Choose somebody")
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in PANEL_ROLES],
        initial=Role.INTERVIEWER,
        label="Role here",
    )
    field_order = ["user", "role", "stages"]

    def __init__(self, *args: Any, people: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class InviteForm(StagedForm):
    """Somebody new is invited to the panel."""

    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(label="E-mail")
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in (Role.INTERVIEWER, Role.TRAINEE)], label="Role here"
    )
    field_order = ["name", "email", "role", "stages"]


class CandidateForm(forms.Form):
    """What is written about a candidate."""

    name = forms.CharField(max_length=160, label="Name")
    email = forms.EmailField(required=False, label="E-mail")
    brief = forms.CharField(
        required=False,
        max_length=10_000,
        widget=Lines(4),
        label="Brief for interviewers",
        help_text="What interviewers may know before they rate: no school, no employer.",
    )


class NewCandidateForm(CandidateForm):
    """A candidate for an opening."""

    source = forms.CharField(max_length=120, required=False, label="Source")
    stage = forms.ChoiceField(label="Stage")
    known = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["name", "email", "stage", "source", "brief"]

    def __init__(self, *args: Any, opening: Opening, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["stage"].choices = stage_choices(opening)  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """A file of candidates."""

    file = forms.FileField(
        label="CSV file", widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"})
    )


class MoveForm(forms.Form):
    """Another stage, perhaps with a reason."""

    stage = forms.ChoiceField(label="Stage")
    reason = forms.CharField(max_length=LONGEST_REASON, required=False, label="Reason, if there is one")

    def __init__(self, *args: Any, opening: Opening, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["stage"].choices = stage_choices(opening)  # type: ignore[attr-defined]


class StatusForm(forms.Form):
    """Another status, always with a reason."""

    status = forms.ChoiceField(choices=Application.Status.choices, label="Status")
    reason = reason_field()


class DocumentForm(forms.Form):
    """A paper of a candidate."""

    kind = forms.ChoiceField(
        choices=Document.Kind.choices,
        label="Kind",
        help_text="Interviewers see a portfolio before they rate; everything else only afterwards.",
    )
    title = forms.CharField(max_length=200, label="Title")
    file = forms.FileField(
        label="PDF", widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"})
    )


class MergeForm(forms.Form):
    """Two records become one."""

    reason = reason_field(required=False)


def stage_choices(opening: Opening) -> list[tuple[str, str]]:
    """The stages of the opening's scorecard, id and name."""
    return [(stage.id, stage.name) for stage in parsed(opening.version).stages]
