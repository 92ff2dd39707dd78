"""What the two pages on which a draft is written share: orders of their buttons, and the choice between two texts."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from evenbar.panel.studio import borrowing, mending, visibility
from evenbar.panel.studio.actions import Stale
from evenbar.panel.studio.difference import difference
from evenbar.panel.studio.models import Draft
from evenbar.panel.studio.opened import opened
from evenbar.panel.studio.requests import wants_json
from evenbar.panel.studio.structure import Done, carry_out
from evenbar.panel.studio.team_rules import proof_on
from evenbar.scorecard.editing import Uneditable

MORE_WRITTEN = "More was written since, so nothing was undone."


def ordered(draft: Draft, text: str, order: str, given: Mapping[str, str]) -> tuple[Done, str]:
    """Carry out the order of a button, if one was pressed; a refusal leaves the text as it is and is told."""
    if not order:
        return Done(text), ""
    if order == "undo":
        # Only the last save is taken back, and only where nothing was typed since: nothing is lost by it.
        before = visibility.text_at(draft, draft.revision - 1) if text == draft.text else None
        return (Done(before, "Undone."), "") if before is not None else (Done(text), MORE_WRITTEN)
    try:
        if mending.is_answer(order):
            return mending.answer(text, order, given, proof_on(text)), ""
        if borrowing.is_order(order):
            return borrowing.borrow(text, order, given), ""
        return carry_out(text, order, given), ""
    except Uneditable as reason:
        sentence = str(reason)
        return Done(text), sentence[:1].upper() + sentence[1:]


def conflict(request: HttpRequest, stale: Stale, yours: str) -> HttpResponse:
    """Both texts, and a choice; nothing has been overwritten."""
    if wants_json(request):
        return JsonResponse({"conflict": stale.sentence}, status=409)
    context = {
        "draft": stale.draft,
        "scorecard": stale.draft.scorecard,
        "yours": yours,
        "sentence": stale.sentence,
        "lines": difference(stale.draft.text, yours),
        "problems": opened(yours).problems,
    }
    return render(request, "studio/conflict.html", context, status=409)
