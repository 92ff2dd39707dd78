"""What must not lie about: secrets, other people's files, minified code, addresses and paths of one machine."""

import re
from pathlib import PurePosixPath

import pytest

from tests.house import tree

SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abp]-[0-9A-Za-z-]{10,}"
    r"|\bsk-[A-Za-z0-9_-]{24,}|\beyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{10,}\."
)
# Pins name versions and hashes; where packages come from is the business of whoever installs.
INDEX = re.compile(r"--(extra-)?index-url|--find-links|--trusted-host|^\s*index-url\s*=", re.MULTILINE)
MACHINE = re.compile(r"(?<![\w.{}/*])/(home|Users|root|opt|work|mnt)/[\w.-]+")
FOREIGN_FOLDERS = {"vendor", "vendored", "node_modules", "third_party", "bower_components", "dist"}
FOREIGN_FILES = re.compile(
    r"\.min\.(js|css)$|\.map$|^(htmx|jquery|alpine|bootstrap|sortable)[\w.-]*\.(js|css)$", re.IGNORECASE
)
LONGEST_LINE = 400
LONGEST_LINE_OF_MARKUP = 700  # tags of templates cannot always be broken without white space in the page
PICTURES = ("docs/images/", "src/evenbar/panel/static/")


def minified(name: str, text: str) -> bool:
    """Code that no person wrote this way: a line longer than a person writes."""
    longest = LONGEST_LINE_OF_MARKUP if name.endswith(".html") else LONGEST_LINE
    return any(len(line) > longest for line in text.splitlines())


def foreign(path: str) -> bool:
    """A path that speaks of other people's files."""
    parts = PurePosixPath(path).parts
    return bool(FOREIGN_FOLDERS & set(parts[:-1]) or FOREIGN_FILES.search(parts[-1]))


def found(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands; this file, which must name what it forbids, aside."""
    here = "tests/house/test_files.py"
    hits = ((name, pattern.search(text)) for name, text in tree.texts() if name != here)
    return [f"{name}: {hit.group()}" for name, hit in hits if hit]


def test_no_file_holds_a_secret() -> None:
    assert found(SECRETS) == []


def test_no_file_says_where_packages_come_from() -> None:
    assert found(INDEX) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert found(MACHINE) == []


def test_nothing_of_others_is_committed() -> None:
    assert [name for name in tree.files() if foreign(name)] == []


def test_no_code_is_minified() -> None:
    assert [
        name for name, text in tree.texts(".js", ".mjs", ".css", ".html", ".py") if minified(name, text)
    ] == []


def test_binary_files_are_pictures_at_their_place() -> None:
    binary = [name for name in tree.files() if PurePosixPath(name).suffix in tree.BINARY]
    assert [name for name in binary if not name.startswith(PICTURES)] == []


def test_text_files_end_with_one_line_break_and_hold_no_tabs() -> None:
    texts = [(name, text) for name, text in tree.texts(".py", ".md", ".html", ".css", ".js", ".toml") if text]
    assert [name for name, text in texts if not text.endswith("\n") or text.endswith("\n\n")] == []
    assert [name for name, text in texts if re.search(r"^ *\t", text, re.MULTILINE)] == []


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        (SECRETS, "key = '-----BEGIN RSA PRIVATE KEY-----'"),
        (SECRETS, "AKIA" + "A1B2C3D4E5F6G7H8"),
        (INDEX, "pip install --extra-index-url x"),
        (INDEX, "--find-links wheels"),
        (MACHINE, "see /home/ada/evenbar"),
        (MACHINE, 'open("/root/.config")'),
    ],
)
def test_what_is_forbidden_is_seen(pattern: re.Pattern[str], sample: str) -> None:
    assert pattern.search(sample)


def test_what_is_foreign_or_minified_is_seen_and_own_work_is_not() -> None:
    for path in ("static/htmx.min.js", "src/vendor/a.py", "static/evenbar/htmx-2.0.js", "x/app.js.map"):
        assert foreign(path), path
    assert not foreign("src/evenbar/panel/interviewing/static/interviewing/kit.js")
    assert minified("a.js", "a" * 401)
    assert minified("a.html", "a" * 701)
    assert not minified("a.js", "a\n" * 401)
    assert not MACHINE.search("{% url 'x' %}/work/sample and ROOT/opt/x")
