"""The page of a candidate in an opening: facts, brief, papers, changes and their history."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from evenbar.panel.hiring import actions, visibility
from evenbar.panel.hiring.duplicates import alike
from evenbar.panel.hiring.forms import CandidateForm, DocumentForm, MoveForm, StatusForm
from evenbar.panel.hiring.history import history_of
from evenbar.panel.hiring.models import Application
from evenbar.panel.hiring.views.asking import managed_application, refuse_guests
from evenbar.panel.people.account import account_of
from evenbar.panel.refusal import Refused
from evenbar.panel.studio.visibility import parsed

DOCUMENT_POLICY = "default-src 'none'; sandbox"


@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One candidate in one opening, as far as the account's role goes."""
    refuse_guests(request)
    row = get_object_or_404(visibility.applications_for(request.user), pk=pk)
    return _page(request, row)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the candidate to another stage."""
    row = managed_application(request, pk)
    form = MoveForm(request.POST, opening=row.opening)
    return _answer(request, row, "move_form", form, lambda facts: actions.move(**facts))


@require_POST
def set_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the candidate another status, with the reason."""
    row = managed_application(request, pk)
    return _answer(
        request, row, "status_form", StatusForm(request.POST), lambda facts: actions.set_status(**facts)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct name, e-mail or brief; what stood before stays in the history."""
    row = managed_application(request, pk)
    person = row.candidate
    initial = {"name": person.name, "email": person.email, "brief": person.brief}
    form = CandidateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_candidate(actor=account_of(request), candidate=person, **form.cleaned_data)
        return redirect("hiring:application", pk=row.pk)
    return render(request, "hiring/edit_candidate.html", {"application": row, "form": form})


@require_POST
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a PDF of the candidate."""
    row = managed_application(request, pk)
    form = DocumentForm(request.POST, request.FILES)

    def act(facts: dict[str, Any]) -> None:
        file = facts.pop("file")
        del facts["application"]
        actions.add_document(candidate=row.candidate, content=file.read(settings.DOCUMENT_LIMIT + 1), **facts)

    return _answer(request, row, "document_form", form, act)


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a paper out as a download under the strictest policy; each time is written in the ledger."""
    row = get_object_or_404(visibility.documents_for(request.user), pk=pk)
    content = actions.record_download(actor=account_of(request), document=row)
    # The name is made from what we know: what was typed as title never reaches a header or a path.
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.kind}-{row.candidate.handle}.pdf"'
    response.headers["Content-Security-Policy"] = DOCUMENT_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _answer(request: HttpRequest, row: Application, name: str, form: Any, act: Any) -> HttpResponse:
    """Do what a form on the page asks; a form that cannot be taken shows its page again with the reason."""
    if form.is_valid():
        try:
            act({"actor": account_of(request), "application": row, **form.cleaned_data})
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("hiring:application", pk=row.pk)
    row.refresh_from_db(fields=["stage", "status"])
    return _page(request, row, **{name: form})


def _page(request: HttpRequest, row: Application, **forms: Any) -> HttpResponse:
    managed = visibility.may_manage(request.user, row.opening)
    blind = visibility.is_blinded(request.user, row.candidate)
    context: dict[str, Any] = {
        "application": row,
        "candidate": row.candidate,
        "opening": row.opening,
        "stages": {stage.id: stage.name for stage in parsed(row.opening.version).stages},
        "documents": visibility.documents_for(request.user).filter(candidate=row.candidate),
        "may_manage": managed,
        "blind": blind,
    }
    if managed:
        context |= _managed(request, row, blind=blind)
    return render(request, "hiring/application.html", context | forms)


def _managed(request: HttpRequest, row: Application, *, blind: bool) -> dict[str, Any]:
    """What only managers see; whoever has still to rate does not read the reasons, which may quote ratings."""
    others = visibility.candidates_for(request.user)
    return {
        "history": history_of(row, reasons=not blind),
        "debriefs": row.debriefs.all(),
        "likenesses": alike(others, name=row.candidate.name, email=row.candidate.email, but=row.candidate_id),
        "elsewhere": visibility.managed_applications(request.user)
        .filter(candidate=row.candidate)
        .exclude(pk=row.pk),
        "move_form": MoveForm(opening=row.opening, initial={"stage": row.stage}),
        "status_form": StatusForm(initial={} if blind else {"status": row.status}),
        "document_form": DocumentForm(),
    }
