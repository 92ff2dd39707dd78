"""The rules of the proof-reader as pages, for everybody with an account: each name that a finding gives leads here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenbar.lint.rule import FAMILIES, rules
from evenbar.panel.studio.manual import page_of
from evenbar.panel.studio.team_rules import team_rules


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """All rules by family, each with its first sentence and its severity here."""
    louder = dict(team_rules().settings.severity)
    known = rules().values()
    families = [
        (name, [(each, louder.get(each.name, each.severity)) for each in known if each.family == family])
        for family, name in FAMILIES.items()
    ]
    return render(request, "studio/rules.html", {"families": [each for each in families if each[1]]})


@require_safe
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: what it does, why it matters, an example, the better way, its sources."""
    found = rules().get(name)
    if found is None:
        raise Http404
    here = dict(team_rules().settings.severity).get(name, "")
    return render(request, "studio/rule.html", {"page": page_of(found), "here": here})
