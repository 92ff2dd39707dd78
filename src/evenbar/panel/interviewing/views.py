"""Pages of interviewing: the kit, the review, what was submitted, amendments, a trainee's comparison."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evenbar.panel.hiring.visibility import documents_for
from evenbar.panel.interviewing import actions, drafts, forms, rows, visibility
from evenbar.panel.interviewing.actions import Stale
from evenbar.panel.interviewing.models import Draft, Missing, Recommendation
from evenbar.panel.interviewing.ratings import effective
from evenbar.panel.interviewing.whisper import whispers
from evenbar.panel.ledger.actions import record_view
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.scheduling.visibility import stands
from evenbar.panel.studio.team_rules import team_rules
from evenbar.panel.studio.visibility import parsed
from evenbar.scorecard.plan import AI_POLICIES
from evenbar.scorecard.question import KINDS

STATES_SHOWN = 60
Page = HttpResponseBase


@require_http_methods(["GET", "POST"])
def kit(request: HttpRequest, pk: int) -> Page:
    """The interview kit; without scripts its form saves by posting here."""
    assignment = get_object_or_404(visibility.own_kits(request.user), pk=pk)
    if getattr(assignment, "sealed", None) is not None:
        return redirect("interviewing:sealed", pk=pk)
    if not _is_open(assignment):
        return render(request, "interviewing/closed.html", _own_notes(assignment))
    if request.method == "POST":
        return _save_form(request, assignment)
    return render(request, "interviewing/kit.html", _kit(request, assignment))


def _is_open(assignment: Any) -> bool:
    return stands(assignment) and not assignment.is_closed


def _own_notes(assignment: Assignment) -> dict[str, Any]:
    return {
        "assignment": assignment,
        "stage": visibility.stage_of(assignment),
        "body": rows.body_of(assignment),
    }


def _kit(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    now, interview = timezone.now(), assignment.interview
    stage = visibility.stage_of(assignment)
    return _draft_parts(assignment) | {
        "rows": rows.draft_rows(assignment),
        "of": len(parsed(interview.version).criteria),
        "kinds": KINDS,
        "panel": list(visibility.panel_of(assignment)),
        "documents": _documents(request, assignment),
        "is_ahead": interview.starts_at is not None and interview.starts_at > now,
        "ai_policy": AI_POLICIES.get(stage.ai_policy or ""),
    }


def _documents(request: HttpRequest, assignment: Any) -> list[Any]:
    """The candidate's papers that the account may open; most candidates have none, and then nothing is asked."""
    candidate = assignment.interview.application.candidate_id
    return list(documents_for(request.user).filter(candidate=candidate)) if assignment.has_documents else []


def _draft_parts(assignment: Assignment) -> dict[str, Any]:
    """What kit and review both need to keep a draft."""
    draft: Draft | None = getattr(assignment, "draft", None)
    return {
        "assignment": assignment,
        "interview": assignment.interview,
        "application": assignment.interview.application,
        "candidate": assignment.interview.application.candidate,
        "stage": visibility.stage_of(assignment),
        "draft": draft,
        "body": rows.body_of(assignment),
        "revision": draft.revision if draft else 0,
        "names": rows.names_of(assignment),
        "missing": Missing.choices,
        "missing_kinds": Missing.values,
    }


def _save_form(request: HttpRequest, assignment: Assignment) -> Page:
    body = _written(request, assignment)
    page = "interviewing:review" if request.POST.get("then") == "review" else "interviewing:kit"
    try:
        actions.save_draft(
            actor=request.user,  # type: ignore[arg-type]
            assignment=assignment,
            body=body,
            revision=forms.revision_of(request.POST),
        )
    except Stale as stale:
        return _conflict(request, assignment, body, stale.draft)
    return redirect(page, pk=assignment.pk)


def _written(request: HttpRequest, assignment: Assignment) -> object:
    return forms.written(request.POST, rows.body_of(assignment), rows.names_of(assignment), at=timezone.now())


def _conflict(request: HttpRequest, assignment: Assignment, body: object, draft: Draft) -> HttpResponse:
    """Both versions with their differences, to choose from: the page for browsers without scripts."""
    context = _two_versions(assignment, body, draft)
    versions = [("mine", context["mine"]), ("other", draft.body), ("both", context["merged"])]
    choices = {name: json.dumps(version) for name, version in versions}
    return render(request, "interviewing/conflict.html", context | {"choices": choices}, status=409)


def _two_versions(assignment: Assignment, body: object, draft: Draft) -> dict[str, Any]:
    mine = drafts.clean(body, visibility.questions_of(assignment))
    return {
        "assignment": assignment,
        "mine": mine,
        "merged": drafts.merged(mine, draft.body),
        "difference": drafts.difference(mine, draft.body),
        "draft": draft,
        "names": rows.names_of(assignment),
    }


@require_http_methods(["GET", "POST"])
def save_draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Save the draft as the page sends it while somebody writes; a GET answers what stands."""
    assignment = get_object_or_404(visibility.own_assignments(request.user), pk=pk)
    if request.method == "GET":
        return _standing_draft(assignment)
    said = forms.sent(request.body)
    try:
        draft = actions.save_draft(
            actor=request.user,  # type: ignore[arg-type]
            assignment=assignment,
            body=said.body,
            revision=said.revision,
            tab=said.tab,
            count=said.count,
            heir=said.heir,
        )
    except Stale as stale:
        parts = _two_versions(assignment, said.body, stale.draft)
        fragment = render_to_string("interviewing/difference.html", parts)
        current = _acknowledged(stale.draft) | {
            "body": stale.draft.body,
            "merged": parts["merged"],
            "shown": fragment,
        }
        return JsonResponse({"refused": stale.sentence, "current": current}, status=409)
    except Refused as refused:
        is_sealed = getattr(assignment, "sealed", None) is not None
        return JsonResponse({"refused": refused.sentence, "sealed": is_sealed}, status=refused.status)
    return JsonResponse(_acknowledged(draft))


def _standing_draft(assignment: Assignment) -> JsonResponse:
    draft: Draft | None = getattr(assignment, "draft", None)
    known = {"revision": 0} if draft is None else _acknowledged(draft)
    return JsonResponse(known | {"body": rows.body_of(assignment)})


def _acknowledged(draft: Draft) -> dict[str, Any]:
    return {"revision": draft.revision, "saved_at": timezone.localtime(draft.saved_at).strftime("%H:%M:%S")}


@require_GET
def states(request: HttpRequest, pk: int) -> HttpResponse:
    """Earlier states of the own draft, as a part of the kit page."""
    assignment = get_object_or_404(visibility.own_assignments(request.user), pk=pk)
    shown = list(visibility.own_states(request.user, assignment)[:STATES_SHOWN])
    return render(request, "interviewing/states.html", {"assignment": assignment, "states": shown})


@require_POST
def restore(request: HttpRequest, pk: int, revision: int) -> HttpResponse:
    """Bring back an earlier state."""
    assignment = get_object_or_404(visibility.own_assignments(request.user), pk=pk)
    state = get_object_or_404(visibility.own_states(request.user, assignment), revision=revision)
    actions.restore_draft(actor=request.user, assignment=assignment, state=state)  # type: ignore[arg-type]
    return redirect("interviewing:kit", pk=pk)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> Page:
    """What is missing before submitting; without scripts its form saves by posting here."""
    assignment = get_object_or_404(visibility.own_kits(request.user), pk=pk)
    if getattr(assignment, "sealed", None) is not None or not _is_open(assignment):
        return redirect("interviewing:kit", pk=pk)
    if request.method == "POST":
        return _save_form(request, assignment)
    return _review_page(request, assignment)


def _review_page(
    request: HttpRequest, assignment: Assignment, *, refused: str = "", recommendation: str = ""
) -> HttpResponse:
    found = rows.draft_rows(assignment)
    others = visibility.other_candidates(request.user, assignment) if found else []
    candidate = assignment.interview.application.candidate.name
    context = _draft_parts(assignment) | {
        "rows": found,
        "whispers": whispers(found, candidate=candidate, others=others),
        "rules_fault": team_rules().fault,
        "gaps": [row for row in found if row.gap],
        "unfiled": drafts.unfiled(rows.body_of(assignment)),
        "recommendations": Recommendation.choices,
        "recommendation": recommendation,
        "refused": refused,
    }
    return render(request, "interviewing/review.html", context, status=422 if refused else 200)


@require_POST
def seal(request: HttpRequest, pk: int) -> Page:
    """Submit: seals once, shows the review again with what is missing, or both versions when another tab saved."""
    assignment = get_object_or_404(visibility.own_kits(request.user), pk=pk)
    if getattr(assignment, "sealed", None) is not None:
        return redirect("interviewing:sealed", pk=pk)
    body, revision = _written(request, assignment), forms.revision_of(request.POST)
    draft: Draft | None = getattr(assignment, "draft", None)
    if draft is not None and draft.revision != revision:
        return _conflict(request, assignment, body, draft)
    actor, recommendation = request.user, request.POST.get("recommendation", "")
    try:
        actions.seal(actor=actor, assignment=assignment, body=body, recommendation=recommendation)  # type: ignore[arg-type]
    except Refused as refused:
        return _not_sealed(request, assignment, body=body, refused=refused, recommendation=recommendation)
    return redirect("interviewing:sealed", pk=pk)


def _not_sealed(
    request: HttpRequest, assignment: Assignment, *, body: object, refused: Refused, recommendation: str
) -> Page:
    """Keep what the form said as the draft, then say on the review what is missing."""
    if not _is_open(assignment):
        raise refused
    draft: Draft | None = getattr(assignment, "draft", None)
    revision = draft.revision if draft else 0
    saved = actions.save_draft(actor=request.user, assignment=assignment, body=body, revision=revision)  # type: ignore[arg-type]
    assignment.draft = saved
    return _review_page(request, assignment, refused=refused.sentence, recommendation=recommendation)


@require_GET
def sealed(request: HttpRequest, pk: int) -> Page:
    """What the account submitted, with its amendments."""
    assignment = get_object_or_404(visibility.own_kits(request.user), pk=pk)
    if getattr(assignment, "sealed", None) is None:
        return redirect("interviewing:kit", pk=pk)
    scorecard = get_object_or_404(visibility.own_sealed(request.user), assignment=assignment)
    opened_at = visibility.debrief_opened_at(assignment)
    context = {
        "assignment": assignment,
        "interview": assignment.interview,
        "candidate": assignment.interview.application.candidate,
        "stage": visibility.stage_of(assignment),
        "sealed": scorecard,
        "rows": rows.sealed_rows(assignment, scorecard),
        "opened_at": opened_at,
        "may_compare": visibility.may_compare(request.user, assignment),
        "documents": _documents(request, assignment),
    }
    return render(request, "interviewing/sealed.html", context)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, pk: int) -> Page:
    """Correct an own sealed rating, with a reason."""
    rating = get_object_or_404(visibility.own_ratings(request.user), pk=pk)
    assignment = rating.sealed.assignment
    form = forms.AmendmentForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend(actor=request.user, rating=rating, **form.said())  # type: ignore[arg-type]
            return redirect("interviewing:sealed", pk=assignment.pk)
        except Refused as error:
            refused = error.sentence
    criteria = {row.id: row for row in visibility.criteria_of(assignment)}
    context = {
        "assignment": assignment,
        "stage": visibility.stage_of(assignment),
        "rating": rating,
        "criterion": criteria.get(rating.criterion),
        "now": effective(rating),
        "form": form,
        "refused": refused,
        "missing": Missing.choices,
        "opened_at": visibility.debrief_opened_at(assignment),
    }
    return render(request, "interviewing/amend.html", context, status=422 if refused or form.errors else 200)


@require_GET
def comparison(request: HttpRequest, pk: int) -> Page:
    """A trainee's ratings beside the panel's, once the debrief has opened; the ledger says that they were seen."""
    assignment = get_object_or_404(visibility.own_kits(request.user).filter(is_trainee=True), pk=pk)
    panel = list(visibility.comparison_for(request.user, assignment))
    own = get_object_or_404(visibility.own_sealed(request.user), assignment=assignment)
    if not visibility.may_compare(request.user, assignment):
        raise Refused(
            "The comparison opens with the debrief, once everything you owe on this candidate is in."
        )
    record_view(request.user, "interviewing.comparison", assignment, scorecards=[row.pk for row in panel])
    context = {
        "assignment": assignment,
        "candidate": assignment.interview.application.candidate,
        "stage": visibility.stage_of(assignment),
        "panel": panel,
        "rows": rows.compared_rows(assignment, own, panel),
    }
    return render(request, "interviewing/comparison.html", context)
