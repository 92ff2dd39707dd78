"""The board of an opening."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from evenbar.panel.hiring.forms import stage_choices
from evenbar.panel.hiring.models import Opening
from evenbar.panel.hiring.views.asking import refuse_guests
from evenbar.panel.hiring.visibility import may_manage, openings_for
from evenbar.panel.scheduling.board import board_for
from evenbar.panel.scheduling.forms import BoardForm


@require_safe
@vary_on_headers("HX-Request")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Candidates by stage with what is owed; a filter that changes fetches the list alone."""
    refuse_guests(request)
    opening = get_object_or_404(openings_for(request.user).defer("version__text"), pk=pk)
    managed = may_manage(request.user, opening)
    stages = stage_choices(opening)
    form = BoardForm(request.GET or None, stages=stages, people=_people(opening) if managed else [])
    if not form.is_bound:
        form = BoardForm({}, stages=stages, people=form.fields["interviewer"].choices[1:])  # type: ignore[attr-defined]
    wanted = form.wanted()
    found = board_for(request.user, opening, wanted)
    context = {
        "opening": opening,
        "form": form,
        "board": found,
        "may_manage": managed,
        "is_filtered": any((wanted.text, wanted.stage, wanted.status, wanted.owed, wanted.interviewer)),
        "stage_asked": wanted.stage,
        "strip": _link(request, "stage", ""),
        "earlier": _link(request, "page", found.page - 1) if found.page > 1 else "",
        "later": _link(request, "page", found.page + 1) if found.page < found.pages else "",
    }
    htmx = request.htmx  # type: ignore[attr-defined]
    part = htmx and not htmx.history_restore_request
    return render(request, "scheduling/board_list.html" if part else "scheduling/board.html", context)


def _people(opening: Opening) -> list[tuple[int, str]]:
    """Those of the panel, by name, once each."""
    rows = opening.members.order_by("user__name").values_list("user_id", "user__name")
    return list(dict(rows).items())


def _link(request: HttpRequest, name: str, value: int | str) -> str:
    """The same questions with another answer to one of them, which comes last."""
    asked = {key: answer for key, answer in request.GET.items() if answer and key not in ("page", name)}
    return "?" + urlencode(asked | {name: value})
