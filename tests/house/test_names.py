"""Two words find any file; a drawer for everything finds none."""

import ast
from pathlib import PurePosixPath

import pytest

from tests.house import tree

JUNK = {
    "utils",
    "util",
    "common",
    "helpers",
    "helper",
    "core",
    "base",
    "misc",
    "services",
    "service",
    "managers",
}


def junk_drawers(paths: list[str]) -> list[str]:
    """Paths that have a drawer for everything among their parts; base.html is the page's frame and may stay."""
    return [
        path
        for path in paths
        if JUNK & {PurePosixPath(part).stem for part in path.removesuffix(".html").split("/")}
    ]


def undocumented(text: str) -> bool:
    """Whether a module with content does not open with a paragraph about itself."""
    return bool(text.strip()) and not ast.get_docstring(ast.parse(text))


def test_no_module_or_folder_is_a_junk_drawer() -> None:
    names = [name for name in tree.files() if name.startswith(("src/", "tests/", "bench/", "docs/"))]
    assert junk_drawers([name for name in names if not name.endswith("/base.html")]) == []


@pytest.mark.parametrize("path", ["src/evenbar/utils.py", "src/evenbar/core/x.py", "tests/helpers.py"])
def test_a_junk_drawer_is_seen(path: str) -> None:
    assert junk_drawers([path, "src/evenbar/scorecard/job.py"]) == [path]


def test_every_module_opens_with_what_it_is() -> None:
    modules = ((name, text) for name, text in tree.python() if "/migrations/" not in name)
    assert [name for name, text in modules if undocumented(text)] == []


def test_a_module_without_an_opening_is_seen() -> None:
    assert undocumented("import os\n")
    assert not undocumented('"""What it is."""\n')
    assert not undocumented("")


def test_every_app_of_the_panel_has_the_same_rooms() -> None:
    parts = [name.removeprefix("src/evenbar/panel/").split("/") for name in tree.files() if "/panel/" in name]
    apps = {part[0] for part in parts if part[1:] == ["apps.py"]} - {"demo"}
    rooms = {(part[0], part[1].removesuffix(".py")) for part in parts if len(part) > 1}
    expected = {(app, room) for app in apps for room in ("models", "visibility", "actions", "urls", "views")}
    # Insight remembers nothing of its own; work has no pages, and knows nobody who could look at one.
    expected -= {("insight", "models")}
    expected -= {("work", room) for room in ("visibility", "actions", "urls", "views")}
    assert len(apps) >= 7
    assert expected - rooms == set()
