"""Real, or not there: no test that is left out, nothing left for later, no error that is swallowed."""

import re

import pytest

from tests.house import tree

LEFT_OUT = re.compile(r"\b(mark\.skip|mark\.xfail|pytest\.skip|pytest\.xfail|importorskip|unittest\.skip)")
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError|lorem ipsum", re.IGNORECASE)
SWALLOWED = re.compile(
    r"except\s*(Exception|BaseException)?\s*(as \w+)?\s*:\s*(#.*)?\n\s*(pass|\.\.\.)\s*$|suppress\((Base)?Exception\)",
    re.MULTILINE,
)
HERE = "tests/house/test_honesty.py"


def found(pattern: re.Pattern[str], *, under: str = "") -> list[str]:
    """Where a pattern stands in code, this file aside."""
    files = [*tree.python(under=under), *tree.texts(".js", ".html", ".css", under=under or "src/")]
    return [
        f"{name}: {hit.group()}" for name, text in files if name != HERE and (hit := pattern.search(text))
    ]


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    assert found(LEFT_OUT, under="tests/") == []


def test_nothing_is_left_for_later() -> None:
    assert found(LATER) == []


def test_no_error_is_swallowed() -> None:
    assert found(SWALLOWED) == []


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        (LEFT_OUT, "@pytest.mark.skip(reason='slow')"),
        (LEFT_OUT, "numpy = pytest.importorskip('numpy')"),
        (LATER, "# TODO: later"),
        (LATER, "raise NotImplementedError"),
        (SWALLOWED, "try:\n    x()\nexcept Exception:\n    pass"),
        (SWALLOWED, "try:\n    x()\nexcept:  # fine\n    ..."),
        (SWALLOWED, "with suppress(Exception):"),
    ],
)
def test_what_is_not_honest_is_seen(pattern: re.Pattern[str], sample: str) -> None:
    assert pattern.search(sample)
