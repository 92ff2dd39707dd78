"""What comes back is read as data alone: bounded, exact, and quick however it is made."""

import contextlib
import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.worksample import bounded_csv as table
from evenbar.worksample.bounded_csv import Choices, Numbers, read_table
from evenbar.worksample.bounded_json import Flag, ListOf, Number, Record, Words, read_json
from evenbar.worksample.bounded_text import read_text, words_in
from evenbar.worksample.refusal import Unusable

IDS = ["a", "b", "c"]
COLUMNS = {"p": Numbers(0.0, 1.0)}
SHAPE = Record({"x": Number(0, 10)}, {"names": ListOf(Words(20), most=3), "sure": Flag()})


def sentence(read: Callable[[], object]) -> str:
    """The one sentence of a refusal."""
    with pytest.raises(Unusable) as caught:
        read()
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 400
    assert said.endswith(".")
    return said


def rows(text: str | bytes, **options: object) -> table.Table:
    data = text if isinstance(text, bytes) else text.encode()
    given = {"ids": IDS, "columns": COLUMNS, **options}
    return read_table(data, name="probs.csv", **given)  # type: ignore[arg-type]


def value(text: str | bytes) -> object:
    return read_json(text if isinstance(text, bytes) else text.encode(), name="x.json", shape=SHAPE)


def test_a_table_comes_out_in_the_order_of_the_ids() -> None:
    found = rows("p,id\r\n0.3,c\n.1,a\n2e-1,b\n")
    assert found.numbers("p").tolist() == [0.1, 0.2, 0.3]
    assert found.rows == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,p\na,nan\n", 'line 2, column p: "nan" is not a plain number'),
        ("id,p\na,inf\n", "is not a plain number"),
        ("id,p\na,1e999\n", "is not between 0 and 1"),
        ("id,p\na,1_0\n", "is not a plain number"),
        ("id,p\na,0x1\n", "is not a plain number"),
        ("id,p\na,2\n", "is not between 0 and 1"),
        ("id,p\na,\n", "is not a plain number"),
        ("id,p\na,0.1\na,0.2\nb,0.1\n", 'has the id "a" twice'),
        ("id,p\na,0.1\nb,0.2\n", 'no row for the id "c"'),
        ("id,p\na,0\nb,0\nx,0\n", 'no row for the id "c"'),
        ("id,p\na,0\nb,0\nc,0\nd,0\n", "more than the 3 rows that are asked for, from line 5 on"),
        ("id,p\na,0,1\n", "line 2: 3 cells where the header has 2"),
        ("id,p,p\na,0,1\n", "repeats a column"),
        ("id,q\na,0\n", "lacks the column p; the header is to be id,p"),
        ("id,p,q\na,0,1\n", 'has the column "q"'),
        ("", "lacks the column id"),
        ('id,p\n"a,0\n', "this is not CSV"),
        (b"id,p\na,\xff\n", "is not UTF-8"),
        (b"id,p\na,\x00\n", "U+0000 on line 2"),
        ("id,p\n" + "a" * 5000 + ",0\n", "a line of 5,002 signs"),
    ],
)
def test_a_table_that_is_not_exact_is_refused_at_its_line(text: str | bytes, said: str) -> None:
    assert said in sentence(lambda: rows(text))


def test_choices_and_whole_numbers_are_held_to() -> None:
    columns = {"flag": Choices(("yes", "no")), "n": Numbers(0, 9, whole=True)}
    assert rows("id,flag,n\na,yes,1\nb,no,2\nc,no,3\n", columns=columns).texts("flag") == ["yes", "no", "no"]
    assert '"maybe" is not one of yes, no' in sentence(
        lambda: rows("id,flag,n\na,maybe,1\n", columns=columns)
    )
    assert "not a whole number" in sentence(lambda: rows("id,flag,n\na,no,1.5\n", columns=columns))


def test_json_in_its_shape_is_read() -> None:
    assert value('{"x": 3, "names": ["a"], "sure": true}') == {"x": 3, "names": ["a"], "sure": True}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"x": NaN}', "NaN is not a number here"),
        ('{"x": -Infinity}', "-Infinity is not a number here"),
        ('{"x": 1e400}', "too long or too large"),
        ('{"x": 1, "x": 2}', 'the key "x" stands twice'),
        ('{"x": true}', '"x" must be a number'),
        ('{"x": 11}', "must be a number between 0 and 10"),
        ('{"x": 1, "y": 2}', 'has the key "y"; it may have x, names, sure'),
        ("{}", 'lacks "x"'),
        ("[]", "must be an object"),
        ('{"x": 1, "names": ["a", "b", "c", "d"]}', "has 4 items and at most 3"),
        ('{"x": 1, "names": [""]}', "must have 1 to 20 signs"),
        ('{"x": 1, "names": "a"}', "must be a list"),
        ('{"x": 1, "sure": 1}', "must be true or false"),
        ("{", "this is not JSON"),
        ("", "this is not JSON"),
        (b"\xff\xfe{\x00", "not UTF-8"),
        ('{"x": ' + "1" * 5000 + "}", "a number of 5,000 digits"),
    ],
)
def test_json_that_is_not_exact_is_refused_in_a_sentence(text: str | bytes, said: str) -> None:
    assert said in sentence(lambda: value(text))


def test_a_list_whose_items_must_differ_refuses_one_twice() -> None:
    shape = ListOf(Record({"id": Words()}), distinct="id")
    with pytest.raises(Unusable, match='has the id "a" twice'):
        read_json(b'[{"id": "a"}, {"id": "a"}]', name="x.json", shape=shape)


def header_bomb(size: int) -> bytes:
    return b",".join([b"a"] * (size // 2)) + b"\n1\n"


BOMBS: dict[str, Callable[[], object]] = {
    "a header of 125 KB": lambda: rows(header_bomb(125_000)),
    "a header of 4 MB": lambda: rows(header_bomb(4_000_000)),
    "short lines for ever": lambda: rows(b"id,p\n" + b"a,0\n" * 1_200_000),
    "quoted line breaks": lambda: rows(b'id,p\n"' + b"a\n" * 2_000_000),
    "empty lines": lambda: rows(b"id,p\n" + b"\n" * 4_900_000),
    "more than is read": lambda: rows(b"x" * 6_000_000),
    "deep JSON": lambda: value(b"[" * 900_000),
    "deep objects": lambda: value(b'{"a":' * 150_000),
    "wide JSON": lambda: value(b"[" + b"1," * 400_000 + b"1]"),
    "a huge whole number": lambda: value(b'{"x": ' + b"9" * 900_000 + b"}"),
    "a huge fraction": lambda: value(b'{"x": 0.' + b"9" * 900_000 + b"}"),
    "one endless string": lambda: value(b'{"x": "' + b"\\" * 900_000),
    "quotes behind strokes": lambda: value(b'"' + b'\\"' * 450_000),
    "many keys": lambda: value(json.dumps({f"k{n}": n for n in range(24_000)}).encode()),
    "one key many times": lambda: value(b"{" + b'"x":1,' * 20_000 + b'"x":1}'),
    "a text of 5 MB": lambda: read_text(b"a " * 2_500_000, name="note.txt"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_file_costs_a_second(name: str) -> None:
    began = time.process_time()
    sentence(BOMBS[name])
    assert time.process_time() - began < 1.0


def test_text_is_read_with_one_kind_of_line_break() -> None:
    text = read_text("\ufeffOne\r\ntwo\rthree words\n".encode(), name="note.txt")
    assert text == "One\ntwo\nthree words\n"
    assert words_in(text) == 4


def test_half_a_sign_in_json_is_refused() -> None:
    assert "has the sign U+D800" in sentence(lambda: value('{"x": 1, "names": ["\\ud800"]}'))


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    """No bytes break a reader in any other way than by its sentence."""
    for read in (lambda: rows(data), lambda: value(data), lambda: read_text(data, name="note.md")):
        with contextlib.suppress(Unusable):
            read()


CELLS = st.text(alphabet='ab,"01.-eE\n nif', max_size=40)


@given(CELLS)
def test_whatever_table_comes_its_numbers_are_finite(text: str) -> None:
    try:
        found = rows(f"id,p\n{text}", ids=None, columns={"id": table.Words(), "p": Numbers(-1e6, 1e6)})
    except Unusable:
        return
    assert all(abs(number) <= 1e6 for number in found.numbers("p"))
