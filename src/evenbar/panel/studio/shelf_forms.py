"""What people look for in the library, sent as the address of the page, so that a search can be kept and shared."""

from typing import Any

from django import forms

from evenbar.panel.studio.searching import Sought
from evenbar.scorecard.criterion import FAMILIES, STANDARD
from evenbar.scorecard.question import AI_EXPOSURES, KINDS


def _any(label: str, choices: dict[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "Any"), *choices.items()], required=False)


class SearchForm(forms.Form):
    """Words and limits; all may be left empty."""

    q = forms.CharField(
        label="Words", max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = _any("Kind of question", KINDS)
    family = _any("Family", FAMILIES)
    covers = _any("Standard criterion", STANDARD)
    minutes = forms.IntegerField(label="Minutes at most", min_value=1, max_value=240, required=False)
    exposure = _any("AI exposure at most", AI_EXPOSURES)

    def sought(self) -> Sought:
        """What is looked for; everything, where the form does not make sense."""
        if not self.is_valid():
            return Sought()
        asked: dict[str, Any] = dict(self.cleaned_data)
        return Sought(words=asked.pop("q"), **asked)
