"""Interviewer effects: planted ones are found, panels without any are left alone, and too little is said to be so."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from evenbar.measure.effects import KINDS, Effect, discovered, effects, moments
from evenbar.measure.ratings import Labels, RatingTable, table

START = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - a table's own times


def panel(seed: int, *, people: int = 60, raters: int = 12, planted: str = "", each: int = 4) -> RatingTable:
    """Four interviews a candidate on four criteria, with halo .3 and severity .4 in all; the first rater has an effect.

    Planted: ratings a third as far from the middle ("central") or from level 4 ("range"), halo .9, twice the noise
    ("inconsistent"), 1.2 levels stricter over the season ("drift"), .8 a further interview of a day ("order").
    """
    random = np.random.default_rng(seed)
    ability, severity = random.normal(0.0, 0.8, people), random.normal(0.0, 0.4, raters)
    difficulty = random.normal(0.0, 0.2, 4)
    days = np.sort(random.integers(0, people // 3 + 1, people))
    rows, taken = [], dict[tuple[int, int], int]()
    for person, day in enumerate(days.tolist()):
        for rater in random.choice(raters, each, replace=False).tolist():
            place = taken.get((rater, day), 0)
            taken[rater, day] = place + 1
            mine = planted if rater == 0 else ""
            strict = severity[rater] + 1.2 * (mine == "drift") * (day / (people // 3) - 0.5)
            strict += 0.8 * (mine == "order") * place
            halo = random.normal(0.0, 0.9 if mine == "halo" else 0.3)
            noise = {"inconsistent": 1.4, "central": 0.4, "range": 0.4}.get(mine, 0.7)
            for row in range(4):
                value = 3.0 + ability[person] - strict - difficulty[row] + halo
                value = {
                    "central": 3.0 + 0.35 * (value - 3.0),
                    "range": 4.0 + 0.35 * (value - 3.0 + strict),
                }.get(mine, value)
                level = min(max(round(value + random.normal(0.0, noise)), 1), 5)
                moment = (START + timedelta(days=day, hours=2 * place)).isoformat()
                rows.append((f"c{person:03}", f"i{rater:02}", f"k{row}", level, moment))
    candidate, interviewer, criterion, score, occasion = zip(*rows, strict=True)
    made = table(
        candidate=candidate, interviewer=interviewer, criterion=criterion, score=score, levels=(1, 5)
    )
    names, code = np.unique(occasion, return_inverse=True)
    return replace(made, occasion=Labels(tuple(map(str, names)), code.astype(np.int64)))


def flags(found: tuple[Effect, ...]) -> set[tuple[str, str]]:
    return {(effect.interviewer, effect.kind) for effect in found if effect.flagged}


def hits(planted: str, kind: str, *, seeds: int, people: int = 60) -> float:
    """In which share of panels the planted effect is flagged."""
    found = [flags(effects(panel(seed, people=people, planted=planted))) for seed in range(seeds)]
    return float(np.mean([("i00", kind) in one for one in found]))


def test_panels_without_effects_are_seldom_flagged() -> None:
    """At most one panel in ten has any flag at all, over all interviewers and effects."""
    found = [flags(effects(panel(seed))) for seed in range(30)]
    assert sum(bool(one) for one in found) <= 3


def test_intervals_hold_nothing_where_there_is_nothing() -> None:
    """Of single effects without any control, 2 to 8 in 100 exclude no effect at 95 %."""
    found = [effect for seed in range(30) for effect in effects(panel(seed))]
    for kind in KINDS:
        tested = [effect.p < 0.05 for effect in found if effect.kind == kind and effect.p is not None]
        assert len(tested) > 100
        assert 0.0 <= np.mean(tested) < 0.09
    assert 0.02 < np.mean([effect.p < 0.05 for effect in found if effect.p is not None]) < 0.08


@pytest.mark.parametrize(
    ("planted", "kind", "people", "least"),
    [
        ("central", "central-tendency", 60, 0.9),
        ("range", "restricted-range", 60, 0.6),
        ("inconsistent", "inconsistency", 60, 0.7),
        ("halo", "halo", 160, 0.6),
        ("drift", "drift", 160, 0.6),
        ("order", "order", 240, 0.6),
    ],
)
def test_planted_effects_are_found(planted: str, kind: str, people: int, least: float) -> None:
    """A strong effect is flagged in most panels: of 20 candidates an interviewer, or of 53 or 80 where named."""
    assert hits(planted, kind, seeds=10, people=people) >= least


def test_a_central_interviewer_is_not_said_to_have_a_restricted_range_too() -> None:
    """What the same ratings show is said once."""
    found = flags(effects(panel(1, planted="central")))
    assert ("i00", "central-tendency") in found
    assert ("i00", "restricted-range") not in found
    assert ("i00", "halo") not in found


def test_a_flag_has_a_plain_sentence_with_its_interval() -> None:
    found = {
        (effect.interviewer, effect.kind): effect for effect in effects(panel(1, planted="inconsistent"))
    }
    effect = found["i00", "inconsistency"]
    assert effect.flagged
    assert effect.value is not None
    assert effect.low is not None
    assert effect.high is not None
    assert 1.0 < effect.low < effect.value < effect.high
    assert effect.sentence.startswith("i00's ratings surprise: squared differences")
    assert f"{effect.value:.1f} times" in effect.sentence
    assert "i01" in {one.interviewer for one in found.values()}
    assert found["i01", "inconsistency"].sentence == ""


def test_strictness_that_grows_is_told_as_such() -> None:
    found = [effect for effect in effects(panel(2, people=160, planted="drift")) if effect.flagged]
    assert [effect.kind for effect in found if effect.interviewer == "i00"] == ["drift"]
    assert "levels stricter from the first interview to the last" in found[0].sentence


def test_below_the_minimum_nothing_is_said_but_what_would_be_enough() -> None:
    """Nine candidates, or 29 ratings, are not enough; ten and thirty are."""
    for effect in effects(panel(3, people=9, raters=5, planted="central")):
        assert effect.value is None
        assert not effect.flagged
        assert "10 and 30 would be" in effect.sentence
    whole = panel(3, people=40, raters=5, planted="central")
    some = whole.only(
        ~(
            (whole.interviewer == 0)
            & (whole.candidate >= np.unique(whole.candidate[whole.interviewer == 0])[9])
        )
    )
    lacking = {effect.kind: effect for effect in effects(some) if effect.interviewer == "i00"}
    assert lacking["central-tendency"].candidates == 9
    assert lacking["central-tendency"].value is None
    others = [effect for effect in effects(some) if effect.interviewer == "i01" and effect.kind == "halo"]
    assert others[0].value is not None


def test_one_interviewer_has_nobody_to_be_compared_with() -> None:
    whole = panel(4)
    alone = whole.only(whole.interviewer == 1)
    found = effects(alone)
    assert found
    assert all("another interviewer would be" in effect.sentence for effect in found if effect.ratings >= 30)


def test_without_times_there_is_no_drift_and_no_order() -> None:
    found = effects(replace(panel(5), occasion=None))
    assert {effect.kind for effect in found} == {
        "central-tendency",
        "restricted-range",
        "halo",
        "inconsistency",
    }


def test_dates_without_a_time_tell_drift_and_no_order() -> None:
    made = panel(5)
    assert made.occasion is not None
    days = Labels(tuple(name[:10] for name in made.occasion.names), made.occasion.code)
    assert {effect.kind for effect in effects(replace(made, occasion=days))} == {*KINDS} - {"order"}


def test_occasions_that_are_no_times_are_not_taken_for_times() -> None:
    made = panel(5)
    assert made.occasion is not None
    words = Labels(tuple(f"round {name}" for name in made.occasion.names), made.occasion.code)
    assert moments(replace(made, occasion=words)) is None


def test_names_and_row_order_do_not_matter() -> None:
    made = panel(6, planted="halo")
    order = np.random.default_rng(1).permutation(made.n)
    assert made.occasion is not None
    turned = replace(
        made,
        candidate=made.candidate[order],
        interviewer=made.interviewer[order],
        criterion=made.criterion[order],
        score=made.score[order],
        occasion=Labels(made.occasion.names, made.occasion.code[order]),
    )
    for one, other in zip(effects(made), effects(turned), strict=True):
        assert (one.interviewer, one.kind, one.flagged) == (other.interviewer, other.kind, other.flagged)
        assert other.value == pytest.approx(one.value, abs=1e-6)
        assert other.p == pytest.approx(one.p, abs=1e-6)


def test_the_control_of_false_discoveries_is_that_of_its_authors() -> None:
    """Of the fifteen p-values of Benjamini and Hochberg (1995), section 3.2, four are discoveries at 5 %."""
    p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
        0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    assert discovered(np.array(p), share=0.05) == 0.0095
    assert discovered(np.array([0.5, 0.9]), share=0.05) == -1.0
    assert discovered(np.array([]), share=0.05) == -1.0
