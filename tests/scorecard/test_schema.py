"""The JSON Schema and the reader agree, as far as a schema can say it."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from evenbar.scorecard import library
from evenbar.scorecard.reading import Problem, Unreadable, read
from evenbar.scorecard.schema import json_schema
from evenbar.scorecard.scorecard import Scorecard
from evenbar.scorecard.writing import plain
from tests.examples import examples
from tests.scorecard.cards import INCLUDING, SMALL, cards

VALIDATOR = Draft202012Validator(json_schema())
# What the reader refuses and no schema can: things that must agree across the document.
BEYOND = (
    "is not a task",
    "is not a criterion",
    "is not a question",
    "is not a place",
    "its id is that",
    "the library has",
    "has a question of this id",
)


def as_json(card: Scorecard) -> Any:
    """A scorecard as the JSON that another tool would see."""
    return json.loads(json.dumps(plain(card), default=str))


def reader_takes(document: Any) -> bool:
    """Whether the reader takes a document, agreement of references and ids aside."""
    try:
        read(json.dumps(document))
    except Unreadable as unreadable:
        return all(_beyond(problem) for problem in unreadable.problems)
    return True


def _beyond(problem: Problem) -> bool:
    """Whether no schema could see a problem: an id given twice is one, a word given twice is not."""
    of_ids = "twice" in problem.message and not problem.path.rpartition("/")[2].isdecimal()
    return of_ids or any(words in problem.message for words in BEYOND)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path in a JSON document."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, part in members:
        yield (*path, name)
        yield from places(part, (*path, name))


def test_the_schema_is_a_schema() -> None:
    """The schema is a valid JSON Schema of 2020-12 and describes every key."""
    Draft202012Validator.check_schema(json_schema())
    written, included = json_schema()["properties"]["criteria"]["items"]["oneOf"]
    assert written["properties"]["weight"]["exclusiveMinimum"] == 0
    assert included["required"] == ["include"]
    assert "name" not in included["properties"]
    assert json_schema()["properties"]["title"]["description"] == "The scorecard's title."


@pytest.mark.parametrize("name", library.names())
def test_packaged_scorecards_fit_the_schema(name: str) -> None:
    """Packaged scorecards fit the schema."""
    assert VALIDATOR.is_valid(as_json(library.load(name)))


@examples(100)
@given(cards())
def test_whatever_the_reader_takes_fits_the_schema(card: Scorecard) -> None:
    """Whatever the reader takes fits the schema."""
    assert VALIDATOR.is_valid(as_json(card))


_SCALARS = [
    None,
    True,
    False,
    0,
    1,
    3,
    6,
    -1,
    0.5,
    3.0,
    1e7,
    21,
    1441,
    "",
    " ",
    "x",
    "Ab",
    "ml",
    "none",
    "true",
    "framing@1",
    "framing@0",
]
_DATES = ["2027-05-23", "2027-5-3", "weighted-mean"]
_CONTAINERS = [
    [],
    {"include": "framing@1"},
    ["x"],
    ["x", "x"],
    [1],
    {},
    {"id": "x"},
    {"1": "x"},
    {"6": "x"},
    {"summary": "x"},
]
_KEYS = ["weight", "extra", "rated", "name", "minimum", "level", "3", "include"]
values = st.sampled_from([*_SCALARS, *_DATES, *_CONTAINERS])
BASES = [
    as_json(read(SMALL)),
    as_json(read(INCLUDING)),
    *(as_json(library.load(name)) for name in library.names()),
]


@examples(500)
@given(st.data())
def test_schema_and_reader_agree_on_mutated_documents(data: st.DataObject) -> None:
    """Schema and reader take and refuse the same documents, one change at a time."""
    document = copy.deepcopy(data.draw(st.sampled_from(BASES)))
    *above, last = data.draw(st.sampled_from(list(places(document))))
    held = document
    for part in above:
        held = held[part]
    match data.draw(st.sampled_from(["replace", "remove", "add"])):
        case "replace":
            held[last] = data.draw(values)
        case "remove":
            del held[last]
        case "add" if isinstance(held, dict):
            held[data.draw(st.sampled_from(_KEYS))] = data.draw(values)
        case _:
            held.append(data.draw(values))
    assert VALIDATOR.is_valid(document) == reader_takes(document), document
