"""The library's pages: criteria to browse and search, one of them in full, a packaged scorecard.

They read the library and write nothing. Their buttons send orders to the page of the draft that was chosen, which
keeps its revision, its conflicts and its undo; what an order does to a text is told in ``borrowing``.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenbar.panel.studio import visibility
from evenbar.panel.studio.borrowing import TICK, called, minutes, preselected, questions_of
from evenbar.panel.studio.models import Draft
from evenbar.panel.studio.opened import Opened, opened
from evenbar.panel.studio.packaged import packaged, packaged_card
from evenbar.panel.studio.publishing import told
from evenbar.panel.studio.rated import rated_rows
from evenbar.panel.studio.requests import writers_only
from evenbar.panel.studio.searching import kinds, questions, shelf
from evenbar.panel.studio.shelf_forms import SearchForm
from evenbar.panel.studio.thirds import thirds
from evenbar.scorecard import library
from evenbar.scorecard.bank import split
from evenbar.scorecard.changes import compare_criteria
from evenbar.scorecard.criterion import AXES, EVIDENCE, FAMILIES, STANDARD, Criterion, Entry
from evenbar.scorecard.including import reference
from evenbar.scorecard.paths import ident, members
from evenbar.scorecard.plan import MINIMUMS, RULES
from evenbar.scorecard.question import AI_EXPOSURES, KINDS


@dataclass(frozen=True, slots=True)
class Desk:
    """The open drafts, and the one that is added to, with what it has."""

    drafts: tuple[Draft, ...]
    draft: Draft | None
    gone: bool  # whether a draft was named that is not open (any more)
    document: Opened | None

    @property
    def held(self) -> dict[str, str]:
        """The criteria of the draft by id: what each includes, empty where its words are its own."""
        rows = members(self.document.node("criteria")) if self.document else []
        return {ident(row): reference(row) or "" for row in rows if ident(row)}

    @property
    def asked(self) -> dict[str, str]:
        """The questions of the draft by id, with the criterion that asks each."""
        document = self.document
        found = questions_of(document) if document else {}
        return {id: called(document, path) for id, path in found.items()} if document else {}

    @property
    def targets(self) -> list[tuple[str, str]]:
        """The criteria of the draft that can get a question: path and name."""
        document = self.document
        return (
            [(f"criteria/{id}", called(document, f"criteria/{id}")) for id in self.held] if document else []
        )


def _desk(request: HttpRequest) -> Desk:
    """The draft that was chosen; where just one is open, that one."""
    rows = tuple(visibility.drafts_for(request.user).defer("text").order_by("scorecard__title", "pk"))
    named = request.GET.get("draft", "")
    chosen = [row for row in rows if str(row.scorecard_id) == named] or ([] if named else rows)
    draft = chosen[0] if len(chosen) == 1 else None
    return Desk(rows, draft, bool(named) and draft is None, opened(draft.text) if draft else None)


@require_safe
def shelf_page(request: HttpRequest) -> HttpResponse:
    """The library: its criteria by family, its scorecards, or what a search finds."""
    writers_only(request)
    form = SearchForm(request.GET, label_suffix="")
    sought, desk = form.sought(), _desk(request)
    context = {
        "form": form,
        "sought": sought,
        "desk": desk,
        "held": desk.held,
        "asked": desk.asked,
        "families": shelf(sought),
        "questions": [(each, split(each.reference)[1]) for each in questions(sought)],
        "packaged": packaged() if sought.is_empty else (),
        "kinds": KINDS,
        "exposures": AI_EXPOSURES,
    }
    return render(request, "studio/library.html", context)


@require_safe
def criterion_page(request: HttpRequest, id: str, version: int) -> HttpResponse:
    """A criterion of the library at a version, with all that it holds, and the way into a draft."""
    writers_only(request)
    entry = _entry(id, version)
    desk, words = _desk(request), entry.criterion
    newest = library.newest(id)
    chosen = preselected(words)
    context = {
        "entry": entry,
        "criterion": words,
        "family": FAMILIES[words.family],
        "covers": [STANDARD[each] for each in words.covers],
        "evidence": [EVIDENCE[each] for each in words.evidence],
        "axes": AXES,
        "kinds": KINDS,
        "exposures": AI_EXPOSURES,
        "counts": kinds(words.questions),
        "newest": newest,
        "versions": [library.criterion(id, number) for number in range(newest, 0, -1)],
        "used_in": _used_in(id),
        "desk": desk,
        "asked": desk.asked,
        "held": desk.held.get(id),
        "is_held": id in desk.held,
        "target": _target(words, desk),
        "tick": TICK,
        "chosen": chosen,
        "minutes": minutes(words, chosen),
        **told(_changes(entry, newest)),
    }
    return render(request, "studio/library_criterion.html", context)


def _entry(id: str, version: int) -> Entry:
    try:
        return library.criterion(id, version)
    except KeyError:
        raise Http404 from None


def _changes(entry: Entry, newest: int) -> Any:
    """What the newest version says otherwise than this one."""
    if entry.version == newest:
        return ()
    return compare_criteria(entry.criterion, library.criterion(entry.criterion.id).criterion)


def _used_in(id: str) -> list[tuple[str, str]]:
    """The packaged scorecards that include a criterion, by name and title."""
    cards = ((name, library.load(name)) for name in library.names())
    return [
        (name, card.title)
        for name, card in cards
        if any(row.id == id and row.include is not None for row in card.criteria)
    ]


def _target(words: Criterion, desk: Desk) -> str:
    """The criterion of the draft that a single question is most likely for: the same, or one that covers the same."""
    if words.id in desk.held or desk.document is None:
        return f"criteria/{words.id}"
    for path, _ in desk.targets:
        if {each.text for each in members(desk.document.node(f"{path}/covers"))} & set(words.covers):
            return path
    return ""


@require_safe
def scorecard_page(request: HttpRequest, name: str) -> HttpResponse:
    """A packaged scorecard: its criteria, shares, stages and minutes."""
    writers_only(request)
    if name not in library.names():
        raise Http404
    card = library.load(name)
    context = {
        "packaged": packaged_card(name),
        "card": card,
        "rows": rated_rows(card),
        "criteria": [(each, split(each.include)[1] if each.include else None) for each in card.criteria],
        "thirds": thirds(card),
        "rule": RULES[card.decision.rule],
        "minimums": MINIMUMS[card.decision.minimums_are],
    }
    return render(request, "studio/library_scorecard.html", context)
