"""The page that publishes a draft: what changes, what the proof-reader says, why it is published."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evenbar.panel.people.account import account_of
from evenbar.panel.studio import actions, forms, visibility
from evenbar.panel.studio.models import Draft, Version
from evenbar.panel.studio.opened import opened
from evenbar.panel.studio.proofing import proof_context
from evenbar.panel.studio.team_rules import proof_on
from evenbar.panel.studio.thirds import thirds
from evenbar.scorecard.changes import Change
from evenbar.scorecard.changes import compare as changes_between
from evenbar.scorecard.scorecard import fingerprint


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at what changes, say why, publish."""
    card = get_object_or_404(visibility.scorecards_for(request.user), pk=pk)
    form = forms.PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.publish(actor=account_of(request), scorecard=card, **form.cleaned_data)
        except actions.ReasonNeeded as needed:
            form.add_error("lint_reason", needed.sentence)
        else:
            messages.success(request, f"Version {version.number} is published. It never changes.")
            return redirect("studio:version", version.pk)
    draft = get_object_or_404(visibility.drafts_for(request.user), scorecard=card)
    context = _context(draft, visibility.last_version(card)) | {"form": form}
    context |= proof_context(request, proof_on(draft.text), scorecard=card)
    return render(request, "studio/publish.html", context, status=422 if form.errors else 200)


def _context(draft: Draft, last: Version | None) -> dict[str, Any]:
    document = opened(draft.text)
    card = document.card
    mark = fingerprint(card) if card else ""
    changes = changes_between(visibility.parsed(last), card) if card and last else ()
    return {
        "draft": draft,
        "scorecard": draft.scorecard,
        "document": document,
        "last": last,
        "fingerprint": mark,
        "is_same": last is not None and mark == last.fingerprint,
        **told(changes),
        "thirds": thirds(card) if card else (),
        "number": visibility.next_number(draft.scorecard),
    }


def told(changes: tuple[Change, ...]) -> dict[str, Any]:
    """What people changed, apart from the shares that only followed."""
    return {
        "changes": [change for change in changes if change.kind != "share-moved"],
        "followed": [change for change in changes if change.kind == "share-moved"],
    }
