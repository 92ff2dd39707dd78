"""The checklist of a draft: the fourteen standard criteria to include, the four things to avoid, the three shares."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evenbar.lint.checking import Findings
from evenbar.lint.checklist import checklist as checked_off
from evenbar.panel.studio import visibility
from evenbar.panel.studio.opened import opened
from evenbar.panel.studio.proofing import proof_context
from evenbar.panel.studio.team_rules import proof_on
from evenbar.panel.studio.thirds import thirds


@require_safe
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft includes and what it avoids, as far as it can be read."""
    draft = get_object_or_404(visibility.drafts_for(request.user), scorecard_id=pk)
    card, proof = opened(draft.text).card, proof_on(draft.text)
    accepted = [(finding, each.entry.because) for each in proof.accepted for finding in each.findings]
    found = checked_off(card, Findings("", proof.findings, tuple(accepted))) if card else None
    context = {
        "found": found,
        "included": sum(each.ticked for each in found.include) if found else 0,
        "avoided": sum(each.ticked for each in found.avoid) if found else 0,
        "thirds": thirds(card) if card else (),
        **proof_context(request, proof, scorecard=draft.scorecard),
    }
    return render(request, "studio/checklist.html", context)
