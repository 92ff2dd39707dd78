"""The page on which a draft is written as forms, saved as people type. The YAML page shows the same text.

Every save names the revision that it was made from. A save that comes second is answered with both texts, and the
person chooses. Scripts ask for JSON; without them the same forms post and come back as pages.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from evenbar.panel.people.account import account_of
from evenbar.panel.studio import actions, forms, visibility
from evenbar.panel.studio.edits import Edited, with_fields
from evenbar.panel.studio.models import Draft
from evenbar.panel.studio.opened import Opened, opened
from evenbar.panel.studio.proofing import proof_context
from evenbar.panel.studio.requests import saved_at, wants_json
from evenbar.panel.studio.saving import conflict, ordered
from evenbar.panel.studio.sections import section
from evenbar.panel.studio.sheet import Sheet, families
from evenbar.panel.studio.structure import Done, packaged_criteria
from evenbar.panel.studio.team_rules import proof_on
from evenbar.panel.studio.thirds import thirds
from evenbar.scorecard.criterion import FAMILIES

PARTS = ("job", "weights", "stages", "decision")


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save: the draft, what could not be put into it, what to say, where to go."""

    draft: Draft
    edited: Edited
    done: Done
    trouble: str = ""


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as forms, one part at a time."""
    draft = get_object_or_404(visibility.drafts_for(request.user), scorecard_id=pk)
    part = _part(request, opened(draft.text))
    if request.method == "POST":
        return _save_fields(request, draft, part)
    if opened(draft.text).root is None:
        messages.warning(
            request, "This draft is not readable as YAML, so it has no forms. Mend it here first."
        )
        return redirect("studio:yaml", pk)
    context = _page(request, draft, Sheet(opened(draft.text)), part)
    context["can_undo"] = request.GET.get("undo") == str(draft.revision)
    return render(request, "studio/edit.html", context)


def _part(request: HttpRequest, document: Opened) -> str:
    """The part that was asked for; the first criterion where it is not there (any more)."""
    part = request.GET.get("part", "")
    if part in PARTS:
        return part
    paths = Sheet(document).items("criteria")
    return part if part in paths else next(iter(paths), "job")


def _address(draft: Draft, part: str, done: Done | None = None) -> str:
    """Where a part is edited; after an order, with the way to undo it and the element to go on with."""
    query = {"part": part} | ({"undo": str(draft.revision)} if done and done.undo else {})
    fragment = f"#{done.focus}" if done and done.focus else ""
    return f"{reverse('studio:edit', args=[draft.scorecard_id])}?{urlencode(query)}{fragment}"


def _page(request: HttpRequest, draft: Draft, sheet: Sheet, part: str) -> dict[str, Any]:
    """The whole page: the pieces that saves answer with, and what the proof-reader says of the text."""
    proof = proof_on(draft.text)
    sheet = replace(sheet, found=proof.at)
    pieces = _context(draft, sheet, part)
    return pieces | proof_context(request, proof, scorecard=draft.scorecard, marks=proof.parts, can_edit=True)


def _context(draft: Draft, sheet: Sheet, part: str) -> dict[str, Any]:
    card = sheet.document.card
    return {
        "draft": draft,
        "scorecard": draft.scorecard,
        "document": sheet.document,
        "part": part,
        # Asked only by whole pages; saves answer with pieces and need no query for it.
        "number": lambda: visibility.next_number(draft.scorecard),
        "section_template": f"studio/parts/{'criterion' if '/' in part else part}.html",
        "families": families(sheet, part),
        "family_choices": FAMILIES.items(),
        "packaged": packaged_criteria(),
        "thirds": thirds(card) if card else (),
        **section(sheet, part),
    }


def _save_fields(request: HttpRequest, draft: Draft, part: str) -> HttpResponse:
    sent = forms.sent_fields(request.POST)
    revision = forms.sent_revision(request.POST)
    base = visibility.text_at(draft, revision)
    edited = with_fields(draft.text if base is None else base, sent)
    order = request.POST.get("do", "")
    if base is not None and edited.text == base and not edited.failed and revision != draft.revision:
        # Nothing was typed into the older text, so nothing of it can be lost: go on from what stands now.
        if not order:
            return _moved_on(request, draft, part)
        edited, revision = Edited(draft.text), draft.revision
    done, trouble = ordered(draft, edited.text, order, request.POST.dict())
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
    return _answer(request, Saved(draft, edited, done, trouble), sent, part)


def _answer(request: HttpRequest, saved: Saved, sent: dict[str, Any], part: str) -> HttpResponse:
    sheet = Sheet(opened(saved.draft.text), sent, saved.edited.failed)
    show = saved.done.part or part
    if show not in PARTS and sheet.document.node(show) is None:
        show = "job"
    if wants_json(request):
        return _fields_json(request, saved, sheet, part, show)
    if saved.edited.failed or saved.trouble or sheet.document.root is None:
        if saved.trouble:
            messages.warning(request, saved.trouble)
        return render(request, "studio/edit.html", _page(request, saved.draft, sheet, show), status=422)
    if saved.done.say:
        messages.success(request, saved.done.say)
    return HttpResponseRedirect(_address(saved.draft, show, saved.done))


def _fields_json(request: HttpRequest, saved: Saved, sheet: Sheet, part: str, show: str) -> JsonResponse:
    """New pieces of the page: always the list and the shares, the middle only when an order changed it."""
    pieces = ["list", "shares"]
    if request.POST.get("do", ""):
        pieces.append("middle")
        sheet = replace(sheet, found=proof_on(saved.draft.text).at)
    context = _context(saved.draft, sheet, show)
    answer = {
        "revision": saved.draft.revision,
        "status": saved_at(),
        "say": saved.trouble or saved.done.say,
        "trouble": bool(saved.trouble),
        "undo": saved.done.undo,
        "focus": saved.done.focus,
        "go": _address(saved.draft, show, saved.done) if show != part else "",
        "pieces": {name: render_to_string(f"studio/parts/{name}.html", context, request) for name in pieces},
        "errors": _errors(sheet, part),
        "raters": {row.id: row.raters for row in context.get("matrix", ())},
    }
    return JsonResponse(answer)


def _errors(sheet: Sheet, part: str) -> dict[str, list[str]]:
    """The messages of each path of a part, to be put at their fields."""
    found: dict[str, list[str]] = {path: [reason] for path, reason in sheet.failed.items()}
    for problem in sheet.document.problems_at(part):
        found.setdefault(problem.path, []).append(problem.message)
    return found


def _moved_on(request: HttpRequest, draft: Draft, part: str) -> HttpResponse:
    sentence = f"{draft.updated_by.name} saved this draft since you opened the page; you had changed nothing."
    if wants_json(request):
        return JsonResponse({"conflict": sentence, "go": _address(draft, part)}, status=409)
    messages.info(request, sentence)
    return HttpResponseRedirect(_address(draft, part))
