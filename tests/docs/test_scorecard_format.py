"""The page on the file format shows a file that works, and names every key and every choice that the reader knows."""

import re
from collections.abc import Iterator

import pytest

from evenbar.scorecard.reading import read
from evenbar.scorecard.table import ENTRY, SCORECARD, ByLevel, Items, Record, Shape, Text
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "scorecard-format.md").read_text(encoding="utf-8")


def records(shape: Shape) -> Iterator[Record]:
    """A record, its other form and those inside it."""
    if isinstance(shape, Record):
        yield shape
        yield from records(shape.instead) if shape.instead else ()
        for field in shape.fields:
            yield from records(field.shape)
    elif isinstance(shape, Items | ByLevel):
        yield from records(shape.of)


RECORDS = {record.noun: record for whole in (ENTRY, SCORECARD) for record in records(whole)}


def section(noun: str) -> dict[str, tuple[bool, str]]:
    """The keys of a record's table on the page: whether each is in bold, and the words beside it."""
    part = PAGE.split(f"\n### {noun}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| (\*\*)?`([a-z_]+)`(?:\*\*)? \| (.+) \|$", part, re.MULTILINE)
    return {key: (bool(bold), words) for bold, key, words in rows}


def choices(shape: Shape) -> tuple[str, ...]:
    """The words that a field accepts, where they are fixed."""
    return choices(shape.of) if isinstance(shape, Items) else shape.choices if isinstance(shape, Text) else ()


def test_the_example_on_the_page_is_a_scorecard() -> None:
    example, _ = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    card = read(example)
    assert [criterion.id for criterion in card.criteria] == ["evaluation", "collaboration"]
    assert card.shares()["evaluation"] * 3 == 2


def test_the_included_criterion_on_the_page_can_be_included() -> None:
    example, rows = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    text = re.sub(r"criteria:\n.*?stages:", f"{rows}stages:", example, flags=re.DOTALL)
    text = text.replace("criteria:", "job: {tasks: [{id: train-models, does: Trains models}]}\ncriteria:", 1)
    card = read(text.replace("[evaluation, collaboration]", "[data-evaluation]"))
    assert [question.id for question in card.criteria[0].questions] == ["offline-was-wrong", "our-incident"]


@pytest.mark.parametrize("noun", sorted(RECORDS))
def test_every_key_stands_on_the_page_and_no_other(noun: str) -> None:
    known = {field.key: field.required for field in RECORDS[noun].fields}
    assert {key: bold for key, (bold, _) in section(noun).items()} == known


@pytest.mark.parametrize("noun", sorted(RECORDS))
def test_every_choice_stands_beside_its_key(noun: str) -> None:
    told = section(noun)
    for field in RECORDS[noun].fields:
        assert [choice for choice in choices(field.shape) if f"`{choice}`" not in told[field.key][1]] == []
