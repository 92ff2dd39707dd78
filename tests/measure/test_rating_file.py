"""Reading a file of ratings: what is taken, what is refused and how it is named, and that size does no harm."""

import io
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenbar.measure import rating_file
from evenbar.measure.rating_cells import MOST_FLAWS, Flaws, Intake, Options, Unreadable, parsed_levels
from evenbar.measure.rating_file import read_csv, read_parquet
from evenbar.measure.ratings import RatingTable

HEAD = "candidate,interviewer,criterion,score\n"


def read(text: str | bytes, **options: Any) -> RatingTable:
    return read_csv(io.BytesIO(text if isinstance(text, bytes) else text.encode()), Options(**options))


def refused(text: str | bytes, **options: Any) -> list[str]:
    with pytest.raises(Unreadable) as error:
        read(text, **options)
    return [str(flaw) for flaw in error.value.flaws]


def told(rows: RatingTable) -> set[tuple[str, str, str, float]]:
    return {
        (rows.candidates[c], rows.interviewers[i], rows.criteria[k], float(s))
        for c, i, k, s in zip(rows.candidate, rows.interviewer, rows.criterion, rows.score, strict=True)
    }


PLAIN = HEAD + "Cho,Ada,coding,3\nCho,Ben,coding,4\nDee,Ada,coding,\nDee,Ben,coding,2\n"
TAKEN = {("Cho", "Ada", "coding", 3.0), ("Cho", "Ben", "coding", 4.0), ("Dee", "Ben", "coding", 2.0)}


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("Cho,", " Cho ,").replace(",3", ", 3.0").encode(),
        PLAIN.replace("candidate,", "Candidate,").encode() + b"\n,,,\n\n",
        PLAIN.replace("\n", ',"said, ""yes""\nand more"\n').replace("candidate", "candidate", 1).encode(),
    ],
)
def test_every_usual_kind_of_csv_gives_the_same_table(text: bytes) -> None:
    """Byte-order mark, CRLF, no last line end, semicolons, tabs, spaces, empty rows, evidence over two lines."""
    rows = read(text)
    assert told(rows) == TAKEN
    assert (rows.low, rows.high, rows.candidates) == (2.0, 4.0, ("Cho", "Dee"))


def test_an_empty_score_is_a_missing_rating_and_names_without_ratings_go() -> None:
    rows = read(HEAD + "Cho,Ada,coding,3\nEve,Ada,coding,\nCho,Ben,coding,\n")
    assert told(rows) == {("Cho", "Ada", "coding", 3.0)}
    assert (rows.candidates, rows.interviewers) == (("Cho",), ("Ada",))


def test_every_bad_row_is_named_in_one_pass() -> None:
    flaws = refused(
        HEAD + "Cho,Ada,coding,three\n,Ada,coding,3\nCho,Ada,coding\nCho,Ben,coding,nan\nCho,Ben,design,inf\n"
        "Cho,Cay,coding,2.5\nCho,Dan,coding,1_0\nCho,Eli,coding,2000000\n"
    )
    assert [flaw.split(":")[0] for flaw in flaws] == [
        'line 2, column "score"',
        'line 3, column "candidate"',
        "line 4",
        'line 5, column "score"',
        'line 6, column "score"',
        'line 7, column "score"',
        'line 8, column "score"',
        'line 9, column "score"',
    ]
    assert '"three" is not a number; write a level, or leave it empty where none was given.' in flaws[0]
    assert "the row has 3 cells and the header 4" in flaws[2]
    assert "--fractional" in flaws[5]


def test_a_row_is_named_by_its_own_first_line_after_rows_of_several_lines() -> None:
    head = HEAD.replace("\n", ",evidence\n")
    assert refused(head + 'Cho,Ada,coding,3,"one\ntwo\nthree"\nCho,Ben,coding,x,none\n')[0].startswith(
        "line 5,"
    )


def test_flaws_beyond_the_limit_are_counted() -> None:
    with pytest.raises(Unreadable) as error:
        read(HEAD + "Cho,Ada,coding,x\n" * (MOST_FLAWS + 7))
    assert (len(error.value.flaws), error.value.more) == (MOST_FLAWS, 7)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "no header"),
        (b"\xff\xfec\x00", "UTF-16"),
        (HEAD.encode() + "Zoë,Ada,coding,3\n".encode("latin-1"), "line 2: byte 3 of the line is not UTF-8"),
        (HEAD + 'Cho,"Ada,coding,3\n', "never closed"),
        (HEAD + 'Cho,"A"da,coding,3\n', "quotation mark stands where none can"),
        (HEAD.replace("\n", "\r") + "Cho,Ada,coding,3\r", "neither with LF nor with CRLF"),
        (HEAD + "Cho," + "A" * 140_000 + ",coding,3\n", "longer than 131,072 characters"),
        (HEAD + "C" * (1024 * 1024), "longer than a million bytes"),
        ("candidate,interviewer,criterion\n", 'column "score": there is no such column'),
        ("candidate,interviewer,criterion,score,score\n", 'column "score": the column is there twice'),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(text: bytes | str, sentence: str) -> None:
    assert any(sentence in flaw for flaw in refused(text))


def test_a_table_without_a_rating_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no rating in the table"):
        read(HEAD)


def test_a_duplicate_is_refused_with_both_lines_or_averaged_where_meant() -> None:
    text = HEAD + "Cho,Ada,coding,3\nDee,Ada,coding,4\nCho,Ada,coding,4\n"
    assert "line 4: Ada rated Cho on coding on line 2 already" in refused(text)[0]
    assert told(read(text, duplicates="mean")) == {
        ("Cho", "Ada", "coding", 3.5),
        ("Dee", "Ada", "coding", 4.0),
    }


def test_another_stage_or_occasion_is_no_duplicate() -> None:
    text = "candidate,interviewer,criterion,score,stage\nCho,Ada,coding,3,phone\nCho,Ada,coding,4,onsite\n"
    rows = read(text)
    assert rows.n == 2
    assert rows.stage is not None
    assert [rows.stage.names[code] for code in rows.stage.code] == ["phone", "onsite"]
    assert len(refused(text.replace("stage", "room"))) == 1


def test_levels_state_the_scale_and_what_is_off_it_is_refused() -> None:
    rows = read(PLAIN, levels=(1.0, 5.0))
    assert (rows.low, rows.high, rows.warnings) == (1.0, 5.0, ())
    assert "not on the scale from 1 to 3" in refused(PLAIN, levels=(1.0, 3.0))[0]


def test_a_level_that_nobody_used_is_a_warning_where_the_scale_is_not_stated() -> None:
    text = HEAD + "Cho,Ada,coding,1\nCho,Ben,coding,4\n"
    assert "nobody used 2, 3" in dict(read(text).warnings)["unused-level"]
    assert read(text, levels=(1.0, 4.0)).warnings == ()
    assert read(text.replace("4", "2")).warnings == ()


@pytest.mark.parametrize(
    ("text", "levels"), [("1-5", (1, 5)), (" 0 - 4 ", (0, 4)), ("-2-2", (-2, 2)), ("0.5-5", (0.5, 5))]
)
def test_a_scale_is_written_as_two_levels(text: str, levels: tuple[float, float]) -> None:
    assert parsed_levels(text) == levels


@pytest.mark.parametrize("text", ["", "5", "5-1", "3-3", "a-b", "1-5-9", "nan-5", "1-9999999"])
def test_what_is_no_scale_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no scale"):
        parsed_levels(text)


def test_columns_can_be_called_otherwise() -> None:
    text = PLAIN.replace("candidate", "Applicant").replace("score", "Rating")
    assert told(read(text, columns={"candidate": "Applicant", "score": "Rating"})) == TAKEN
    flaw = refused(text, columns={"candidate": "Person", "score": "Rating"})[0]
    assert flaw == (
        'line 1, column "Person": there is no such column; the columns are Applicant, interviewer, criterion, Rating.'
        " --candidate says which one it is."
    )


def test_names_that_only_look_different_are_one() -> None:
    """Composed and decomposed letters, and spaces around."""
    rows = read(HEAD + "Zoe\u0308,Ada,coding,3\n Zo\u00eb ,Ben,coding,4\n")
    assert rows.candidates == ("Zo\u00eb",)


def test_further_columns_are_kept_and_unknown_ones_are_not_read() -> None:
    text = (
        "candidate,interviewer,criterion,score,group,weight,opening,notes\n"
        "Cho,Ada,coding,3,x,2,ml,fine\nDee,Ada,coding,4,,1,web,\n"
    )
    rows = read(text)
    assert rows.group is not None
    assert rows.weight is not None
    assert rows.group.code.tolist() == [0, -1]
    assert rows.weight.tolist() == [2.0, 1.0]
    assert rows.role is None
    by_role = read(text, columns={"role": "opening"})
    assert by_role.roles == ("ml", "web")
    one = by_role.only(by_role.score == 4.0)
    assert one.group is not None
    assert (one.candidates, one.group.names) == (("Dee",), ())
    assert 'column "weight": "-1" is no weight' in refused(text.replace(",2,ml", ",-1,ml"))[0]


WIDE = "candidate,interviewer,coding,design,notes\nCho,Ada,3,4,1\nCho,Ben,,2,2\nDee,Ada,5,1,3\n"


def test_a_wide_sheet_has_a_column_a_criterion() -> None:
    rows = read(WIDE, wide=True, criteria=("coding", "design"))
    assert rows.criteria == ("coding", "design")
    assert rows.n == 5
    assert ("Cho", "Ben", "design", 2.0) in told(rows)
    assert read(WIDE, wide=True).criteria == ("coding", "design", "notes")


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (WIDE, {"criteria": ("taste",)}, 'column "taste": there is no such column'),
        (WIDE.replace("notes", ""), {}, "column 5 has no name"),
        (WIDE.replace("notes", "coding"), {}, 'column "coding": the column is there twice'),
        (WIDE.replace("Cho,Ben", "Cho,Ada"), {}, "Ada rated Cho on design on line 2 already"),
        (WIDE.replace("5,1,3", "5,x,3"), {}, 'line 4, column "design": "x" is not a number'),
        ("candidate,interviewer\nCho,Ada\n", {}, "no column of a criterion"),
    ],
)
def test_a_wide_sheet_is_refused_with_its_place(text: str, options: dict[str, Any], sentence: str) -> None:
    assert any(sentence in flaw for flaw in refused(text, wide=True, **options))


@settings(max_examples=40, deadline=None)
@given(rows=st.permutations(PLAIN.splitlines()[1:]))
def test_the_order_of_rows_does_not_matter(rows: list[str]) -> None:
    found = read(HEAD + "\n".join(rows))
    assert told(found) == TAKEN
    assert found.candidates == ("Cho", "Dee")


@settings(max_examples=150, deadline=None)
@given(text=st.binary(max_size=200))
def test_no_bytes_give_a_traceback(text: bytes) -> None:
    """Anything is a table or a sentence."""
    sentence = ""
    try:
        read(HEAD.encode() + text)
    except ValueError as error:
        sentence = str(error)
    assert not sentence or sentence.endswith(".")


def test_a_hundred_thousand_rows_are_read_block_by_block() -> None:
    """Told on the way how many there are; names and scores end where they should."""
    lines = [f"c{n // 5},i{n % 5},k,{n % 5 + 1}\n" for n in range(100_000)]
    seen: list[int] = []
    rows = read_csv(io.BytesIO((HEAD + "".join(lines)).encode()), progress=seen.append)
    assert seen == [50_000, 100_000]
    assert (rows.n, len(rows.candidates), len(rows.interviewers)) == (100_000, 20_000, 5)
    assert rows.score[rows.interviewer == 3].tolist() == [4.0] * 20_000


def test_parquet_without_a_reader_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ValueError, match="Parquet needs pyarrow or polars; install one of them"):
        read_parquet(io.BytesIO(b"PAR1"))


def test_columns_of_plain_values_are_read_like_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a Parquet reader hands over: numbers as numbers, nothing as None; a row is named by its number."""
    names = ["candidate", "interviewer", "criterion", "score"]
    blocks: list[list[list[Any]]] = [
        [["Cho", "Cho"], [1, 2], ["k", "k"], [3, None]],
        [["Dee"], [1], ["k"], [4.0]],
    ]
    monkeypatch.setattr(rating_file, "_parquet", lambda _: (names, iter(blocks)))
    assert told(read_parquet(io.BytesIO())) == {("Cho", "1", "k", 3.0), ("Dee", "1", "k", 4.0)}
    blocks[1][3][0] = float("nan")
    blocks[0][0][0] = None
    with pytest.raises(Unreadable) as error:
        read_parquet(io.BytesIO())
    starts = ['row 1, column "candidate": the name', 'row 3, column "score": "nan" is not']
    assert [str(flaw).startswith(start) for flaw, start in zip(error.value.flaws, starts, strict=True)] == [
        True
    ] * 2


def test_an_intake_needs_its_columns() -> None:
    with pytest.raises(Unreadable):
        Intake(["candidate"], Options(), Flaws(), line=1)


@settings(max_examples=100, deadline=None)
@given(edges=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9)), min_size=1, max_size=25))
def test_parts_are_those_that_a_walk_finds(edges: list[tuple[int, int]]) -> None:
    """Candidates and interviewers are in one part where a chain of interviews joins them; the largest is first."""
    rows = read(HEAD + "".join(f"c{c:02},i{i},k,3\n" for c, i in sorted(set(edges))))
    groups: list[set[str]] = []
    for c, i in edges:
        touched = [group for group in groups if group & {f"c{c:02}", f"i{i}"}]
        groups = [group for group in groups if group not in touched]
        groups.append({f"c{c:02}", f"i{i}"}.union(*touched))
    parts = rows.parts
    found: dict[int, set[str]] = {}
    for names, labels in ((rows.candidates, parts.candidate), (rows.interviewers, parts.interviewer)):
        for name, label in zip(names, labels.tolist(), strict=True):
            found.setdefault(label, set()).add(name)
    assert parts.count == len(groups)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, groups))
    sizes = [sum(name.startswith("c") for name in found[label]) for label in range(parts.count)]
    assert sizes == sorted(sizes, reverse=True)
