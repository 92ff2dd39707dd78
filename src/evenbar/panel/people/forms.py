"""Input about people: invitations, roles, one's own profile, and a password reset that only accounts get."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.contrib.auth.password_validation import validate_password

from evenbar.panel.people.models import Role, User
from evenbar.panel.people.time_zone import names

# What an organisation role allows, said once; the opening's own roles are given on the opening.
MEANING = {
    Role.ADMINISTRATOR: "Keeps accounts, ledger and backups; opens every opening; reads no draft.",
    Role.RECRUITER: "Opens every opening; moves candidates and schedules; edits no rating.",
    Role.HIRING_MANAGER: "Writes scorecards, opens roles, decides on them.",
    Role.INTERVIEWER: "Interviews where somebody adds them to an opening.",
    Role.TRAINEE: "Rates in parallel; counts in no score.",
    Role.ANALYST: "Sees how well the process measures, without names.",
    Role.COMPLIANCE: "Reads and exports the ledger.",
}


class RolesField(forms.TypedMultipleChoiceField):
    """Organisation roles as checkboxes."""

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("required", False)
        super().__init__(choices=Role.choices, coerce=Role, widget=forms.CheckboxSelectMultiple, **rest)


def time_zone_field() -> forms.ChoiceField:
    """A choice of every time zone that this machine knows."""
    return forms.ChoiceField(label="Time zone", choices=lambda: [(name, name) for name in sorted(names())])


class InvitationForm(forms.Form):
    """Who is to be invited, as what."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail")
    roles = RolesField(required=True, error_messages={"required": "Choose at least one role."})


class RolesForm(forms.Form):
    """The organisation roles of an account."""

    roles = RolesField()


class ProfileForm(forms.Form):
    """One's own name and time zone."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    time_zone = time_zone_field()


class JoinForm(ProfileForm):
    """What an invited person fills in once."""

    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters. A few words in a row make a good one.",
    )
    field_order = ["name", "password", "time_zone"]
    address = ""  # the e-mail of the account, so that a password made of it is refused

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            who = User(name=cleaned.get("name", ""), email=cleaned.get("email") or self.address)
            try:
                validate_password(password, who)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class FirstAdministratorForm(JoinForm):
    """The first account of an installation."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    field_order = ["name", "email", "password", "time_zone"]


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail and password; the labels say what the placeholders would say again."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["login"].label = "E-mail"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ResetForm(ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """A reset link goes to accounts that have a password; invited people use their invitation, guests their link."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["email"].label = "E-mail"
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        email: str = super().clean_email()
        found: list[User] = self.users  # type: ignore[has-type]
        self.users = [user for user in found if user.has_joined and not user.is_guest and not user.fiction]
        return email
