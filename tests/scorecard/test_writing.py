"""Writing loses nothing: whatever text a scorecard holds comes back from its file."""

import pytest
from hypothesis import given

from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard, fingerprint
from evenbar.scorecard.writing import write
from tests.examples import examples
from tests.scorecard.cards import SMALL, cards


@examples(150)
@given(cards())
def test_reading_what_was_written_gives_the_same_scorecard(card: Scorecard) -> None:
    """Reading what was written gives the same scorecard and fingerprint."""
    again = read(write(card))
    assert again == card
    assert fingerprint(again) == fingerprint(card)
    assert write(again) == write(card)


@pytest.mark.parametrize("name", library.names())
def test_a_packaged_scorecard_survives_the_round_trip(name: str) -> None:
    """A packaged scorecard survives the round trip."""
    assert read(write(library.load(name))) == library.load(name)


def test_the_canonical_layout_is_readable() -> None:
    """The canonical layout keeps ids in brackets, long texts as blocks and leaves defaults out."""
    text = write(read(SMALL))
    assert "    criteria: [framing, explaining]\n" in text
    assert "        ask: |\n          Here is a brief.\n            What do you ask first?\n" in text
    assert "weight: 1" not in text
    assert "- id: explaining\n    name: Explains\n    family: behaviour\nstages:" in text
