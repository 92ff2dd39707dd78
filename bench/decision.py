"""./run bench decision: who is hired by which way of adding up the same ratings, and how good they truly are.

Candidates with a true quality are made here and rated by simulated panels, so that it can be counted what each
method's hires are worth. The process and the scenarios were written down before any result was looked at; both stand
in the page that this writes. Everything is seeded: the same command gives the same page.

    ./run bench decision [--share 0.1] [--scenario NAME] [--into FILE]
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evenbar.measure import facets
from evenbar.measure.linkage import linked_by_candidates
from evenbar.measure.ratings import RatingTable, table
from evenbar.measure.severity import effects, fit, score_weights

Floats = NDArray[np.float64]
WEIGHTS = np.array([3.0, 3.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0]) / 14.0
CRITERIA, CORRELATION, HIRED, MISSING = len(WEIGHTS), 0.7, 0.15, 0.05
STEP = 0.9  # levels for one unit of quality
BASE = "weighted mean"
METHODS = (
    *("one gut score", "panel gut", "raw mean", BASE, "interviewer z-score", "crossed effects"),
    *("crossed effects, role means", "crossed effects, in one step", "facets", "oracle severities"),
    "perfect knowledge",
)
ROLES = "crossed effects, role means"


@dataclass(frozen=True)
class Scenario:
    """A way of interviewing. Variances are of severity, halo, interviewer by criterion, and residual.

    ``own`` is the share of interviews by the candidate's own team. ``roles`` says that teams are roles, whose means
    may be told to a model; ``apart`` is the standard deviation of their true means. ``strict``: strict interviewers
    see strong candidates. ``gain`` is what the crossed effects have to bring over the weighted mean, in per cent.
    """

    name: str
    candidates: int
    interviewers: int
    repeats: int
    teams: int = 1
    own: float = 0.7
    roles: bool = False
    apart: float = 0.0
    strict: bool = False
    variances: tuple[float, float, float, float] = (0.25, 0.20, 0.05, 0.60)
    gain: float | None = None


LARGE = Scenario(
    "2,000 by 200, 20 roles, 20 % across", 2_000, 200, 12, teams=20, own=0.8, roles=True, gain=4.0
)
SCENARIOS = (
    Scenario("12 candidates by 6 interviewers", 12, 6, 240, teams=2),
    Scenario("60 by 12", 60, 12, 120, teams=3),
    LARGE,
    replace(LARGE, name="the same, strict interviewers see strong candidates", strict=True, gain=8.0),
    replace(LARGE, name="roles that differ, linked", apart=0.5, gain=None),
    replace(LARGE, name="roles that differ, disconnected", apart=0.5, own=1.0, gain=None),
    replace(LARGE, name="roles alike, disconnected", own=1.0, gain=None),
    Scenario("60 by 12, well-trained interviewers", 60, 12, 120, teams=3, variances=(0.05, 0.05, 0.02, 0.40)),
    Scenario("200 by 300, few interviews an interviewer", 200, 300, 60, teams=3),
)


@dataclass(frozen=True)
class Season:
    """What was rated, and what is true: ratings in rows, quality of candidates, severity of interviewers in levels."""

    candidate: NDArray[np.int64]
    interviewer: NDArray[np.int64]
    criterion: NDArray[np.int64]
    level: Floats
    quality: Floats
    severity: Floats
    role: NDArray[np.int64]
    gut: tuple[Floats, Floats]  # one interviewer's, and the panel's mean

    @property
    def rated(self) -> NDArray[np.bool_]:
        """Whether each candidate has a rating."""
        return np.bincount(self.candidate, minlength=len(self.quality)) > 0


def season(scenario: Scenario, random: np.random.Generator) -> Season:
    """One season of interviews."""
    people, raters = scenario.candidates, scenario.interviewers
    severe, halo, by_criterion, noise = np.sqrt(scenario.variances)
    role = np.arange(people) % scenario.teams
    root = np.linalg.cholesky(
        np.full((CRITERIA, CRITERIA), CORRELATION) + (1 - CORRELATION) * np.eye(CRITERIA)
    )
    true = random.standard_normal((people, CRITERIA)) @ root.T
    true += random.normal(0.0, scenario.apart, scenario.teams)[role][:, None]
    severity = random.normal(0.0, severe, raters)
    if scenario.strict:
        severity = np.sort(severity)
    tilt = random.normal(0.0, by_criterion, (raters, CRITERIA))
    rows: list[tuple[int, int, int, float]] = []
    guts = np.zeros((2, people))
    for person, met in enumerate(_met(scenario, true @ WEIGHTS, role, random)):
        own = true[person] - severity[met][:, None] + random.normal(0.0, halo, len(met))[:, None]
        impressions = _cut(own.mean(axis=1) + random.normal(0.0, noise, len(met)))
        guts[:, person] = impressions[0], impressions.mean()
        for at, rater in enumerate(met):
            asked = random.choice(CRITERIA, random.integers(2, 6), replace=False)
            levels = _cut(own[at, asked] + tilt[rater, asked] + random.normal(0.0, noise, len(asked)))
            kept = random.random(len(asked)) >= MISSING
            rows += [
                (person, rater, row, level) for row, level in zip(asked[kept], levels[kept], strict=True)
            ]
    people_, raters_, criteria_, levels_ = (np.array(column) for column in zip(*rows, strict=True))
    return Season(
        people_, raters_, criteria_, levels_, true @ WEIGHTS, severity * STEP, role, (guts[0], guts[1])
    )


def _cut(value: Floats) -> Floats:
    """Quality as one of five levels."""
    return np.clip(np.round(3.0 + STEP * value), 1.0, 5.0)


def _met(
    scenario: Scenario, quality: Floats, role: NDArray[np.int64], random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Who interviews each candidate: three to six, each of the own team with the scenario's probability."""
    raters = np.arange(scenario.interviewers)
    team = raters % scenario.teams
    place = np.argsort(np.argsort(quality)) / len(quality)
    for person in range(scenario.candidates):
        liking = np.ones(len(raters))
        if scenario.strict:
            liking = np.exp(-0.5 * ((raters / len(raters) - place[person]) / 0.25) ** 2)
        chosen: list[int] = []
        for _ in range(min(int(random.integers(3, 7)), len(raters))):
            same = (team == role[person]) == (random.random() < scenario.own or scenario.teams == 1)
            chance = liking * same
            chance[chosen] = 0.0
            if not chance.any():
                continue  # that team has nobody left
            chosen.append(int(random.choice(len(raters), p=chance / chance.sum())))
        yield np.array(chosen)


def scored(scenario: Scenario, made: Season) -> dict[str, Floats]:
    """Every method's score of every candidate; a method without sense in a scenario is not in it."""
    plain = table(
        candidate=made.candidate, interviewer=made.interviewer, criterion=made.criterion, score=made.level,
        levels=(1, 5),
    )  # fmt: skip
    two_steps, one_step = crossed(plain)
    found = {
        "one gut score": made.gut[0],
        "panel gut": made.gut[1],
        "raw mean": _mean(made.candidate, made.level, len(made.quality)),
        BASE: weighted(made, made.level),
        "interviewer z-score": weighted(made, _standardised(made)),
        "crossed effects": _spread_out(made, plain, two_steps),
        "crossed effects, in one step": _spread_out(made, plain, one_step),
        "facets": _spread_out(made, plain, facets.fit(plain).candidates.measure),
        "oracle severities": weighted(made, made.level + made.severity[made.interviewer]),
        "perfect knowledge": made.quality,
    }
    if scenario.roles:
        told = table(
            candidate=made.candidate, interviewer=made.interviewer, criterion=made.criterion, score=made.level,
            role=made.role[made.candidate], levels=(1, 5),
        )  # fmt: skip
        found[ROLES] = _spread_out(made, told, crossed(told)[0])
    return found


def _mean(group: NDArray[np.int64], values: Floats, count: int) -> Floats:
    return np.bincount(group, values, count) / np.maximum(np.bincount(group, minlength=count), 1)


def weighted(made: Season, values: Floats) -> Floats:
    """The weighted mean of criterion means over the criteria rated: what tracking systems do."""
    people = len(made.quality)
    cell = made.candidate * CRITERIA + made.criterion
    seen = np.bincount(cell, minlength=people * CRITERIA).reshape(people, CRITERIA) > 0
    means = _mean(cell, values, people * CRITERIA).reshape(people, CRITERIA)
    total: Floats = means @ WEIGHTS / np.maximum(seen @ WEIGHTS, 1e-9)
    return total


def _standardised(made: Season) -> Floats:
    """Each rating as so many standard deviations from its interviewer's mean."""
    raters = len(made.severity)
    apart = made.level - _mean(made.interviewer, made.level, raters)[made.interviewer]
    spread = np.sqrt(_mean(made.interviewer, apart**2, raters))
    return apart / np.where(spread > 0.0, spread, 1.0)[made.interviewer]


def crossed(rows: RatingTable) -> tuple[Floats, Floats]:
    """The score of ``evenbar measure scores`` with its own choices, and the same with all effects in one step."""
    one = fit(rows, linked=False)
    two = replace(one, points=tuple(linked_by_candidates(one.model, point) for point in one.points))
    weights = score_weights(rows, {str(index): weight for index, weight in enumerate(WEIGHTS)})
    means = [np.array([effects(found, at, weights).mean for at in found.points]) for found in (two, one)]
    return two.weights @ means[0], one.weights @ means[1]


def _spread_out(made: Season, rows: RatingTable, values: Floats) -> Floats:
    """Scores of a table's candidates at the places of all candidates."""
    full = np.full(len(made.quality), -np.inf)
    full[[int(name) for name in rows.candidates]] = values
    return full


@dataclass
class Tally:
    """What was counted of one method in one scenario, one entry a season."""

    share: list[float] = field(default_factory=list)
    wrong: list[float] = field(default_factory=list)


def counted(scenario: Scenario, repeats: int) -> dict[str, Tally]:
    """Hire the best by every method in every season, and count what the hires are worth."""
    tallies: dict[str, Tally] = {}
    for repeat in range(repeats):
        made = season(scenario, np.random.default_rng([repeat, SCENARIOS.index(scenario)]))
        places = max(1, round(HIRED * scenario.candidates))
        best = set(np.argsort(-made.quality)[:places].tolist())
        top = float(made.quality[list(best)].mean())
        for method, score in scored(scenario, made).items():
            order = np.argsort(-np.where(made.rated, score, -np.inf), kind="stable")[:places]
            tally = tallies.setdefault(method, Tally())
            tally.share.append(float(made.quality[order].mean()) / top)
            tally.wrong.append(1.0 - len(best & set(order.tolist())) / places)
    return tallies


@dataclass(frozen=True)
class Row:
    """One method in one scenario, in per cent, with Monte Carlo errors."""

    method: str
    share: float
    share_error: float
    gain: float
    gain_error: float
    wrong: float


def rows_of(tallies: dict[str, Tally]) -> Iterator[Row]:
    """Means over the seasons; gains are paired with the weighted mean of the same season."""
    base = np.array(tallies[BASE].share)
    for method in METHODS:
        if method in tallies:
            share, wrong = np.array(tallies[method].share), np.array(tallies[method].wrong)
            gain = (share - base) / base.mean()
            values = (share.mean(), _error(share), gain.mean(), _error(gain), wrong.mean())
            yield Row(method, *(100.0 * float(value) for value in values))


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def verdicts(scenario: Scenario, rows: dict[str, Row]) -> Iterator[str]:
    """What was to be reached in a scenario, and whether it was."""
    ours = rows[ROLES if scenario.roles else "crossed effects"]
    gain = f"{ours.gain:+.1f} ± {ours.gain_error:.1f} %"
    if scenario.gain is not None:
        met = "reached" if ours.gain >= scenario.gain else "missed"
        yield f"{met}: at least +{scenario.gain:.0f} % over the weighted mean ({gain})"
    else:
        met = "reached" if ours.gain >= -2.0 * ours.gain_error else "missed"
        yield f"{met}: no loss beyond error ({gain})"
    if scenario.own < 1.0:
        behind = rows["oracle severities"].share - ours.share
        met = "reached" if behind <= 1.5 else "missed"
        yield f"{met}: within 1.5 points of oracle severities ({behind:+.1f} points behind)"


def report(results: dict[Scenario, tuple[int, list[Row]]]) -> Iterator[str]:
    """The tables in Markdown."""
    for scenario, (repeats, rows) in results.items():
        yield f"### {scenario.name[0].upper()}{scenario.name[1:]}"
        yield ""
        yield f"{repeats} seasons."
        yield ""
        yield "| method | share of perfect, % | gain over weighted mean, % | wrong hires, % |"
        yield "| --- | ---: | ---: | ---: |"
        for row in rows:
            gain = "" if row.method == BASE else f"{row.gain:+.1f} ± {row.gain_error:.1f}"
            yield f"| {row.method} | {row.share:.1f} ± {row.share_error:.1f} | {gain} | {row.wrong:.0f} |"
        yield ""
        yield from (f"- {verdict}" for verdict in verdicts(scenario, {row.method: row for row in rows}))
        yield ""


def main() -> None:
    """Simulate, count, print, and write the page where asked."""
    parser = argparse.ArgumentParser(prog="./run bench decision")
    parser.add_argument("--share", type=float, default=1.0, help="of the seasons, for a quick look")
    parser.add_argument("--scenario", help="only scenarios whose name holds this")
    parser.add_argument("--into", type=Path, help="write the results between the marks of this page")
    chosen = parser.parse_args()
    results: dict[Scenario, tuple[int, list[Row]]] = {}
    for scenario in SCENARIOS:
        if chosen.scenario and chosen.scenario not in scenario.name:
            continue
        began, repeats = time.monotonic(), max(2, round(scenario.repeats * chosen.share))
        results[scenario] = (repeats, list(rows_of(counted(scenario, repeats))))
        print(
            "\n".join(report({scenario: results[scenario]})),
            f"{time.monotonic() - began:.0f} s\n",
            flush=True,
        )
    if chosen.into:
        chosen.into.write_text(
            placed(chosen.into.read_text(encoding="utf-8"), report(results)), encoding="utf-8"
        )


def placed(page: str, lines: Iterator[str]) -> str:
    """The page with its results replaced."""
    begin, end = "<!-- results -->\n", "<!-- end of results -->"
    before, _, rest = page.partition(begin)
    return before + begin + "\n" + "\n".join(lines) + "\n" + end + rest.partition(end)[2]


if __name__ == "__main__":
    main()
