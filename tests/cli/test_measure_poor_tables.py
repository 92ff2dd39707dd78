"""All six measure commands on tables that nobody would plan: a finite answer or one sentence, never a traceback."""

import contextlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenbar.cli import main

RATINGS = (
    ("agreement",),
    ("scores", "--bar", "3"),
    ("scores", "--estimator", "reml", "--terms", "candidate,interviewer"),
    ("facets",),
    ("facets", "--model", "partial-credit", "--interviewers", "fixed"),
    ("generalizability", "--design", "p x r"),
    ("generalizability", "--design", "p x (r:i)"),
)
# Few names and levels, so that single interviewers, constant ratings, duplicates and disconnected parts all come up.
LINE = st.tuples(
    st.sampled_from("ABCD"), st.sampled_from("xyz"), st.sampled_from("km"), st.sampled_from("1235 ")
)
LINES = st.lists(LINE, max_size=14)
COUNTS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.integers(0, 30)), max_size=5)
PAIRS = st.lists(
    st.tuples(st.sampled_from(["1", "2", "4.5", ""]), st.sampled_from(["0", "1", "7", ""])), max_size=8
)
LIMITED = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def said_of(path: Path, head: str, rows: list[str], *arguments: str) -> None:
    """Run a command on a table, and hold what it says to the rules."""
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as exit:
        main(["measure", arguments[0], str(path), *arguments[1:], "--json"])
    if exit.value.code:
        assert exit.value.code == 2, (err.getvalue(), rows)
        assert err.getvalue().strip()
        assert "Traceback" not in err.getvalue()
        assert out.getvalue() == ""
    else:
        assert err.getvalue() == ""
        json.loads(out.getvalue(), parse_constant=unwanted)


def unwanted(constant: str) -> None:
    raise AssertionError(constant)


@pytest.mark.parametrize("arguments", RATINGS, ids=" ".join)
@LIMITED
@given(rows=LINES, mean=st.booleans())
def test_any_small_table_of_ratings_is_a_finite_answer_or_one_refusal(
    tmp_path: Path, arguments: tuple[str, ...], rows: list[tuple[str, ...]], mean: bool
) -> None:
    """Warnings of NumPy are errors here, so none is left either."""
    lines = [",".join(row).strip() for row in rows]
    more = ("--duplicates", "mean", "--fractional") if mean else ()
    said_of(tmp_path / "r.csv", "candidate,interviewer,criterion,score", lines, *arguments, *more)


@LIMITED
@given(counts=COUNTS)
def test_any_small_table_of_counts_is_a_finite_answer_or_one_refusal(
    tmp_path: Path, counts: list[tuple[str, int, int]]
) -> None:
    lines = [f"{name},{one},{other}" for name, one, other in counts]
    said_of(tmp_path / "c.csv", "group,applicants,selected", lines, "impact")


@LIMITED
@given(pairs=PAIRS)
def test_any_few_pairs_are_a_finite_answer_or_one_refusal(
    tmp_path: Path, pairs: list[tuple[str, str]]
) -> None:
    lines = [",".join(pair) for pair in pairs]
    said_of(tmp_path / "p.csv", "score,outcome", lines, "validity", "--restriction", "0.5")
