"""The proof-reader beside a draft: the present text is sent, before it is saved, and what is found in it comes back.

A request of its own, so that no save waits for it. It stores nothing.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from evenbar.panel.people.visibility import is_administrator
from evenbar.panel.studio import forms, visibility
from evenbar.panel.studio.edits import with_fields
from evenbar.panel.studio.models import Draft
from evenbar.panel.studio.proof import Proof
from evenbar.panel.studio.sections import part_of
from evenbar.panel.studio.team_rules import proof_on, team_rules


def proof_context(request: HttpRequest, proof: Proof, **more: Any) -> dict[str, Any]:
    """What the panel beside a text shows; administrators read why the organisation's file cannot be used."""
    fault = team_rules().fault
    return {
        "proof": proof,
        "problems": [(problem, part_of(problem.path)) for problem in proof.problems],
        "rules_fault": fault,
        "fault_told": is_administrator(request.user) if fault else False,
        **more,
    }


@require_POST
def proof(request: HttpRequest, pk: int) -> JsonResponse:
    """Proof-read what stands on the page now: the whole text, or the fields of a form over the text they came from."""
    draft = get_object_or_404(visibility.drafts_for(request.user), scorecard_id=pk)
    as_yaml = "text" in request.POST
    found = proof_on(_present(request, draft, as_yaml=as_yaml))
    context = proof_context(
        request, found, scorecard=draft.scorecard, as_yaml=as_yaml, live=True, can_edit=True
    )
    return JsonResponse(
        {
            "says": found.says,
            "pieces": {"notes": render_to_string("studio/parts/notes.html", context, request)},
            "found": found.at,
            "lines": found.lines,
            "parts": found.parts,
        }
    )


def _present(request: HttpRequest, draft: Draft, *, as_yaml: bool) -> str:
    if as_yaml:
        return forms.sent_text(request.POST)
    base = visibility.text_at(draft, forms.sent_revision(request.POST))
    return with_fields(draft.text if base is None else base, forms.sent_fields(request.POST)).text
