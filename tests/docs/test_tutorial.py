"""The tutorial is run, block by block: its files are written, its commands called, their output compared.

A block of YAML with a caption is a file. In a console block a line after `$` is a command of the shell; the lines
below it are what it prints, where a line of `...` stands for any lines. `$ echo $?` shows the exit status of the
command before it.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

FENCE = re.compile(
    r"^```(\{code-block\} )?(\w+)\n(?::caption: (\S+)\n\n?)?(.*?)^```$", re.MULTILINE | re.DOTALL
)


def steps(page: str) -> list[tuple[str, str, str]]:
    """The blocks of a page that do something: language, caption, content."""
    blocks = [(match[2], match[3] or "", match[4]) for match in FENCE.finditer(page)]
    return [block for block in blocks if block[0] == "console" or block[1]]


def calls(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it should print."""
    return re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)


def fits(expected: str, printed: str) -> bool:
    """Whether the output is the expected one; a line of dots stands for any lines, none included."""
    parts = re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)
    return re.fullmatch("(?s:.*)".join(re.escape(part) for part in parts), printed) is not None


def call(command: str, *, folder: Path, status: int) -> tuple[int, str]:
    """Run one command as a person in a terminal of 80 columns would."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "HOME": str(folder), "COLUMNS": "80", "LANG": "C.UTF-8", "NO_COLOR": "1"}
    shell = ["bash", "-c", f"(exit {status}); {command}"]
    done = subprocess.run(
        shell, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout


def follow(page: str, folder: Path) -> list[str]:
    """Do what a page says; answer where it was wrong."""
    wrong, status = [], 0
    for language, caption, content in steps(page):
        if language != "console":
            (folder / caption).write_text(content, encoding="utf-8")
            continue
        for command, expected in calls(content):
            status, printed = call(command, folder=folder, status=status)
            if not fits(expected, printed):
                wrong.append(f"$ {command}\n{printed}")
    return wrong


@pytest.mark.parametrize("name", ["tutorial", "tutorial-mending"])
def test_a_tutorial_does_what_it_says(tmp_path: Path, name: str) -> None:
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert len(steps(page)) > 5
    assert follow(page, tmp_path) == []


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("```console\n$ echo one\none\n```\n", []),
        ("```console\n$ echo one\ntwo\n```\n", ["$ echo one\none\n"]),
        ("```console\n$ echo one; echo two\n...\ntwo\n```\n", []),
        ("```console\n$ false\n$ echo $?\n1\n```\n", []),
        ("```{code-block} yaml\n:caption: a.yaml\n\nx: 1\n```\n\n```console\n$ cat a.yaml\nx: 1\n```\n", []),
    ],
)
def test_a_page_that_says_something_else_than_happens_is_seen(
    tmp_path: Path, page: str, wrong: list[str]
) -> None:
    assert len(steps(page)) >= 1
    assert follow(page, tmp_path) == wrong
