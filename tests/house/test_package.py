"""`pip install .` brings everything that runs: scorecards, templates, styles, scripts, migrations, type marks."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house import tree


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files of a wheel that is built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=tree.ROOT, check=True, capture_output=True)
    [wheel] = Path(folder).glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheel_holds_every_file_of_the_package(packed: list[str]) -> None:
    own = {name.removeprefix("src/") for name in tree.files() if name.startswith("src/")}
    assert own - set(packed) == set()
    for ending in (".yaml", ".html", ".css", "migrations/0001_initial.py", "py.typed"):
        assert any(name.endswith(ending) for name in packed), ending


def test_the_wheel_holds_nothing_else_than_the_package_and_its_papers(packed: list[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in packed} == {"evenbar"}
    assert any(name.endswith("licenses/LICENSE") for name in packed)
    assert any(name.endswith("entry_points.txt") for name in packed)
