"""Pages of deciding. Each asks visibility first; what was shown of ratings is recorded."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evenbar.panel.deciding import actions, reading, visibility
from evenbar.panel.deciding.forms import DecisionForm, OpenForm, PlanForm, ReviseForm
from evenbar.panel.deciding.models import Debrief
from evenbar.panel.deciding.ranked import Asked, Ranking
from evenbar.panel.deciding.today import gather
from evenbar.panel.hiring.models import Opening
from evenbar.panel.interviewing.visibility import own_assignments
from evenbar.panel.ledger.actions import record_view
from evenbar.panel.people.account import account_of
from evenbar.panel.refusal import Refused
from evenbar.panel.studio.visibility import parsed


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this account; a guest goes straight to the one interview."""
    if account_of(request).is_guest:
        return redirect("interviewing:kit", pk=get_object_or_404(own_assignments(account_of(request))[:1]).pk)
    return render(request, "deciding/today.html", {"today": gather(account_of(request))})


@require_http_methods(["GET", "POST"])
def new_debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a debrief for a candidate."""
    application = get_object_or_404(visibility.plannable_applications(account_of(request)), pk=pk)
    form = PlanForm(request.POST or None, stages=parsed(application.opening.version).stages)
    if request.method == "POST" and form.is_valid():
        debrief = actions.plan_debrief(
            actor=account_of(request), application=application, **form.cleaned_data
        )
        return redirect("deciding:debrief", pk=debrief.pk)
    return render(request, "deciding/new_debrief.html", {"application": application, "form": form})


@require_GET
def debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """The debrief: in front of the wall who is in, behind it everything side by side."""
    row = _debrief(request, pk)
    wall = visibility.wall(account_of(request), row)
    if wall:
        return _waiting(request, row, wall)
    seen = reading.read_debrief(account_of(request), row)
    record_view(account_of(request), "debrief", row, application=row.application_id)
    context = {
        "debrief": row,
        "seen": seen,
        "picture": seen.primary,
        "estimate": reading.read_estimate(row, seen),
        "decisions": visibility.decisions_on(account_of(request), row),
        "may_decide": visibility.is_hiring_manager(account_of(request), row.application.opening),
        "may_manage": visibility.may_plan(account_of(request), row.application),
    }
    return render(request, "deciding/debrief.html", context)


@require_GET
def debrief_estimate(request: HttpRequest, pk: int) -> HttpResponse:
    """The score after severity alone, for a debrief that waits for it; behind the same wall."""
    row = _debrief(request, pk)
    if visibility.wall(account_of(request), row):
        raise Http404
    seen = reading.read_debrief(account_of(request), row)
    shown = reading.read_estimate(row, seen)
    if not shown.waiting:
        record_view(account_of(request), "debrief", row, application=row.application_id)
    return render(request, "deciding/estimate.html", {"debrief": row, "estimate": shown})


def _waiting(request: HttpRequest, row: Debrief, wall: str, form: OpenForm | None = None) -> HttpResponse:
    """The page in front of the wall."""
    missing, unheld = visibility.missing_in(row), visibility.unheld_stages(row)
    context = {
        "debrief": row,
        "wall": wall,
        "form": form or OpenForm(),
        "columns": visibility.columns_of(row),
        "missing": missing,
        "unheld": unheld,
        "early": bool(missing or unheld),
        "may_open": visibility.may_plan(account_of(request), row.application),
        "may_open_early": visibility.is_hiring_manager(account_of(request), row.application.opening),
        "stage_names": {stage.id: stage.name for stage in parsed(row.application.opening.version).stages},
    }
    return render(request, "deciding/waiting.html", context, status=200 if form is None else 422)


@require_POST
def open_debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the debrief to its panel."""
    row = _debrief(request, pk)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _waiting(request, row, "closed", form)
    try:
        actions.open_debrief(actor=account_of(request), debrief=row, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error("reason", refusal.sentence)
        return _waiting(request, row, "closed", form)
    return redirect("deciding:debrief", pk=pk)


@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, pk: int, rating_pk: int) -> HttpResponse:
    """Rate one criterion again after the discussion."""
    row = _debrief(request, pk)
    rating = visibility.own_rating(account_of(request), row, rating_pk)
    if rating is None or visibility.wall(account_of(request), row):
        raise Http404
    form = ReviseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        level, missing = form.rating
        reason = form.cleaned_data["reason"]
        actions.revise(
            actor=account_of(request), debrief=row, rating=rating, level=level, missing=missing, reason=reason
        )
        return redirect("deciding:debrief", pk=pk)
    criterion = parsed(rating.sealed.assignment.interview.version).criterion(rating.criterion)
    context = {"debrief": row, "rating": rating, "criterion": criterion, "form": form}
    return render(request, "deciding/revise.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Record and sign a decision."""
    row = _debrief(request, pk)
    if visibility.wall(account_of(request), row) or not visibility.is_hiring_manager(
        account_of(request), row.application.opening
    ):
        raise Http404
    seen = reading.read_debrief(account_of(request), row)
    decisions = visibility.decisions_on(account_of(request), row)
    form = DecisionForm(
        request.POST or None,
        picture=seen.primary,
        panel=visibility.panel_of(row),
        signer=account_of(request),
        initial={"latest": decisions[0].pk if decisions else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            signed = actions.sign(actor=account_of(request), debrief=row, **form.signing)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("deciding:decision", pk=signed.pk)
    context = {"debrief": row, "seen": seen, "picture": seen.primary, "form": form, "decisions": decisions}
    context["estimate"] = reading.read_estimate(row, seen)
    return render(request, "deciding/decide.html", context, status=422 if form.errors else 200)


@require_GET
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed decision."""
    row = visibility.decision_for(account_of(request), pk)
    if row is None:
        raise Http404
    record_view(account_of(request), "decision", row, application=row.application_id)
    context = {"decision": row, "criteria": parsed(row.version), "later": getattr(row, "superseded_by", None)}
    return render(request, "deciding/decision.html", context)


@require_GET
def packet(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of a debrief on one long page that prints well."""
    row = _debrief(request, pk)
    if visibility.wall(account_of(request), row):
        raise Http404
    seen = reading.read_debrief(account_of(request), row)
    record_view(account_of(request), "packet", row, application=row.application_id)
    context = {
        "debrief": row,
        "seen": seen,
        "picture": seen.primary,
        "estimate": reading.read_estimate(row, seen),
        "decisions": visibility.decisions_on(account_of(request), row),
    }
    return render(request, "deciding/packet.html", context)


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Debriefed candidates of an opening side by side, by handle unless names are asked for."""
    opening = get_object_or_404(visibility.comparable_openings(account_of(request)), pk=pk)
    compared = reading.compare_candidates(account_of(request), opening)
    asked = _asked(request)
    shown = reading.rank_candidates(account_of(request), opening, compared, asked)
    if compared:
        seen = sorted(one.application_id for one in compared)
        record_view(account_of(request), "comparison", opening, applications=seen)
    if asked.by_score and shown.order:
        last = (len(compared), 0)  # whoever is not settled has no place, and stands behind
        compared.sort(key=lambda one: (shown.order or {}).get(one.application_id, last))
    context = _of_ranking(opening, shown, asked) | {
        "compared": compared,
        "criteria": parsed(opening.version).criteria,
    }
    return render(request, "deciding/compare.html", context)


@require_GET
def compare_estimate(request: HttpRequest, pk: int) -> HttpResponse:
    """Scores and ranks alone, for a comparison that waits for them; the same candidates as its page."""
    opening = get_object_or_404(visibility.comparable_openings(account_of(request)), pk=pk)
    compared = reading.compare_candidates(account_of(request), opening)
    asked = _asked(request)
    shown = reading.rank_candidates(account_of(request), opening, compared, asked)
    if compared and not shown.waiting:
        seen = sorted(one.application_id for one in compared)
        record_view(account_of(request), "comparison", opening, applications=seen)
    return render(request, "deciding/ranking.html", _of_ranking(opening, shown, asked))


def _of_ranking(opening: Opening, shown: Ranking, asked: Asked) -> dict[str, Any]:
    """What the scores and ranks need, on the page and alone."""
    return {
        "opening": opening,
        "ranking": shown,
        "with_names": asked.with_names,
        "by_score": asked.by_score,
        "asked": _query(asked),
        "other_names": _query(replace(asked, with_names=not asked.with_names)),
        "other_order": _query(replace(asked, by_score=not asked.by_score)),
    }


def _query(asked: Asked) -> str:
    """What the reader asked, as an address says it."""
    words = {"names": "1"} if asked.with_names else {}
    words |= {"order": "score"} if asked.by_score else {}
    return urlencode(words | ({"hires": str(asked.hires)} if asked.hires > 1 else {}))


def _asked(request: HttpRequest) -> Asked:
    """What the reader asks of a comparison; a number of hires that is none is one."""
    hires = request.GET.get("hires", "")
    return Asked(
        hires=max(1, int(hires)) if hires.isdecimal() and len(hires) < 5 else 1,
        by_score=request.GET.get("order") == "score",
        with_names=request.GET.get("names") == "1",
    )


def _debrief(request: HttpRequest, pk: int) -> Debrief:
    """The debrief, or a 404 for whoever takes no part in it."""
    row = visibility.debrief_for(account_of(request), pk)
    if row is None:
        raise Http404
    return row
