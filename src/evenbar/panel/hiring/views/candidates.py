"""Pages that bring candidates into an opening: by hand, from a list, and finding those who are there twice."""

import secrets
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenbar.panel.hiring import actions, importing, visibility
from evenbar.panel.hiring.duplicates import alike, pairs
from evenbar.panel.hiring.forms import ListForm, MergeForm, NewCandidateForm, stage_choices
from evenbar.panel.hiring.models import Opening
from evenbar.panel.hiring.views.asking import managed_opening
from evenbar.panel.people.account import account_of
from evenbar.panel.refusal import Refused

PREVIEW_SALT = "evenbar.candidate-list"
PREVIEW_SECONDS = 24 * 3600
ANOTHER = "another"  # the answer that this is another person of the same name


@require_http_methods(["GET", "HEAD", "POST"])
def new_candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a candidate by hand; who looks like somebody known is asked about first."""
    opening = managed_opening(request, pk)
    form = NewCandidateForm(request.POST or None, opening=opening)
    likenesses: list[Any] = []
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        known = facts.pop("known")
        likenesses = alike(visibility.candidates_for(request.user), name=facts["name"], email=facts["email"])
        chosen = next((each.candidate for each in likenesses if str(each.candidate.pk) == known), None)
        if not likenesses or chosen or known == ANOTHER:
            try:
                made = actions.add_candidate(
                    actor=account_of(request), opening=opening, candidate=chosen, **facts
                )
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("hiring:application", pk=made.pk)
    here = visibility.managed_applications(request.user).filter(opening=opening)
    present = dict(
        here.filter(candidate__in=[each.candidate.pk for each in likenesses]).values_list(
            "candidate_id", "pk"
        )
    )
    context = {
        "opening": opening,
        "form": form,
        "likenesses": likenesses,
        "present": present,
        "another": ANOTHER,
    }
    return render(request, "hiring/new_candidate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a list, see what is in it, import it whole. The preview carries its rows signed."""
    opening = managed_opening(request, pk)
    if "preview" in request.POST:
        return _import(request, opening)
    form = ListForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"opening": opening, "form": form, "stages": stage_choices(opening)}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        sheet = importing.read(file.read(importing.MOST_BYTES + 1), stages=dict(context["stages"]))
        context |= _preview(request, opening, sheet) | {"file_name": file.name}
    return render(request, "hiring/import_candidates.html", context)


@require_safe
def duplicates(request: HttpRequest, pk: int) -> HttpResponse:
    """Records of this opening that may be one person with another record."""
    opening = managed_opening(request, pk)
    here = (
        visibility.candidates_for(request.user)
        .filter(applications__opening=opening)
        .values_list("pk", flat=True)
    )
    ids = set(here)
    found = [
        pair for pair in pairs(visibility.candidates_for(request.user)) if {pair[0].pk, pair[1].pk} & ids
    ]
    return render(request, "hiring/duplicates.html", {"opening": opening, "pairs": found})


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, keep: int, duplicate: int) -> HttpResponse:
    """Look at two records side by side and make them one."""
    candidates = visibility.candidates_for(request.user)
    kept = get_object_or_404(candidates, pk=keep)
    other = get_object_or_404(candidates.exclude(pk=kept.pk), pk=duplicate)
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.merge_candidates(
            actor=account_of(request), keep=kept, duplicate=other, reason=form.cleaned_data["reason"]
        )
        messages.info(request, f"{other.name} and {kept.name} are one record now. Nothing was deleted.")
        mine = get_object_or_404(
            visibility.managed_applications(request.user).filter(candidate=kept).order_by("-pk")[:1]
        )
        return redirect("hiring:application", pk=mine.pk)
    applications = visibility.managed_applications(request.user)
    records = [(each, applications.filter(candidate=each)) for each in (kept, other)]
    return render(
        request, "hiring/merge.html", {"records": records, "kept": kept, "other": other, "form": form}
    )


def _preview(request: HttpRequest, opening: Opening, sheet: importing.Sheet) -> dict[str, Any]:
    """What the list would bring: its faults, or its rows with a signed copy to send back."""
    known = visibility.known_by_email(request.user)
    here = set(
        visibility.candidates_for(request.user)
        .filter(applications__opening=opening)
        .values_list("pk", flat=True)
    )
    faults = [
        *sheet.faults,
        *(
            importing.Fault(
                row.line, "email", f"{known[row.email].name} is in this opening already. Remove the row."
            )
            for row in sheet.rows
            if row.email in known and known[row.email].pk in here
        ),
    ]
    rows = [(row, known.get(row.email) if row.email else None) for row in sheet.rows]
    found: dict[str, Any] = {"faults": sorted(faults, key=lambda each: each.line), "rows": rows}
    if not faults:
        content = {
            "opening": opening.pk,
            "key": secrets.token_hex(16),
            "rows": [row.plain() for row in sheet.rows],
        }
        found["preview"] = signing.dumps(content, salt=PREVIEW_SALT, compress=True)
    return found


def _import(request: HttpRequest, opening: Opening) -> HttpResponse:
    try:
        content = signing.loads(request.POST["preview"], salt=PREVIEW_SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature as error:
        raise Refused("This preview is over a day old or was changed. Choose the file again.") from error
    if content["opening"] != opening.pk:
        raise Refused("This preview is of another opening. Choose the file again.")
    rows = [importing.Row(**row) for row in content["rows"]]
    actions.import_candidates(actor=account_of(request), opening=opening, rows=rows, key=content["key"])
    many = f"{len(rows)} candidates are" if len(rows) != 1 else "One candidate is"
    messages.info(request, f"{many} in this opening now.")
    return redirect("scheduling:board", pk=opening.pk)
