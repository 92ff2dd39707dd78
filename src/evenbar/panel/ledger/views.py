"""The ledger's pages, for administrators and compliance. Names are looked up when shown; the ledger itself has none."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenbar.panel.ledger import export as ledger_export
from evenbar.panel.ledger import visibility
from evenbar.panel.ledger.actions import record_export
from evenbar.panel.ledger.forms import FilterForm
from evenbar.panel.ledger.models import Line
from evenbar.panel.ledger.verification import verify

PAGE = 100


def _require_reader(request: HttpRequest) -> None:
    if not visibility.may_read(request.user):
        raise Http404


@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """The newest lines first; `before` continues below a number, so that new lines never shift a page."""
    _require_reader(request)
    form = FilterForm(request.GET or None, user=request.user)
    rows = visibility.lines_for(request.user).order_by("-number")
    if form.is_bound and form.is_valid():
        rows = rows.filter(**form.conditions())
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(number__lt=int(before))
    shown = list(rows[: PAGE + 1])
    older = len(shown) > PAGE
    shown = shown[:PAGE]
    acted = {line.actor for line in shown if line.actor is not None}
    names = visibility.actors_for(request.user, acted)
    query = request.GET.copy()
    query["before"] = str(shown[-1].number) if shown else ""
    context = {
        "form": form,
        "lines": [_shown(line, names) for line in shown],
        "older": query.urlencode() if older else "",
        "filtered": any(value for key, value in request.GET.items() if key != "before"),
        "later": bool(before),
    }
    return render(request, "ledger/lines.html", context)


@require_safe
def verification(request: HttpRequest) -> HttpResponse:
    """Read the whole chain now and say what was found."""
    _require_reader(request)
    return render(request, "ledger/verification.html", {"result": verify()})


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole ledger as CSV, streamed; that it was exported is its newest line."""
    _require_reader(request)
    record_export(request.user)
    response = StreamingHttpResponse(ledger_export.every_line(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="evenbar-ledger.csv"'
    return response


def _shown(line: Line, names: dict[int, str]) -> dict[str, Any]:
    """A line as its row shows it; a digest is shortened, the whole stands in the export."""
    who = "the system" if line.actor is None else names.get(line.actor, f"account {line.actor}, erased")
    facts = [(key.replace("_", " "), _short(value)) for key, value in line.facts.items()]
    return {"line": line, "at": datetime.fromisoformat(line.at), "who": who, "facts": facts}


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_short, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "none" if value is None or value == "" else str(value)
    return f"{text[:10]}…" if len(text) == 64 else text
