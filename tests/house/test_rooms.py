"""Inside the panel: queries begin in visibility.py, writes are actions, and pages only ask and show."""

import ast
import re

import pytest

from tests.house import tree

PANEL = "src/evenbar/panel/"
PAGES = re.compile(r"/(views|forms|urls)(\.py$|/)")
ACTIONS = re.compile(r"(?<!ledger)/actions(\.py$|/)")
QUERY = re.compile(r"\.objects\b(?!\.none\(\))|\b_default_manager\b|\bget_user_model\b")


def silent_actions(text: str) -> list[str]:
    """Public functions with an actor whose docstring does not tell what the ledger says."""
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    actions = [
        f for f in functions if not f.name.startswith(("_", "require_")) and "actor" in argument_names(f)
    ]
    return [f.name for f in actions if "ledger" not in (ast.get_docstring(f) or "").lower()]


def argument_names(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}


def test_pages_forms_and_addresses_never_begin_a_query() -> None:
    pages = ((name, text) for name, text in tree.python(under=PANEL) if PAGES.search(name))
    assert [f"{name}: {hit.group()}" for name, text in pages if (hit := QUERY.search(text))] == []


def test_every_action_tells_what_the_ledger_says() -> None:
    actions = ((name, text) for name, text in tree.python(under=PANEL) if ACTIONS.search(name))
    assert {name: silent for name, text in actions if (silent := silent_actions(text))} == {}


@pytest.mark.parametrize("sample", ["rows = Candidate.objects.all()", "Candidate._default_manager.get()"])
def test_a_query_in_a_page_is_seen(sample: str) -> None:
    assert QUERY.search(sample)


def test_an_action_that_hides_its_ledger_line_is_seen() -> None:
    told = 'def act(*, actor):\n    """Do it; an administrator may. The ledger says who did."""\n'
    assert silent_actions(told) == []
    assert silent_actions('def act(*, actor):\n    """Do it."""\n') == ["act"]
    assert silent_actions("def act(*, actor):\n    pass\n") == ["act"]
    assert (
        silent_actions(
            "def _inner(*, actor):\n    pass\ndef require_it(actor):\n    pass\ndef other(row):\n    pass\n"
        )
        == []
    )
