"""Pages about who holds an interview: declining, conflicts, substitutes, more people."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evenbar.panel.people.account import account_of
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling import actions, visibility
from evenbar.panel.scheduling.forms import AssignForm, ReasonForm, SubstituteForm
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.scheduling.views.interviews import interview_page, managed_interview


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one cannot hold the interview."""
    says = "The opening's managers see your reason and find somebody else."
    return _leave(
        request,
        _own(request, pk),
        actions.decline,
        title="Decline this interview",
        says=says,
        button="Decline",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a conflict of interest; nothing of the candidate is shown from then on."""
    says = (
        "From then on you see nothing of this candidate, in no interview and no role, and cannot be asked again. "
        "Only the opening's managers see your reason."
    )
    return _leave(
        request,
        _own(request, pk),
        actions.declare_conflict,
        title="Declare a conflict of interest",
        says=says,
        button="Declare it",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out of an interview."""
    row = _managed(request, pk)
    return _leave(
        request,
        row,
        actions.remove_assignment,
        title=f"Take {row.interviewer.name} out",
        says="Their place ends; what they have drafted stays theirs and unread.",
        button="Take out",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody else in a place."""
    row = _managed(request, pk)
    held = set(row.interview.assignments.filter(status="assigned").values_list("interviewer_id", flat=True))
    people = visibility.people_for(
        row.interview.application.opening, row.interview.stage, trainees=row.is_trainee
    )
    form = SubstituteForm(request.POST or None, people=people.exclude(pk__in=held))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            actions.substitute(
                actor=account_of(request), assignment=row, interviewer=facts["user"], reason=facts["reason"]
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("scheduling:interview", pk=row.interview_id)
    context = {
        "interview": row.interview,
        "stage": visibility.stage_of(row.interview),
        "form": form,
        "title": f"Somebody in place of {row.interviewer.name}",
        "says": "The first entry stays in the history. Nobody sees what was drafted.",
        "button": "Substitute",
    }
    return render(request, "scheduling/reason.html", context)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody of the panel to an interview."""
    row = managed_interview(request, pk)
    everyone = visibility.people_for(row.application.opening, row.stage, trainees=None)
    form = AssignForm(request.POST, people=everyone)
    if form.is_valid():
        try:
            actions.assign(actor=account_of(request), interview=row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("scheduling:interview", pk=row.pk)
    return interview_page(request, row, assign_form=form)


def _own(request: HttpRequest, pk: int) -> Assignment:
    return get_object_or_404(visibility.own_assignments(request.user), pk=pk)


def _managed(request: HttpRequest, pk: int) -> Assignment:
    return get_object_or_404(visibility.managed_assignments(request.user), pk=pk)


def _leave(request: HttpRequest, row: Assignment, act: Any, **words: str) -> HttpResponse:
    """Ask for the reason, act, and go to a page that the account still sees."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=account_of(request), assignment=row, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _after(request, row)
    context = {"interview": row.interview, "stage": visibility.stage_of(row.interview), "form": form, **words}
    return render(request, "scheduling/reason.html", context)


def _after(request: HttpRequest, row: Assignment) -> HttpResponse:
    if visibility.interviews_for(request.user).filter(pk=row.interview_id).exists():
        return redirect("scheduling:interview", pk=row.interview_id)
    if account_of(request).is_guest:
        return render(request, "scheduling/guest_over.html")
    messages.info(request, "Your place in that interview has ended; its managers know.")
    return redirect("deciding:today")
