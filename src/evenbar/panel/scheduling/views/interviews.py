"""Pages of interviews: planning one, looking at it, moving, cancelling, restoring it, its calendar file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evenbar.panel.hiring.models import Application
from evenbar.panel.hiring.views.asking import managed_application
from evenbar.panel.hiring.visibility import documents_for, is_blinded, may_manage
from evenbar.panel.people.account import account_of
from evenbar.panel.people.models import User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling import actions, calendar, visibility
from evenbar.panel.scheduling.actions.guests import days_until_rated
from evenbar.panel.scheduling.changes import changes_of
from evenbar.panel.scheduling.forms import (
    AssignForm,
    GuestForm,
    ReasonForm,
    RescheduleForm,
    ScheduleForm,
)
from evenbar.panel.scheduling.listing import Person, people_of
from evenbar.panel.scheduling.models import Interview
from evenbar.panel.scheduling.moments import zones
from evenbar.panel.studio.visibility import parsed
from evenbar.scorecard.plan import Stage


@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan an interview on a stage with those of the panel who may hold it."""
    application = managed_application(request, pk)
    stages = parsed(visibility.version_for(application)).stages
    stage = _asked_stage(request, application, stages)
    people = visibility.people_for(application.opening, stage.id)
    shadows = visibility.people_for(application.opening, stage.id, trainees=True)
    initial = {"time_zone": account_of(request).time_zone, "minutes": stage.minutes or 60}
    form = ScheduleForm(request.POST or None, initial=initial, people=people, shadows=shadows)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.schedule(
                actor=account_of(request),
                application=application,
                stage=stage.id,
                interviewers=form.cleaned_data["interviewers"],
                trainees=form.cleaned_data["trainees"],
                **form.place_and_time(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            _tell_busy(request, made)
            return redirect("scheduling:interview", pk=made.pk)
    context = {
        "application": application,
        "stages": stages,
        "stage": stage,
        "people": people,
        "shadows": shadows,
        "form": form,
        "zones": zones(),
    }
    return render(request, "scheduling/schedule.html", context)


@require_safe
def interview(request: HttpRequest, pk: int) -> HttpResponse:
    """One interview: when, where, who, and what the reader can do about it."""
    row = _seen(request, pk)
    return interview_page(request, row)


def interview_page(request: HttpRequest, row: Interview, **forms: Any) -> HttpResponse:
    """The page of an interview, perhaps with a form that could not be taken."""
    candidate, opening = row.application.candidate, row.application.opening
    managed = may_manage(request.user, opening)
    blind = is_blinded(request.user, candidate)
    people = people_of(request.user, [row.pk]).get(row.pk, [])
    stage = visibility.stage_of(row)
    names = {criterion.id: criterion.name for criterion in parsed(row.version).criteria}
    context: dict[str, Any] = {
        "interview": row,
        "candidate": candidate,
        "opening": opening,
        "stage": stage,
        "criteria": [names[id] for id in stage.criteria],
        "people": people,
        "own": _own(people),
        "may_manage": managed,
        "blind": blind,
        "documents": documents_for(request.user).filter(candidate=candidate),
        "is_cancelled": row.status == Interview.Status.CANCELLED,
        "is_elsewhere": row.time_zone != str(timezone.get_current_timezone()),
        "changes": changes_of(row, whole=managed, reasons=managed and not blind),
    }
    if managed:
        context |= _managed(request, row, people, stage)
    return render(request, "scheduling/interview.html", context | forms)


@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time or place, with the reason."""
    row = managed_interview(request, pk)
    form = RescheduleForm(request.POST or None, initial=RescheduleForm.standing(row))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            moved = actions.reschedule(
                actor=account_of(request), interview=row, reason=reason, **form.place_and_time()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            _tell_busy(request, moved)
            return redirect("scheduling:interview", pk=row.pk)
    context = {"interview": row, "stage": visibility.stage_of(row), "form": form, "zones": zones()}
    return render(request, "scheduling/reschedule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an interview; it stays on record."""
    row = managed_interview(request, pk)
    says = "The interview stays on record with its people and can be restored. Calendars get a cancellation."
    return _turn(
        request, row, actions.cancel, title="Cancel this interview", says=says, button="Cancel the interview"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a cancelled interview up again."""
    row = managed_interview(request, pk)
    says = "It stands again with its time and its people."
    return _turn(
        request, row, actions.restore, title="Restore this interview", says=says, button="Restore it"
    )


@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The interview for a calendar; it names the candidate by the short handle alone."""
    row = _seen(request, pk)
    if row.starts_at is None:
        raise Http404
    url = request.build_absolute_uri(reverse("scheduling:interview", args=[row.pk]))
    change = row.changes.first()
    text = calendar.written(row, url=url, changed_at=change.at if change else row.created_at)
    headers = {"Content-Disposition": f'attachment; filename="interview-{row.pk}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def managed_interview(request: HttpRequest, pk: int) -> Interview:
    """An interview that the account may change; for everyone else the page does not exist."""
    return get_object_or_404(visibility.managed_interviews(request.user), pk=pk)


def _seen(request: HttpRequest, pk: int) -> Interview:
    return get_object_or_404(visibility.interviews_for(request.user), pk=pk)


def _own(people: list[Person]) -> Person | None:
    return next((each for each in people if each.own and not each.is_closed), None)


def _managed(request: HttpRequest, row: Interview, people: list[Person], stage: Stage) -> dict[str, Any]:
    """What only managers get: forms for more people, and the guests' links."""
    opening = row.application.opening
    held = {each.assignment.interviewer_id for each in people if not each.is_closed}
    others = visibility.people_for(opening, stage.id, trainees=None).exclude(pk__in=held)
    links = visibility.guest_links_for(request.user).filter(assignment__interview=row)
    return {
        "assign_form": AssignForm(people=others),
        "guest_form": GuestForm(initial={"days": days_until_rated(row, now=timezone.now())}),
        "links": {link.assignment_id: link for link in links},
        "now": timezone.now(),
    }


def _turn(request: HttpRequest, row: Interview, act: Any, **words: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=account_of(request), interview=row, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("scheduling:interview", pk=row.pk)
    context = {"interview": row, "stage": visibility.stage_of(row), "form": form, **words}
    return render(request, "scheduling/reason.html", context)


def _asked_stage(request: HttpRequest, application: Application, stages: tuple[Stage, ...]) -> Stage:
    asked = request.POST.get("stage") or request.GET.get("stage") or application.stage
    return next((each for each in stages if each.id == asked), stages[0])


def _tell_busy(request: HttpRequest, row: Interview) -> None:
    held: list[User] = [each.interviewer for each in row.assignments.select_related("interviewer")]
    for name in visibility.busy(held, row):
        messages.warning(request, f"{name} holds another interview at that time.", extra_tags="warn")
