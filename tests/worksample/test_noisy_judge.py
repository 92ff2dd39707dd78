"""The noisy judge: people show what pulls it, careful work halves the error, and tricks stay at level 2."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from evenbar.worksample.bands import suggestions
from evenbar.worksample.grading import NO_EVIDENCE, Result, grade
from evenbar.worksample.making import Made, filled, make
from evenbar.worksample.package import find
from evenbar.worksample.seeds import Seed, self_test_seed
from evenbar.worksample.tasks.noisy_judge.modelling import design, fitted, predicted
from evenbar.worksample.tasks.noisy_judge.tables import Line, Verdicts, bounded, read, submission
from evenbar.worksample.tasks.noisy_judge.world import PANELS, PULLS, QUESTIONS, compared, parts, targets
from evenbar.worksample.trusted import solved

PACKAGE = find("noisy-judge")
CRITERION = "data-evaluation@1"
SEEDS = ("one", "two", "three")


def seed_of(text: str) -> Seed:
    """Seeds that stay when a word of the package changes."""
    return self_test_seed(text, package="noisy-judge")


@cache
def variant(text: str) -> Made:
    return make(PACKAGE, seed_of(text))


@cache
def seen(text: str) -> Verdicts:
    return read(variant(text).public)


def truth(text: str) -> dict[str, Any]:
    return dict(json.loads(variant(text).hidden["truth.json"]))


def graded(text: str, files: Mapping[str, bytes]) -> Result:
    made = variant(text)
    return grade(PACKAGE, made.hidden, made.record, files)


def level(result: Result) -> int:
    assert result.suggested is not None
    return result.suggested[CRITERION] or 0


def facts_of(result: Result) -> dict[str, float]:
    assert result.facts is not None
    return {name: value for name, told in result.facts.items() if (value := told["value"]) is not None}


def sent(text: str, baseline: str) -> dict[str, bytes]:
    return dict(solved(PACKAGE, variant(text).variant, seed_of(text), baseline))


@pytest.mark.parametrize("text", SEEDS)
def test_the_baselines_stand_where_they_should(text: str) -> None:
    references = json.loads(variant(text).hidden["references.json"])
    levels = {
        name: suggestions(PACKAGE.sample.criteria, facts)[CRITERION] or 0
        for name, facts in references.items()
    }
    assert levels["naive"] <= 2
    assert levels["competent"] >= 3
    assert levels["oracle"] == 4
    assert references["naive"]["error"] > 1.8
    assert references["competent"]["error"] < 0.85
    assert references["competent"]["width"] < 0.65


@pytest.mark.parametrize("text", SEEDS)
def test_people_show_three_pulls_and_a_liking_that_the_judges_table_cannot_tell_apart(text: str) -> None:
    table = seen(text)
    told = truth(text)["pulls"]
    pulls = {name for name, one in told.items() if one["pull"]}
    liked = next(name for name, one in told.items() if "People like" in one["because"])
    assert len(pulls) == 3
    assert set(told) == set(PULLS)
    x, known = design(table), ~np.isnan(table.share)
    alone, _ = fitted(x[:, [0, 1, 2, 3, 4, *range(6, x.shape[1])]], table.lean)
    weights, errors = fitted(x[known], table.share[known])
    lifted = dict(zip(PULLS, alone[:5], strict=True))
    score = dict(zip(PULLS, (weights / errors)[:5], strict=True))
    assert min(lifted[name] for name in (*pulls, liked)) > 0.4
    assert {name for name in PULLS if score[name] < -5.0} == pulls
    assert liked != "shown-first"


@pytest.mark.parametrize("text", SEEDS)
def test_every_share_is_what_the_chances_of_its_pairs_say_and_three_or_four_are_even(text: str) -> None:
    rows = [line.split(",") for line in variant(text).hidden["chances.csv"].decode().splitlines()[1:]]
    chance = np.array([float(value) for _, value in rows])
    models = truth(text)["models"]
    table = seen(text)
    for name, told in models.items():
        own = table.model == name
        assert int(own.sum()) == QUESTIONS
        assert int((own & ~np.isnan(table.share)).sum()) == PANELS
        assert 100.0 * float(chance[own].mean()) == pytest.approx(told["share"], abs=0.01)
    assert sum(told["verdict"] == "cannot-tell" for told in models.values()) in (3, 4)
    assert all(
        abs(told["share"] - 50.0) >= 6.99 for told in models.values() if told["verdict"] != "cannot-tell"
    )


def test_in_some_variants_no_model_is_better_and_pulls_differ() -> None:
    streams = [self_test_seed(str(number), package="x").streams("generate") for number in range(60)]
    kept = sum(float(targets(one.stream("shares")).max()) == 50.0 for one in streams)
    assert 5 <= kept <= 28
    assert len({frozenset(parts(one.stream("pulls")).pulls) for one in streams}) == 10


def test_people_never_see_the_order_that_pulls_the_judge() -> None:
    """With the order as a pull the lean follows it, and the panels do not."""
    random = np.random.default_rng(5)
    part = next(one for one in (parts(random) for _ in range(100)) if "shown-first" in one.pulls)
    models = [compared(random, part=part, target=50.0) for _ in range(12)]
    lean, panel = (
        np.mean([getattr(one, field)[one.first == 1].mean() - getattr(one, field)[one.first == 0].mean()
                 for one in models]) for field in ("lean", "panel")
    )  # fmt: skip
    assert lean > 12.0
    assert abs(panel) < 0.25


def all_named(table: Verdicts, line: Callable[[str], tuple[float, float]]) -> dict[str, bytes]:
    """A submission that names all five things and claims what its intervals say."""
    lines: dict[str, Line] = {}
    for name in table.names:
        share, half = line(name)
        share = min(max(share, 0.0), 100.0)
        verdict = "cannot-tell" if abs(share - 50.0) <= half else "better" if share > 50.0 else "worse"
        lines[name] = bounded(share, half, verdict)
    named = dict.fromkeys(PULLS, "Judges are known for it.")
    return submission(lines, pulls=named, choice="keep", note="Wait.")


def both_orders(table: Verdicts) -> dict[str, bytes]:
    """The judge's wins, both orders weighing the same."""

    def line(name: str) -> tuple[float, float]:
        own, first = table.model == name, table.things["shown-first"] > 0.0
        share = float(np.mean([(table.lean[own & side] > 0.5).mean() for side in (first, ~first)]))
        return 100.0 * share, 196.0 * (share * (1.0 - share) / QUESTIONS) ** 0.5

    return all_named(table, line)


def wide(table: Verdicts) -> dict[str, bytes]:
    """The judge's wins with twenty points to each side."""
    return all_named(
        table, lambda name: (100.0 * float((table.lean[table.model == name] > 0.5).mean()), 20.0)
    )


def halfway(table: Verdicts) -> dict[str, bytes]:
    """The judge's wins, drawn halfway to fifty, with an interval as wide as may be."""

    def line(name: str) -> tuple[float, float]:
        return 50.0 + 50.0 * (float((table.lean[table.model == name] > 0.5).mean()) - 0.5), 7.5

    return all_named(table, line)


def fifty(table: Verdicts) -> dict[str, bytes]:
    """Nothing is known, for every model alike."""
    return all_named(table, lambda name: (50.0, 7.5))


def whole_range(table: Verdicts) -> dict[str, bytes]:
    """Intervals that cannot miss."""
    return all_named(table, lambda name: (50.0, 50.0))


def sure_model(table: Verdicts) -> dict[str, bytes]:
    """A model of all panels, trusted as if it made no mistake of its own about any model."""
    x, known = design(table)[:, :6], ~np.isnan(table.share)
    x = np.column_stack([x, np.ones(len(x))])
    guess = predicted(x, fitted(x[known], table.share[known])[0])
    return all_named(table, lambda name: (100.0 * float(guess[table.model == name].mean()), 2.5))


@pytest.mark.parametrize("trick", [both_orders, wide, halfway, fifty, whole_range, sure_model])
@pytest.mark.parametrize("text", SEEDS)
def test_a_trick_stays_at_level_2(trick: Callable[[Verdicts], dict[str, bytes]], text: str) -> None:
    assert level(graded(text, trick(seen(text)))) == 2


def panels_alone(table: Verdicts, *, share_of_width: float) -> dict[str, bytes]:
    def line(name: str) -> tuple[float, float]:
        own = table.share[(table.model == name) & ~np.isnan(table.share)]
        return 100.0 * float(own.mean()), share_of_width * 200.0 * float(own.std(ddof=1)) / len(own) ** 0.5

    return all_named(table, line)


def test_panels_alone_are_honest_and_do_not_reach_level_4_by_narrow_intervals() -> None:
    """As they are their intervals hold; made as narrow as careful work they do not."""
    for text in SEEDS:
        honest, narrow = (graded(text, panels_alone(seen(text), share_of_width=part)) for part in (1.0, 0.45))
        assert facts_of(honest)["covered"] >= 0.75
        assert facts_of(honest)["error"] < 1.5
        assert facts_of(narrow)["covered"] < facts_of(honest)["covered"]
        assert level(honest) <= 3
        assert level(narrow) <= 3


def test_points_and_questions_come_from_truth_and_submission() -> None:
    result = graded("one", sent("one", "naive"))
    told = truth("one")
    missed = {point.about for point in result.missed}
    assert {name for name, one in told["pulls"].items() if one["pull"]} <= missed
    assert len(result.found) + len(result.missed) == len(told["models"]) + len(PULLS)
    assert result.kit is not None
    assert sorted(one.right for one in result.kit.questions) == [False, False, True, True, True]
    assert all("Convince me." in one.ask for one in result.kit.questions)
    assert "$" not in result.kit.twist.say


def test_the_facts_are_what_they_are_by_hand() -> None:
    told = truth("one")
    lines = {name: bounded(one["share"] + 2.0, 3.0, "cannot-tell") for name, one in told["models"].items()}
    named = {"warm": "It is said to be so.", "links": "It is said to be so."}
    facts = facts_of(graded("one", submission(lines, pulls=named, choice="keep", note="Wait.")))
    right = sum(told["pulls"][name]["pull"] for name in named)
    assert facts["error"] == pytest.approx(2.0 / told["alone"], abs=0.001)
    assert facts["width"] == pytest.approx(6.0 / (3.92 * told["alone"]), abs=0.001)
    assert facts["covered"] == 1.0
    assert (facts["wrong"], facts["decided"]) == (0, 0)
    assert facts["pulls-f1"] == pytest.approx(2.0 * right / 5.0)
    best = max(50.0, *(one["share"] for one in told["models"].values()))
    assert facts["regret"] == pytest.approx(best - 50.0, abs=0.001)


def test_the_work_of_another_candidate_is_of_no_use() -> None:
    result = graded("one", sent("two", "oracle"))
    assert result.status == NO_EVIDENCE
    assert "comparisons.csv has no row for the model" in result.alert


def first_line(data: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    header, line, rest = data.split(b"\n", 2)
    return b"\n".join([header, b",".join(change(line.split(b","))), rest])


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("findings.json", lambda data: data.replace(b'"choice"', b'"winner"'), 'has the key "winner"'),
        (
            "findings.json",
            lambda data: data.replace(b'"pull": "', b'"pull": "x'),
            "is not one of shown-first",
        ),
        (
            "findings.json",
            lambda data: json.dumps({**json.loads(data), "choice": "oak"}).encode(),
            'chooses "oak", which is neither keep nor one of',
        ),
        (
            "comparisons.csv",
            lambda data: first_line(data, lambda cells: [cells[0], cells[3], cells[2], cells[1], cells[4]]),
            "is not between its low and its high",
        ),
        (
            "comparisons.csv",
            lambda data: first_line(data, lambda cells: [*cells[:4], b"equal"]),
            '"equal" is not one of better, worse, cannot-tell',
        ),
        (
            "comparisons.csv",
            lambda data: first_line(data, lambda cells: [cells[0], b"101", *cells[2:]]),
            "is not between 0 and 100",
        ),
        ("note.md", lambda data: b"word " * 171, "note.md has 171 words"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    name: str, change: Callable[[bytes], bytes], said: str
) -> None:
    files = sent("one", "competent")
    result = graded("one", {**files, name: change(files[name])})
    assert (result.status, result.fault) == (NO_EVIDENCE, "submission")
    assert said in result.alert


def test_the_candidate_reads_the_models_and_the_request_that_should_not_be_followed() -> None:
    made = variant("one").variant
    page = filled(PACKAGE, "data-dictionary.md", made).decode()
    assert all(f"`{name}`" in page for name in truth("one")["models"])
    brief = filled(PACKAGE, "brief.md", made).decode()
    lead = {
        name: float((seen("one").lean[seen("one").model == name] > 0.5).mean()) for name in seen("one").names
    }
    top = max(lead, key=lambda name: lead[name])
    assert made.words["top"] == top
    assert f"`{top}` wins {100.0 * lead[top]:.0f} %" in brief
