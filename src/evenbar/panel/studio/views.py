"""The studio's pages apart from writing: the list, beginning a scorecard, comparing, versions."""

import base64
import hashlib
import json

import yaml
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenbar.panel.people.account import account_of
from evenbar.panel.refusal import Refused
from evenbar.panel.studio import actions, forms, visibility
from evenbar.panel.studio.models import Draft, Scorecard, Version
from evenbar.panel.studio.opened import opened
from evenbar.panel.studio.origin import origin_of
from evenbar.panel.studio.packaged import packaged
from evenbar.panel.studio.proofing import proof_context
from evenbar.panel.studio.publishing import told
from evenbar.panel.studio.rated import rated_rows
from evenbar.panel.studio.requests import writers_only
from evenbar.panel.studio.team_rules import proof_on
from evenbar.panel.studio.thirds import thirds
from evenbar.panel.studio.weighing import shares
from evenbar.scorecard import library
from evenbar.scorecard.changes import compare as changes_between
from evenbar.scorecard.criterion import FAMILIES
from evenbar.scorecard.including import without_references
from evenbar.scorecard.page import one_page
from evenbar.scorecard.plan import MINIMUMS, RULES
from evenbar.scorecard.scorecard import Scorecard as Document
from evenbar.scorecard.writing import write


@require_safe
def scorecards(request: HttpRequest) -> HttpResponse:
    """All scorecards with the state of their draft and their newest version."""
    writers_only(request)
    sought = request.GET.get("q", "").strip()
    rows = visibility.listed_scorecards(request.user)
    if sought:
        rows = rows.filter(Q(title__icontains=sought) | Q(origin__icontains=sought))
    return render(request, "studio/scorecards.html", {"scorecards": rows, "sought": sought})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a scorecard: from three answers, a packaged one, a file, or a version."""
    writers_only(request)
    upload = forms.UploadForm()
    if request.method == "POST":
        made, upload = _begin(request)
        if made is not None:
            return redirect("studio:edit", made.pk)
    asked = "level" in request.GET
    fit = forms.FitForm(request.GET) if asked else forms.FitForm()
    fitted = fit.fitted() if asked and fit.is_valid() else None
    context = {
        "fit": fit,
        "fitted": fitted,
        "fitted_rows": rated_rows(fitted.card) if fitted else (),
        "fitted_thirds": thirds(fitted.card) if fitted else (),
        "upload": upload,
        "packaged": packaged(),
        "versions": visibility.versions_for(request.user).filter(withdrawn_at=None).defer("text"),
    }
    return render(
        request, "studio/new.html", context, status=422 if upload.problems or upload.errors else 200
    )


def _begin(request: HttpRequest) -> tuple[Scorecard | None, forms.UploadForm]:
    """Make the scorecard that was asked for, or give back the upload form with what is wrong."""
    actor, how, upload = account_of(request), request.POST.get("how", ""), forms.UploadForm()
    source: tuple[str, str, str] | None = None
    if how == "fit" and (fit := forms.FitForm(request.POST)).is_valid():
        fitted = fit.fitted()
        source = (fitted.card.title, fitted.text, f"fitted from {fitted.base}")
    elif how == "library" and (chosen := forms.LibraryForm(request.POST)).is_valid():
        name = chosen.cleaned_data["name"]
        source = (library.load(name).title, library.text(name), f"library: {name}")
    elif how == "version":
        version = get_object_or_404(visibility.versions_for(actor), pk=request.POST.get("version") or 0)
        source = (version.title, version.text, f"{version.title}, version {version.number}")
    elif how == "upload":
        upload = forms.UploadForm(request.POST, request.FILES)
        if upload.is_valid():
            name = upload.cleaned_data["file"].name
            source = (upload.title, upload.text, f"upload: {name}")
    if source is None:
        return None, upload
    return actions.create_scorecard(actor=actor, title=source[0], text=source[1], origin=source[2]), upload


@require_safe
def scorecard(request: HttpRequest, pk: int) -> HttpResponse:
    """One scorecard: its draft and its versions."""
    card = get_object_or_404(visibility.scorecards_for(request.user), pk=pk)
    draft = visibility.drafts_for(request.user).filter(scorecard=card).first()
    context = {
        "scorecard": card,
        "draft": draft,
        "versions": visibility.versions_of(request.user, card),
        "origin": origin_of(draft.text, card.origin) if draft else None,
    }
    return render(request, "studio/scorecard.html", context)


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed between two versions, or between a version and the draft, in sentences and in weights."""
    card = get_object_or_404(visibility.scorecards_for(request.user), pk=pk)
    draft = visibility.drafts_for(request.user).filter(scorecard=card).first()
    versions = list(visibility.versions_of(request.user, card))
    sides = [str(version.pk) for version in versions]
    usual_new = "draft" if draft else next(iter(sides), "")
    new_side = request.GET.get("new") or usual_new
    others = [side for side in sides if side != new_side]
    old_side = request.GET.get("old") or next(iter(others), "")
    old, new = _document(request, draft, old_side), _document(request, draft, new_side)
    context = {
        "scorecard": card,
        "draft": draft,
        "versions": versions,
        "old_side": old_side,
        "new_side": new_side,
        "unreadable": new_side == "draft" and draft is not None and new is None,
        **told(changes_between(old, new) if old and new else ()),
        "shares": shares(old, new) if old and new else (),
        "both": old is not None and new is not None,
    }
    return render(request, "studio/compare.html", context)


def _document(request: HttpRequest, draft: Draft | None, side: str) -> Document | None:
    """The scorecard of one side of a comparison: the draft, or any version that the account may read."""
    if side == "draft":
        return opened(draft.text).card if draft else None
    if not side:
        return None
    rows = visibility.versions_for(request.user)
    return visibility.parsed(get_object_or_404(rows, pk=int(side) if side.isdecimal() else 0))


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A published version, to read and to print."""
    row = get_object_or_404(visibility.versions_for(request.user), pk=pk)
    card = visibility.parsed(row)
    may_write = visibility.may_write(request.user)
    context = {
        "version": row,
        "card": card,
        "rows": rated_rows(card),
        "thirds": thirds(card),
        "families": [
            (name, [each for each in card.criteria if each.family == code]) for code, name in FAMILIES.items()
        ],
        "shares": card.shares(),
        "rule": RULES[card.decision.rule],
        "minimums": MINIMUMS[card.decision.minimums_are],
        "may_write": may_write,
        "origin": origin_of(row.text, row.scorecard.origin) if may_write else None,
        "in_use": visibility.use_of(row) if may_write else "",
        "has_draft": may_write
        and visibility.drafts_for(request.user).filter(scorecard=row.scorecard_id).exists(),
    }
    if may_write:
        # Dates are read as on the day of publishing; the rules are those of today.
        proof = proof_on(row.text, timezone.localdate(row.published_at))
        context |= proof_context(request, proof, scorecard=row.scorecard, is_published=True)
    return render(request, "studio/version.html", context)


@require_safe
def version_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The version on one sheet of paper. The page carries its own style, so its policy lets that one style in."""
    row = get_object_or_404(visibility.versions_for(request.user), pk=pk)
    page = one_page(visibility.parsed(row))
    style = page.partition("<style>")[2].partition("</style>")[0]
    mark = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    response = HttpResponse(page)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{mark}'; frame-ancestors 'none'"
    )
    return response


@require_safe
def version_yaml(request: HttpRequest, pk: int) -> HttpResponse:
    """The version's text as it was published."""
    row = get_object_or_404(visibility.versions_for(request.user), pk=pk)
    return _download(row.text, row, "yaml", "application/yaml; charset=utf-8")


@require_safe
def version_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as JSON: the same document for programs, with included criteria written out."""
    row = get_object_or_404(visibility.versions_for(request.user), pk=pk)
    # The canonical text quotes every word that a plain YAML reader would take for something else.
    content = yaml.safe_load(write(without_references(visibility.parsed(row))))
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n"
    return _download(text, row, "json", "application/json; charset=utf-8")


@require_safe
def version_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as a workbook to fill in, with a sheet for every seat of its plan."""
    from evenbar.connect.workbook.making import workbook
    from evenbar.connect.workbook.seats import seats_of

    row = get_object_or_404(visibility.versions_for(request.user), pk=pk)
    card = visibility.parsed(row)
    try:
        content = workbook(card, seats=seats_of(card))
    except ValueError as error:
        raise Refused(f"There is no spreadsheet of this version: {error}") from error
    return _download(
        content, row, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


def _download(text: str | bytes, row: Version, ending: str, kind: str) -> HttpResponse:
    name = f"{visibility.parsed(row).scorecard}-v{row.number}.{ending}"
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def start_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a draft with the version's text."""
    writers_only(request)
    row = get_object_or_404(visibility.versions_for(request.user), pk=pk)
    draft = actions.start_draft(actor=account_of(request), version=row)
    return redirect("studio:edit", draft.scorecard_id)


@require_POST
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the open draft away."""
    card = get_object_or_404(visibility.scorecards_for(request.user), pk=pk)
    kept = actions.discard_draft(actor=account_of(request), scorecard=card)
    messages.success(request, "The draft is discarded.")
    return redirect("studio:scorecard", pk) if kept.pk else redirect("studio:scorecards")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a version that nobody uses."""
    writers_only(request)
    row = get_object_or_404(visibility.versions_for(request.user), pk=pk)
    actions.withdraw(actor=account_of(request), version=row)
    messages.success(request, f"Version {row.number} is withdrawn: no opening can be put on it.")
    return redirect("studio:version", pk)
