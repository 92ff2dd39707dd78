"""What the studio's tests begin with: a scorecard being written, with comments of its author in the text."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evenbar.panel.studio import actions, opened, origin
from evenbar.panel.studio.models import Scorecard
from evenbar.scorecard import bank, library
from tests.panel.building import SMALL, World

COMMENTED = SMALL.read_text(encoding="utf-8").replace("criteria:\n", "criteria:  # what we look for\n", 1)
CACHES = (
    bank.versions,
    bank.paths,
    bank._read,
    library.criteria,
    library.questions,
    opened.opened,
    origin.origin_of,
)


@pytest.fixture
def written() -> str:
    """The small scorecard with a comment in it."""
    return COMMENTED


@pytest.fixture
def small(world: World) -> Scorecard:
    """A scorecard with an open draft at revision 1, begun by the hiring manager."""
    return actions.create_scorecard(
        actor=world.manager, title="Small scorecard", text=COMMENTED, origin="test"
    )


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`shelf("framing", ("old", "new"), …)` publishes the next version of a library criterion with other words.

    The library is a copy in another folder, so that the versions that come with Evenbar stay as they are.
    """
    folder = tmp_path / "criteria"
    shutil.copytree(bank._SHELF, folder)
    monkeypatch.setattr(bank, "_SHELF", folder)

    def publish(id: str, *changes: tuple[str, str]) -> None:
        version = library.newest(id)
        text = bank.text(f"{id}@{version}").replace(f"\nversion: {version}\n", f"\nversion: {version + 1}\n")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (folder / f"{id}@{version + 1}.yaml").write_text(text, encoding="utf-8")
        forget()

    forget()
    yield publish
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Let the library be read again from its folder."""
    for cached in CACHES:
        cached.cache_clear()
