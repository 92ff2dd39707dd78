"""Pages of Insight. Each asks visibility for a look first; what was shown or taken along is noted in the ledger."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from evenbar.panel.insight import actions, downloads, questions, shown, shown_criteria, shown_reliability
from evenbar.panel.insight.forms import AskedForm, months_of
from evenbar.panel.insight.labels import pseudonyms
from evenbar.panel.insight.scope import pool_in
from evenbar.panel.insight.visibility import Look, fullest, handles_of, look, names_of
from evenbar.panel.people.account import account_of
from evenbar.panel.work.answers import answer

TOO_MANY = 20  # pages' worth of an address's page number that is read as a number at all


@require_GET
def insight(request: HttpRequest) -> HttpResponse:
    """Insight begins at the interviewers."""
    _look(request)
    return redirect("insight:interviewers")


@require_GET
def how(request: HttpRequest) -> HttpResponse:
    """How each number is computed, for whoever sees any of them."""
    return render(request, "insight/how.html", {"look": _look(request)})


@require_GET
def interviewers(request: HttpRequest) -> HttpResponse:
    """Who holds the bar where: severity, effects, what changed."""
    seen = _look(request)

    def page(value: dict[str, Any]) -> dict[str, Any]:
        asked = request.GET.get("page", "")
        number = int(asked) if asked.isdecimal() and len(asked) < TOO_MANY else 1
        return {"page": shown.page_of(value, _looking(seen, value), page=number)}

    return _shown(request, seen, questions.INTERVIEWERS, page)


@require_GET
def reliability(request: HttpRequest) -> HttpResponse:
    """How reliable an opening's scores are, and how many interviewers would be enough."""
    seen = _one_opening(request)
    return _shown(
        request, seen, questions.RELIABILITY, lambda value: {"page": shown_reliability.page_of(value)}
    )


@require_GET
def criteria(request: HttpRequest) -> HttpResponse:
    """What each criterion of an opening adds."""
    seen = _one_opening(request)
    names = {} if seen.chosen is None else questions.criterion_names(seen.chosen.version)
    return _shown(
        request, seen, questions.CRITERIA, lambda value: {"page": shown_criteria.page_of(value, names)}
    )


@require_GET
def interviewers_csv(request: HttpRequest) -> HttpResponse:
    """The estimates of the page of interviewers, as its viewer sees them."""
    seen = _look(request)
    value = _own(seen, answer(questions.INTERVIEWERS, str(seen.scope)).value)
    return _file(seen, "interviewers", downloads.interviewers(value, _looking(seen, value)))


@require_GET
def reliability_csv(request: HttpRequest) -> HttpResponse:
    """The decision study behind the curve."""
    seen = _one_opening(request)
    value = answer(questions.RELIABILITY, str(seen.scope)).value or {}
    return _file(seen, "reliability", downloads.reliability(value))


@require_GET
def criteria_csv(request: HttpRequest) -> HttpResponse:
    """What each criterion adds, a row a criterion."""
    seen = _one_opening(request)
    value = answer(questions.CRITERIA, str(seen.scope)).value or {}
    names = {} if seen.chosen is None else questions.criterion_names(seen.chosen.version)
    return _file(seen, "criteria", downloads.criteria(value, names))


@require_GET
def ratings_csv(request: HttpRequest) -> HttpResponse:
    """The ratings behind the estimates, for who manages and for analysts; `evenbar measure` reads the file."""
    seen = _look(request)
    if seen.lens == "own":
        raise Http404
    pool = pool_in(seen.scope)
    interviewers = {entry.interviewer for entry in pool.entries}
    blind = seen.lens == "analyst"
    labels = pseudonyms("Interviewer", interviewers) if blind else names_of(seen, interviewers)
    candidates = pseudonyms("Candidate", pool.applications) if blind else handles_of(seen, pool)
    rows = downloads.ratings(
        pool,
        interviewers=labels,
        candidates=candidates,
        openings={each.pk: each.title for each in seen.openings},
        by_day=seen.by_name,
    )
    return _file(seen, "ratings", rows)


def _look(request: HttpRequest) -> Look:
    """What the address asks to look at, or a 404."""
    asked = request.GET
    opening = asked.get("opening", "")
    found = look(
        account_of(request),
        lens=asked.get("lens", ""),
        opening=int(opening) if opening.isdecimal() and len(opening) < TOO_MANY else None,
        months=months_of(asked.get("months", "")),
    )
    if found is None:
        raise Http404
    return found


def _one_opening(request: HttpRequest) -> Look:
    """A look at one opening: the one asked for, else the one with the most scorecards. Nobody's own look has it."""
    seen = _look(request)
    if seen.lens == "own":
        raise Http404
    return seen if seen.chosen is not None or not seen.openings else fullest(seen)


def _looking(seen: Look, value: dict[str, Any]) -> shown.Looking:
    ids = [line["id"] for line in value.get("lines", ())]
    labels = names_of(seen, ids) if seen.lens != "analyst" else pseudonyms("Interviewer", ids)
    return shown.Looking(seen.lens, labels, seen.user.pk)


def _own(seen: Look, value: dict[str, Any] | None) -> dict[str, Any]:
    """The answer; nothing of it for an own look without a line of its own, not even figures of the others."""
    if seen.lens == "own" and seen.user.pk not in {line["id"] for line in (value or {}).get("lines", ())}:
        return {}
    return value or {}


def _shown(
    request: HttpRequest, seen: Look, kind: str, page: Callable[[dict[str, Any]], dict[str, Any]]
) -> HttpResponse:
    """A page of an answer: its figures, or that there is nothing yet, or that it is being computed."""
    found = answer(kind, str(seen.scope)) if seen.openings else None
    value = _own(seen, found.value) if found is not None else {}
    name = kind.partition(".")[2]
    form = AskedForm(
        {
            "lens": seen.lens,
            "opening": "" if seen.chosen is None else str(seen.chosen.pk),
            "months": "all" if seen.months is None else str(seen.months),
        },
        openings=seen.openings,
        lenses=seen.lenses,
        whole=name == "interviewers",
    )
    context: dict[str, Any] = {
        "look": seen,
        "form": form,
        "answer": found,
        "here": name,
        "kept": urlencode({key: chosen for key, chosen in form.data.items() if chosen}),
    }
    if found is not None and value and value.get("ratings"):
        context |= page(value) | {"rests_on": shown.pool_sentence(value, seen.months)}
        # A page that asks again for newer numbers shows what has been noted already.
        if not (found.waiting and request.headers.get("HX-Trigger") == "estimates"):
            actions.note_seen(actor=seen, page=name)
    return render(request, f"insight/{name}.html", context)


def _file(seen: Look, name: str, rows: Iterable[tuple[object, ...]]) -> HttpResponse:
    response = HttpResponse(downloads.written(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="evenbar-{name}.csv"'
    actions.note_taken(actor=seen, page=name)
    return response
