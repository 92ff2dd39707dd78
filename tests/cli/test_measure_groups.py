"""``evenbar measure impact`` and ``validity`` as people and programs use them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evenbar.cli import main

Run = Callable[..., tuple[int, str, str]]
TEAL = "group,applicants,selected\nBlack,48,26\nWhite,259,206\n"
GROUP_KEYS = [
    "group", "applicants", "selected", "rate", "ratio", "ratio_low", "ratio_high", "z", "fisher_p", "mid_p",
    "cohen_h", "flips", "posterior_below_four_fifths", "below_four_fifths",
]  # fmt: skip
PAIRS = "score,outcome\n" + "".join(f"{1 + i % 5},{(2 + i * i) % 7}\n" for i in range(20))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command: its exit status, what it said, and what it complained of."""

    def once(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(["measure", *arguments])
        said = capfd.readouterr()
        return int(exit.value.code or 0), said.out, said.err

    return once


def written(folder: Path, text: str | bytes) -> str:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def answered(run: Run, *arguments: str) -> dict[str, Any]:
    status, out, err = run(*arguments, "--json")
    assert (status, err) == (0, "")
    answer = json.loads(out)
    assert isinstance(answer, dict)
    return answer


def test_impact_as_json_has_the_published_values_and_exactly_these_keys(run: Run, tmp_path: Path) -> None:
    """Connecticut v. Teal, 457 U.S. 440 (1982), n. 4."""
    answer = answered(run, "impact", written(tmp_path, TEAL))
    assert list(answer) == ["axes", "warnings"]
    (axis,) = answer["axes"]
    assert list(axis) == ["axis", "comparator", "groups", "mantel_haenszel", "verdict"]
    assert (axis["axis"], axis["comparator"], axis["mantel_haenszel"]) == ("group", "White", None)
    black, white = axis["groups"]
    assert list(black) == list(white) == GROUP_KEYS
    numbers = [black[key] for key in ("ratio", "ratio_low", "ratio_high", "z", "fisher_p", "mid_p")]
    assert numbers == pytest.approx([0.681, 0.5212, 0.8899, -3.7574, 0.000404, 0.000286], abs=5e-4)
    assert axis["verdict"] == {"Black": {"finding": "below", "q": black["fisher_p"]}}
    assert (white["ratio"], white["below_four_fifths"], white["fisher_p"]) == (1.0, False, None)


def test_impact_takes_axes_stages_a_mark_at_the_start_and_semicolons(run: Run, tmp_path: Path) -> None:
    rows = ["w;30;10;gender;phone", "m;40;20;gender;phone", "w;10;5;gender;onsite", "m;20;12;gender;onsite"]
    text = "\ufeffGroup;applicants;selected;axis;stage\r\n" + "\r\n".join([*rows, "old;50;20;age;phone", ""])
    answer = answered(run, "impact", written(tmp_path, text))
    gender, age = answer["axes"]
    assert (gender["axis"], gender["groups"][1]["applicants"], age["axis"]) == ("gender", 40, "age")
    odds = gender["mantel_haenszel"]["w"]
    # By hand: (10 * 20 / 70 + 5 * 8 / 30) / (20 * 20 / 70 + 5 * 12 / 30)
    assert odds["value"] == pytest.approx((200 / 70 + 40 / 30) / (400 / 70 + 60 / 30))
    assert odds["low"] < odds["value"] < odds["high"]
    assert "one-group" in [warning["code"] for warning in answer["warnings"]]


def test_impact_gives_no_verdict_on_a_few(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "group,applicants,selected\na,5,1\nb,15,6\n")
    answer = answered(run, "impact", path)
    assert answer["axes"][0]["verdict"] is None
    assert [warning["code"] for warning in answer["warnings"]] == ["too-few"]
    _, out, _ = run("impact", path)
    assert "There are not enough for a verdict." in out
    assert "more than chance" not in out
    assert "of 100 pairs of groups as small as these" in " ".join(out.split())


def test_impact_for_people_fits_80_columns_and_reads_itself(run: Run, tmp_path: Path) -> None:
    long = "x" * 60
    text = "group,applicants,selected,stage\n" + "".join(
        f"{name},{n},{x},{stage}\n"
        for stage in ("phone", "onsite")
        for name, n, x in ((long, 48_000, 26_000), ("White", 259_000, 206_000))
    )
    status, out, _ = run("impact", written(tmp_path, text))
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "were selected at 68 % of the rate of White" in " ".join(out.split())
    assert "no finding of discrimination" in out
    assert "odds ratio" in out


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("a,3,4", 'line 2, column "selected": 4 selected of 3 applicants cannot be; correct one of the two.'),
        ("a,,1", 'line 2, column "applicants": the count is empty; write 0 where it is none.'),
        ("a,3.5,1", 'line 2, column "applicants": "3.5" is not a count; write a whole number of 0 or more'),
        ("a,-3,1", 'line 2, column "applicants": "-3" is not a count'),
        ("a,1e3,1", 'line 2, column "applicants": "1e3" is not a count'),
        ("a,٣,1", 'line 2, column "applicants": "٣" is not a count'),
        ("a,1000001,1", 'line 2, column "applicants": "1000001" is more than 1,000,000; correct it.'),
        (",3,1", 'line 2, column "group": the group is empty; name it.'),
        ("a,3", "line 2: the row has 2 cells and the header 3; make them as many."),
        ("a,3,1\na,4,1", 'line 3, column "group": "a" is on line 2 already; add its counts up.'),
    ],
)
def test_a_bad_row_of_counts_is_named_with_line_column_and_what_to_do(
    run: Run, tmp_path: Path, row: str, sentence: str
) -> None:
    status, out, err = run("impact", written(tmp_path, f"group,applicants,selected\n{row}\n"))
    assert (status, out) == (2, "")
    assert f"table.csv: {sentence}" in err
    assert err.endswith("1 problem in " + str(tmp_path / "table.csv") + "; nothing was measured.\n")


def test_every_bad_row_is_named_in_one_pass(run: Run, tmp_path: Path) -> None:
    _, _, err = run("impact", written(tmp_path, "group,applicants,selected\na,x,y\n,2,1\nb,1,2\n"))
    assert [line.split(": ")[1] for line in err.splitlines()[:-1]] == [
        'line 2, column "applicants"',
        'line 2, column "selected"',
        'line 3, column "group"',
        'line 4, column "selected"',
    ]


@pytest.mark.parametrize(
    ("command", "text", "sentence"),
    [
        ("impact", "", "line 1: the file has no header; begin with the line group,applicants,selected."),
        ("impact", "group,applicants,selected\n", "There is no group in the table"),
        (
            "impact",
            "group,hired\na,1\n",
            'column "applicants": there is no such column; the columns are group, hired.',
        ),
        ("impact", "group,group,applicants,selected\n", 'column "group": the column is there twice'),
        ("impact", b"group,applicants,selected\n\xff,1,1\n", "line 2: byte 1 of the line is not UTF-8"),
        ("impact", b"PK\x03\x04\x14\x00\xff", "is not UTF-8; save the file as CSV in UTF-8"),
        ("validity", "", "begin with the line score,outcome."),
        ("validity", "score,outcome\n1,2\n", "1 pair is not enough for a correlation"),
        ("validity", "score,outcome\n1,inf\n", 'line 2, column "outcome": "inf" is not a number'),
        ("validity", "score,outcome\n1,1e13\n", '"1e13" is beyond 1,000,000,000,000; take a larger unit.'),
        ("validity", "score;outcome\n1;2,5\n", '"2,5" is not a number; write a decimal point, not a comma.'),
        ("validity", "score,outcome,hired_on\n1,2,May\n", 'column "hired_on": "May" is not a day'),
        ("validity", "score,outcome,group\n1,2,\n", 'line 2, column "group": the group is empty; name it.'),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(
    run: Run, tmp_path: Path, command: str, text: str | bytes, sentence: str
) -> None:
    status, out, err = run(command, written(tmp_path, text))
    assert (status, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err


def test_a_missing_file_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    for command in ("impact", "validity"):
        status, _, err = run(command, str(tmp_path / "no.csv"))
        assert (status, err.count("\n")) == (2, 1)
        assert "no.csv cannot be read: no such file or directory." in err


def test_validity_as_json_has_exactly_these_keys(run: Run, tmp_path: Path) -> None:
    answer = answered(run, "validity", written(tmp_path, PAIRS))
    assert list(answer) == ["observed", "corrections", "posterior", "utility", "warnings"]
    assert list(answer["observed"]) == ["r", "low", "high", "n"]
    assert answer["corrections"] == []
    assert list(answer["posterior"]) == ["mean", "sd", "low", "high"]
    assert answer["posterior"]["mean"] == pytest.approx(
        0.38031 * answer["observed"]["r"] + 0.61969 * 0.42, abs=1e-4
    )
    assert len(answer["utility"]) == 9
    assert list(answer["utility"][0]) == ["base_rate", "selection_ratio", "success_rate"]


def test_validity_corrects_as_asked(run: Run, tmp_path: Path) -> None:
    options = ("--restriction", "0.8", "--outcome-reliability", "0.64")
    answer = answered(run, "validity", written(tmp_path, PAIRS), *options)
    r = answer["observed"]["r"]
    first, second = answer["corrections"]
    assert list(first) == ["name", "assumption", "r"]
    assert first["r"] == pytest.approx(r / 0.8)
    assert second["r"] == pytest.approx((first["r"] / 0.8) / (1 + first["r"] ** 2 * 0.5625) ** 0.5)


def test_validity_for_people_fits_80_columns_and_claims_nothing(run: Run, tmp_path: Path) -> None:
    options = ("--restriction", "0.8", "--outcome-reliability", "0.64")
    status, out, _ = run("validity", written(tmp_path, PAIRS), *options)
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "predict" not in out
    assert "these data count for 38 %" in " ".join(out.split())
    assert "no forecast for a person" in " ".join(out.split())
    assert out.count("The data cannot show this.") == 2


def test_pairs_without_an_outcome_are_left_out_and_counted(run: Run, tmp_path: Path) -> None:
    answer = answered(run, "validity", written(tmp_path, PAIRS + "4,\n,3\n"))
    assert answer["observed"]["n"] == 20
    told = {warning["code"]: warning["message"] for warning in answer["warnings"]}
    assert told["left-out"].startswith("Without a score or an outcome, and left out: 2 rows.")


def test_labels_stay_with_their_pairs_where_rows_are_left_out(run: Run, tmp_path: Path) -> None:
    rows = "".join(f"{10 * (i % 2) + i % 5},{10 * (i % 2) - i % 5},{2020 + i % 2}-05-01\n" for i in range(30))
    answer = answered(run, "validity", written(tmp_path, "score,outcome,hired_on\n,1,2020-05-01\n" + rows))
    assert answer["observed"]["n"] == 30
    told = {warning["code"]: warning["message"] for warning in answer["warnings"]}
    assert "Within years the correlation is -1.00" in told["differs-within-years"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--restriction", "2"), "The restriction must lie above 0 and up to 1, and 2 does not"),
        (("--restriction", "nan"), "The restriction must lie above 0 and up to 1"),
        (("--outcome-reliability", "0"), "The reliability of the outcome must lie above 0 and up to 1"),
    ],
)
def test_an_option_out_of_range_is_refused_in_one_sentence(
    run: Run, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    status, _, err = run("validity", written(tmp_path, PAIRS), *options)
    assert (status, err.count("\n")) == (2, 1)
    assert sentence in err


def test_a_constant_score_is_an_answer_without_a_correlation(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "score,outcome\n3,1\n3,2\n3,5\n")
    answer = answered(run, "validity", path, "--restriction", "0.5")
    assert answer["observed"] == {"r": None, "low": None, "high": None, "n": 3}
    assert answer["posterior"]["mean"] == 0.42
    status, out, _ = run("validity", path)
    assert (status, "nothing can be said" in out) == (0, True)


@pytest.mark.parametrize(("command", "text"), [("impact", TEAL), ("validity", PAIRS)])
def test_standard_input_is_read_and_the_same_bytes_come_out(command: str, text: str) -> None:
    call = [
        sys.executable,
        "-W",
        "error",
        "-c",
        "from evenbar.cli import main; main()",
        "measure",
        command,
        "-",
    ]
    one, two = (
        subprocess.run([*call, "--json"], input=text.encode(), capture_output=True, check=True, timeout=60)
        for _ in range(2)
    )
    assert one.stdout == two.stdout
    assert one.stderr == b""
    assert json.loads(one.stdout)
