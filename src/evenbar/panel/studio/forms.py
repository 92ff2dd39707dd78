"""What people send to the studio: three answers, a file, a choice, the fields of the editor."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from evenbar.panel.studio import fitting
from evenbar.panel.studio.nearest import LEVELS, PARTS, roles
from evenbar.panel.studio.packaged import packaged
from evenbar.panel.studio.typed import Raw, is_choice, is_field
from evenbar.scorecard import library
from evenbar.scorecard.problem import Problem, Unreadable
from evenbar.scorecard.reading import read
from evenbar.scorecard.source import MOST_BYTES, decode


def _focuses() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        ("Machine-learning engineer", list(PARTS.items())),
        ("Another role", list(roles().items())),
    ]


def _bases() -> list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]:
    by_level = [(level, [(each.name, each.card.title) for each in cards]) for level, cards in packaged()]
    return [("", "The nearest to the answers"), *by_level]


class FitForm(forms.Form):
    """Which level, which role or focus, how many interviewers? And another beginning than the nearest, if wanted."""

    level = forms.ChoiceField(label="Which level?", choices=tuple(LEVELS.items()), initial="senior")
    focus = forms.ChoiceField(label="Which role or focus?", choices=_focuses, initial="balanced")
    interviewers = forms.IntegerField(
        label="How many interviewers?", min_value=1, max_value=fitting.MOST_INTERVIEWERS, initial=3
    )
    base = forms.ChoiceField(label="Begin with", label_suffix="", choices=_bases, required=False)

    def fitted(self) -> fitting.Fitted:
        """The scorecard that fits the answers; only for a valid form."""
        return fitting.fit(**self.cleaned_data)


class LibraryForm(forms.Form):
    """A packaged scorecard, taken as it is."""

    name = forms.ChoiceField(choices=lambda: [(name, name) for name in library.names()])


class UploadForm(forms.Form):
    """A scorecard file. What is wrong with it is listed, each with its line and column."""

    file = forms.FileField(label="A scorecard file (YAML, up to 2 MB)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: tuple[Problem, ...] = ()
        self.text = self.title = ""

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is too large before reading it, and what cannot be read with every reason."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {MOST_BYTES // 1_000_000} MB; a scorecard is far smaller."
            )
        content = file.read()
        try:
            self.title = read(content, name=file.name or "file").title
        except Unreadable as unreadable:
            self.problems = unreadable.problems
            count = len(self.problems)
            says = "one problem" if count == 1 else f"{count} problems"
            raise forms.ValidationError(
                f"{file.name} was not taken in: it has {says}, listed here."
            ) from None
        self.text = decode(content)
        return file


class PublishForm(forms.Form):
    """Why this version exists, the fingerprint of what the person was shown, why it goes out with errors."""

    note = forms.CharField(label="Why this version?", max_length=500, required=False, strip=True)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    lint_reason = forms.CharField(
        label="Why is it published with errors?", max_length=500, required=False, strip=True
    )


class TextForm(forms.Form):
    """The whole text, as it was typed, and the revision that it was read at."""

    text = forms.CharField(strip=False, required=False)
    revision = forms.IntegerField(min_value=0)

    def clean_text(self) -> str:
        """Line breaks as files have them, and one at the end."""
        return _as_in_files(self.cleaned_data["text"])


def sent_text(post: QueryDict) -> str:
    """The whole text of the YAML page, as saving it would keep it."""
    return _as_in_files(post.get("text", ""))


def _as_in_files(typed: str) -> str:
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") or not text else f"{text}\n"


def sent_fields(post: QueryDict) -> dict[str, Raw]:
    """The scorecard's fields in what a form sent, by path.

    A list of ticks or a flag that is empty sends nothing; the hidden `field` names it.
    """
    names = dict.fromkeys([*post.getlist("field"), *post.keys()])
    return {path: _raw(post, path) for path in names if is_field(path)}


def _raw(post: QueryDict, path: str) -> Raw:
    if is_choice(path):
        return tuple(dict.fromkeys(post.getlist(path)))
    return str(post.get(path, ""))


def sent_revision(post: QueryDict) -> int:
    """The revision that a form was made from; 0, which no draft has, where it sent none."""
    revision = post.get("revision", "")
    return int(revision) if revision.isdecimal() and len(revision) < 10 else 0
