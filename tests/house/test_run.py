"""The door: it refuses in a sentence, installs once, becomes its last command, and leaves nothing behind."""

import importlib.machinery
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.tree import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A bare checkout: the door and the pins, nothing else."""
    shutil.copy(ROOT / "run", tmp_path / "run")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def door(checkout: Path) -> ModuleType:
    """The script as a module of its own checkout."""
    loader = importlib.machinery.SourceFileLoader("door", str(checkout / "run"))
    spec = importlib.util.spec_from_loader("door", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def furnish(checkout: Path, *, kind: str) -> Path:
    """Give a checkout an environment that counts as installed, whose `evenbar` is a stub; answer the stub."""
    programs = checkout / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (checkout / ".venv" / f"evenbar-{kind}.stamp").write_text(door(checkout).stamp_of(kind))
    return programs / "evenbar"


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "run", *arguments], cwd=checkout, capture_output=True, text=True, check=False
    )


def test_an_unknown_command_is_refused_in_one_sentence(checkout: Path) -> None:
    done = run(checkout, "deploy")
    assert done.returncode == 1
    assert (
        done.stderr == "./run: there is no command 'deploy'; there are demo, test, check, fix, docs, bench.\n"
    )


def test_a_benchmark_that_does_not_exist_is_refused_in_one_sentence(checkout: Path) -> None:
    furnish(checkout, kind="test")
    done = run(checkout, "bench", "nothing")
    assert (done.returncode, done.stderr) == (1, "./run: name a benchmark: there is none yet.\n")


def test_the_demo_becomes_the_server_so_that_a_signal_reaches_it(checkout: Path) -> None:
    stub = furnish(checkout, kind="runtime")
    stub.write_text('#!/bin/sh\necho "$$ $*" >> told\nexec sleep 60\n')
    stub.chmod(0o755)
    child = subprocess.Popen([sys.executable, "run", "demo", "--port", "8123"], cwd=checkout)
    try:
        told = checkout / "told"
        deadline = time.monotonic() + 20
        while not (told.exists() and told.read_text().endswith("\n")) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert told.read_text() == f"{child.pid} serve --demo --port 8123\n"
    finally:
        child.kill()
        child.wait()


def test_nothing_is_installed_twice_and_other_pins_are_installed_anew(checkout: Path) -> None:
    furnish(checkout, kind="test")
    opened = door(checkout)
    assert opened.stands("test")
    assert not opened.stands("runtime")
    with (checkout / "requirements" / "test.txt").open("a") as pins:
        pins.write("# another day\n")
    assert not opened.stands("test")


def test_a_moved_checkout_is_linked_anew(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    furnish(checkout, kind="test")
    moved = tmp_path_factory.mktemp("moved") / "checkout"
    checkout.rename(moved)
    assert not door(moved).stands("test")


def test_a_python_that_cannot_make_environments_is_refused_in_one_sentence(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = door(checkout)
    monkeypatch.setattr(opened.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(opened, "apt_install", lambda *packages: False)
    with pytest.raises(SystemExit, match=r"install the package python3\.\d+-venv and try again\.$"):
        opened.make_venv()


def test_what_cannot_be_tested_is_told_and_is_a_failure_where_nobody_reads(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = door(checkout)
    monkeypatch.setattr(opened, "chromium", lambda: None)
    monkeypatch.setattr(opened, "postgres_bin", lambda: None)
    monkeypatch.setattr(opened, "apt_install", lambda *packages: False)
    monkeypatch.delenv("CI", raising=False)
    assert opened.system_packages(opened.Tally(checkout)) == (None, False)
    told = capsys.readouterr().err
    assert "the browser tests are left out, because chromium is not installed." in told
    assert "the tests on PostgreSQL are left out, because initdb is not installed." in told
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit, match="chromium is not installed"):
        opened.system_packages(opened.Tally(checkout))


def test_what_the_door_starts_ends_with_it_even_when_it_is_killed(checkout: Path) -> None:
    program = (
        "import importlib.machinery, importlib.util as u, sys\n"
        "loader = importlib.machinery.SourceFileLoader('door', 'run')\n"
        "door = u.module_from_spec(u.spec_from_loader('door', loader)); loader.exec_module(door)\n"
        "child = door.start([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True); child.wait()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=checkout, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(child)


def is_running(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_door_imports_the_standard_library_alone() -> None:
    lines = (ROOT / "run").read_text().splitlines()
    names = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert names - set(sys.stdlib_module_names) == set()
    assert os.access(ROOT / "run", os.X_OK)
