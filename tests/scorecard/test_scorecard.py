"""What can be said of a scorecard without a candidate: shares, raters, fingerprint."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given

from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard, fingerprint, rater_counts
from tests.examples import examples
from tests.scorecard.cards import SMALL, cards


@examples(50)
@given(cards())
def test_shares_sum_to_exactly_one(card: Scorecard) -> None:
    """Shares of the weight sum to exactly one, whatever the weights."""
    assert sum(card.shares().values()) == (1 if card.criteria else 0)


def test_a_share_is_what_was_written() -> None:
    """Weights 0.1 and 0.2 are a third and two thirds, exactly."""
    one, two = (
        replace(row, weight=weight) for row, weight in zip(read(SMALL).criteria, (0.1, 0.2), strict=True)
    )
    card = replace(read(SMALL), criteria=(one, two))
    assert card.shares() == {"framing": Fraction(1, 3), "explaining": Fraction(2, 3)}


def test_raters_are_counted_over_rated_stages_only() -> None:
    """Raters are counted over all rated stages; a conversation that rates nothing adds none."""
    card = read(SMALL)
    assert rater_counts(card) == {"framing": 2, "explaining": 2}
    talk = replace(card.stage("talk"), criteria=("framing",), interviewers=3)
    assert rater_counts(replace(card, stages=(card.stages[0], talk)))["framing"] == 2
    assert rater_counts(replace(card, stages=(card.stages[0], replace(talk, rated=True))))["framing"] == 5


def test_layout_comments_key_order_and_written_defaults_keep_the_fingerprint() -> None:
    """Layout, comments, the order of keys and defaults that are written out keep the fingerprint."""
    same = SMALL.replace("   # agreed in May", "").replace("evenbar: 1\nscorecard: small\n", "")
    same += "scorecard: 'small'\nevenbar: 1\n"
    same = same.replace(
        "    name: Explains\n    family: behaviour\n", "    family: behaviour\n    name: Explains\n"
    )
    same = same.replace("bar: 3.4", "bar: 3.40\n  minimums_are: veto").replace("weight: 3 ", "weight: 3.0 ")
    assert same != SMALL
    assert fingerprint(read(same)) == fingerprint(read(SMALL))


def test_any_content_changes_the_fingerprint() -> None:
    """Another word, another weight or another order of criteria changes the fingerprint."""
    card = read(SMALL)
    others = [
        read(SMALL.replace("Explains", "Explains.")),
        read(SMALL.replace("weight: 3 ", "weight: 4 ")),
        replace(card, criteria=card.criteria[::-1]),
    ]
    assert len({fingerprint(other) for other in [card, *others]}) == 4


def test_the_fingerprint_of_a_known_scorecard_is_fixed() -> None:
    """The fingerprint of a known scorecard never changes: published versions are named by it."""
    assert fingerprint(read(SMALL)) == "45b0f06af7d0cd526f2ab02bd0328306ec5727778ba9c5752fe822e28664b618"
