"""Lists of candidates: what is read, and what each bad row is told."""

import pytest

from evenbar.panel.hiring.importing import MOST_ROWS, Row, read

STAGES = {"screen": "Recruiter screen", "ways": "Ways of working"}
GOOD = "name,email,source,brief,stage\nMara One,Mara@Example.com,Referral,Ranking work,ways\nNils Two,,,,\n"
ROWS = (
    Row(2, "Mara One", "mara@example.com", "Referral", "Ranking work", "ways"),
    Row(3, "Nils Two"),
)


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("name,email", "Full name,E-mail").encode(),
        GOOD.replace(",ways", ",Ways of Working").encode(),
        (GOOD + "\n\n,,,,\n").encode(),
    ],
    ids=["plain", "bom", "crlf", "semicolons", "tabs", "other names", "stage by name", "blank lines"],
)
def test_the_usual_kinds_of_file_are_read_alike(content: bytes) -> None:
    """Byte order mark, line ends, delimiters and column names make no difference."""
    sheet = read(content, stages=STAGES)
    assert sheet.faults == ()
    assert sheet.rows == ROWS


@pytest.mark.parametrize(
    ("content", "line", "column", "says"),
    [
        (b"", 1, "name", "no column"),
        (b"email\na@example.com\n", 1, "name", "no column"),
        (b"name,phone\nA,1\n", 1, "phone", "not known"),
        (b"name,name\nA,B\n", 1, "name", "twice"),
        (b"name\n", 2, "", "no candidate"),
        (b"name,email\n\n,a@example.com\n", 3, "name", "empty"),
        (b"name,email\nA,not-an-address\n", 2, "email", "not an e-mail"),
        (b"name,stage\nA,lunch\n", 2, "stage", "no stage"),
        (b"name,email\nA\n", 2, "", "1 cells"),
        (b"name,email\nA,a@example.com,x\n", 2, "", "3 cells"),
        (b"name\n" + b"x" * 161, 2, "name", "161 characters"),
        (b'name\n"A\nB\n', 2, "", "do not close"),
        ("name\nÅsa\n".encode("latin-1"), 2, "", "not UTF-8"),
        ("name\nA\n".encode("utf-16"), 1, "", "UTF-16"),
        (b"PK\x03\x04rest", 1, "", "workbook"),
        (b"name\nA\x00\n", 2, "", "null byte"),
        (b"name,email\nA,a@example.com\nB,A@example.com\n", 3, "email", "Line 2 has the same e-mail"),
        (b"name,email\nAna Li,\nli ANA,a@example.com\n", 3, "name", "Line 2 has the same name"),
        (b"name\n" + b"x\n" * 1, 2, "", ""),
        (
            b"name\n" + b"".join(b"P%d\n" % n for n in range(MOST_ROWS + 1)),
            MOST_ROWS + 2,
            "",
            "more than 1,000",
        ),
        (b"x" * 3_000_000, 1, "", "over 2 MB"),
    ],
)
def test_every_bad_row_is_named_with_line_column_and_what_to_do(
    content: bytes, line: int, column: str, says: str
) -> None:
    """One sentence each; a file that is good has none."""
    faults = read(content, stages=STAGES).faults
    if not says:
        assert faults == ()
        return
    assert (faults[0].line, faults[0].column) == (line, column)
    assert says in faults[0].sentence
    assert faults[0].sentence.endswith(".")


def test_all_bad_rows_are_named_in_one_pass() -> None:
    """Three faults in two rows, in the order of the file."""
    content = b"name,email,stage\n,nobody,lunch\nOk,ok@example.com,ways\nB,@,\n"
    faults = read(content, stages=STAGES).faults
    assert [(each.line, each.column) for each in faults] == [
        (2, "name"),
        (2, "email"),
        (2, "stage"),
        (4, "email"),
    ]


def test_a_cell_may_hold_line_ends_and_the_lines_after_it_keep_their_numbers() -> None:
    """A brief of two lines moves the next row to line four."""
    content = b'name,brief\nA,"one\ntwo"\n,x\n'
    sheet = read(content, stages=STAGES)
    assert sheet.rows == (Row(2, "A", brief="one\ntwo"),)
    assert [(each.line, each.column) for each in sheet.faults] == [(4, "name")]


def test_two_people_of_one_name_with_different_e_mails_are_two_people() -> None:
    """Only an e-mail that is missing leaves it open."""
    assert read(b"name,email\nAna Li,a@example.com\nAna Li,b@example.com\n", stages=STAGES).faults == ()
