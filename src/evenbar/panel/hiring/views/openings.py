"""Pages of openings: the list, one opening, a new one from three answers, closing, cloning, another version."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenbar.panel.hiring import actions, visibility
from evenbar.panel.hiring.forms import (
    ChangeVersionForm,
    ChosenVersionForm,
    FitForm,
    OpeningForm,
    ReasonForm,
)
from evenbar.panel.hiring.models import Opening
from evenbar.panel.hiring.panel import stage_rows
from evenbar.panel.hiring.views.asking import managed_opening, refuse_guests
from evenbar.panel.people.account import account_of
from evenbar.panel.people.visibility import may_open_openings
from evenbar.panel.refusal import Refused
from evenbar.panel.studio.fitting import Fitted, fit
from evenbar.panel.studio.models import Version
from evenbar.panel.studio.visibility import parsed, versions_for
from evenbar.scorecard.changes import Change, compare

ANSWERS = ("level", "focus", "interviewers", "base")
# What can change a candidate's score or who rates what; the rest is wording.
WEIGHTY = frozenset(
    {
        "weight-moved",
        "share-moved",
        "minimum-moved",
        "target-moved",
        "bar-moved",
        "decision-changed",
        "criterion-added",
        "criterion-removed",
        "stage-added",
        "stage-removed",
        "stage-changed",
        "anchor-reworded",
        "anchor-added",
        "anchor-removed",
    }
)


@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """The openings that an account is on, or all of them, open ones first."""
    refuse_guests(request)
    rows = list(visibility.listed_openings(request.user))
    context = {
        "open": [row for row in rows if row.status == Opening.Status.OPEN],
        "closed": [row for row in rows if row.status == Opening.Status.CLOSED],
        "may_open": may_open_openings(request.user),
    }
    return render(request, "hiring/openings.html", context)


@require_safe
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """One opening: its scorecard, stages, panel, and what its managers can do."""
    row = get_object_or_404(visibility.openings_for(request.user).select_related("created_by"), pk=pk)
    members = list(row.members.select_related("user"))
    card = parsed(row.version)
    context = {
        "opening": row,
        "card": card,
        "stages": stage_rows(card, members),
        "members": members,
        "may_manage": visibility.may_manage(request.user, row),
        "in_process": visibility.in_process(request.user, row),
        "version_changes": row.version_changes.select_related("before", "after", "by").defer(
            "before__text", "after__text"
        ),
        "changes": row.changes.select_related("by"),
        "is_new": "new" in request.GET,
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "hiring/opening.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_opening(request: HttpRequest) -> HttpResponse:
    """Open a role: from three answers, or on a published version."""
    if not may_open_openings(request.user):
        raise Http404
    versions = _usable_versions(request)
    by_version = "version" in request.POST
    posted = request.POST or None
    form = OpeningForm(posted)
    fitting = FitForm(None if by_version else posted, initial=_asked(request))
    chosen = ChosenVersionForm(posted if by_version else None, versions=versions)
    if posted is not None and form.is_valid() and (chosen if by_version else fitting).is_valid():
        made = _open(request, form.cleaned_data, fitting, chosen if by_version else None)
        return redirect(f"{_page(made)}?new=1")
    context = {
        "form": form,
        "fitting": fitting,
        "chosen": chosen,
        "by_version": by_version,
        "fitted": _fitted(fitting),
    }
    return render(request, "hiring/new_opening.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def clone_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a role like this one."""
    original = managed_opening(request, pk)
    if not may_open_openings(request.user):
        raise Http404
    form = OpeningForm(request.POST or None, initial={"title": f"{original.title} (2)"})
    del form.fields["team"]
    if request.method == "POST" and form.is_valid():
        made = actions.clone_opening(
            actor=account_of(request), opening=original, title=form.cleaned_data["title"]
        )
        return redirect(f"{_page(made)}?new=1")
    return render(request, "hiring/clone_opening.html", {"opening": original, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def close_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a role, with a reason."""
    return _turn(request, pk, actions.close_opening, closing=True)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed role again, with a reason."""
    return _turn(request, pk, actions.reopen_opening, closing=False)


@require_http_methods(["GET", "HEAD", "POST"])
def change_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose another version, see what differs and whom it reaches, then say why."""
    row = managed_opening(request, pk)
    versions = _usable_versions(request).exclude(pk=row.version_id)
    form = ChangeVersionForm(
        request.POST or None, versions=versions, initial={"version": request.GET.get("to")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_version(actor=account_of(request), opening=row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("hiring:opening", pk=row.pk)
    to = form.data.get("version") or request.GET.get("to") or ""
    target = versions.filter(pk=to).first() if to.isdecimal() else None
    context = {"opening": row, "form": form, "target": target, "any": versions.exists()}
    if target is not None:
        context |= {
            **_differences(row.version, target),
            "reach": visibility.reach_of_change(row),
        }
    return render(request, "hiring/change_version.html", context)


def _turn(request: HttpRequest, pk: int, act: Any, *, closing: bool) -> HttpResponse:
    row = managed_opening(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act(actor=account_of(request), opening=row, reason=form.cleaned_data["reason"])
        return redirect("hiring:opening", pk=row.pk)
    context = {
        "opening": row,
        "form": form,
        "closing": closing,
        "in_process": visibility.in_process(request.user, row),
    }
    return render(request, "hiring/turn_opening.html", context)


def _differences(before: Version, after: Version) -> dict[str, list[Change]]:
    """What differs: first whatever moves a score or the plan, then the wording."""
    changes = compare(parsed(before), parsed(after))
    weighty = [each for each in changes if each.kind in WEIGHTY]
    return {"weighty": weighty, "wording": [each for each in changes if each.kind not in WEIGHTY]}


def _usable_versions(request: HttpRequest) -> QuerySet[Version]:
    rows = versions_for(request.user).filter(withdrawn_at=None).defer("text")
    return rows.order_by("title", "scorecard_id", "-number")


def _asked(request: HttpRequest) -> dict[str, str]:
    """The answers so far, which the page sends as they are given."""
    return {name: request.GET[name] for name in ANSWERS if name in request.GET}


def _fitted(fitting: FitForm) -> Fitted | None:
    """What the answers give, for the preview; nothing while one of them is not an answer."""
    values = {name: fitting[name].value() for name in ANSWERS}
    checked = FitForm(values)
    return fit(**checked.cleaned_data) if checked.is_valid() else None


def _open(
    request: HttpRequest, facts: dict[str, str], fitting: FitForm, chosen: ChosenVersionForm | None
) -> Opening:
    title, team = facts["title"], facts["team"]
    if chosen is not None:
        version = chosen.cleaned_data["version"]
        return actions.open_opening(actor=account_of(request), title=title, team=team, version=version)
    made = actions.open_fitted_opening(
        actor=account_of(request), title=title, team=team, **fitting.cleaned_data
    )
    for note in fit(**fitting.cleaned_data).notes:
        messages.info(request, note)
    return made


def _page(row: Opening) -> str:
    return redirect("hiring:opening", pk=row.pk).url
