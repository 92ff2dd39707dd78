"""The page on which a draft is written as YAML, saved as people type. A text with errors opens here too."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from evenbar.panel.people.account import account_of
from evenbar.panel.studio import actions, forms, visibility
from evenbar.panel.studio.models import Draft
from evenbar.panel.studio.opened import opened
from evenbar.panel.studio.proofing import proof_context
from evenbar.panel.studio.requests import saved_at, wants_json
from evenbar.panel.studio.saving import conflict, ordered
from evenbar.panel.studio.team_rules import proof_on
from evenbar.panel.studio.thirds import thirds


@require_http_methods(["GET", "POST"])
def yaml(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as YAML."""
    draft = get_object_or_404(visibility.drafts_for(request.user), scorecard_id=pk)
    if request.method == "POST":
        return _save(request, draft)
    return render(request, "studio/yaml.html", _context(request, draft))


def _save(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = forms.TextForm(request.POST)
    if not form.is_valid():
        return HttpResponse(
            "The form was incomplete: reload the page.", status=400, content_type="text/plain"
        )
    typed, revision = form.cleaned_data["text"], form.cleaned_data["revision"]
    order = request.POST.get("do", "")
    done, trouble = ordered(draft, typed, order, request.POST.dict())
    try:
        draft = actions.save_draft(
            actor=account_of(request),
            scorecard=draft.scorecard,
            text=done.text,
            revision=revision,
            read=draft,
        )
    except actions.Stale as stale:
        return conflict(request, stale, done.text)
    if wants_json(request):
        answer = {
            "revision": draft.revision,
            "status": saved_at(),
            "say": trouble or done.say,
            "trouble": bool(trouble),
            "undo": done.undo,
            "pieces": {"shares": render_to_string("studio/parts/shares.html", _shares(draft), request)},
        }
        return JsonResponse(answer | ({"text": draft.text} if draft.text != typed else {}))
    if trouble or done.say:
        messages.add_message(request, messages.WARNING if trouble else messages.SUCCESS, trouble or done.say)
    return redirect("studio:yaml", draft.scorecard_id)


def _context(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    proof = proof_on(draft.text)
    return {
        "draft": draft,
        "document": opened(draft.text),
        "numbers": [(number, proof.lines.get(number, "")) for number in range(1, draft.text.count("\n") + 2)],
        "number": lambda: visibility.next_number(draft.scorecard),
        **_shares(draft),
        **proof_context(request, proof, scorecard=draft.scorecard, as_yaml=True, can_edit=True),
    }


def _shares(draft: Draft) -> dict[str, Any]:
    card = opened(draft.text).card
    return {"thirds": thirds(card) if card else ()}
