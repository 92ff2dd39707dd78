"""The self-test of a package: whether its variants separate who can from who cannot, on fresh seeds.

It catches an author's own leaks first of all: a baseline that reaches too much says that something gives the answer
away. What people make of the sample, no self-test can say.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenbar.worksample.bands import suggestions
from evenbar.worksample.grading import GRADED, grade, rounded
from evenbar.worksample.leaking import leaks
from evenbar.worksample.making import Made, digest, draw, filled, make
from evenbar.worksample.package import BASELINES, Package
from evenbar.worksample.seeds import Seed, self_test_seed
from evenbar.worksample.trusted import graded_baseline, sent

LEAST_SEEDS = 20
PATIENCE = 10.0  # seconds to make and grade one variant
APART = 2.0  # standard deviations
PAGE_WORDS, PAGE_LINES = 500, 60
BOUNDS = {"naive": (1, 2), "competent": (3, 4), "oracle": (4, 4)}
_DIGEST = (
    "import sys; from evenbar.worksample.checking import made_digest;"
    " sys.stdout.write(made_digest(sys.argv[1], sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that must hold, whether it does, and what was seen."""

    what: str
    holds: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation over seeds, and the range."""

    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What one seed showed: the facts and levels of each baseline, seconds, leaks, digests."""

    facts: Mapping[str, Mapping[str, float | None]]
    levels: Mapping[str, Mapping[str, int | None]]
    seconds: float
    leaks: tuple[str, ...]
    digests: tuple[str, str]
    graded: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The self-test of one package."""

    package: Package
    seeds: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    facts: Mapping[str, Mapping[str, Spread | None]]

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return all(verdict.holds for verdict in self.verdicts)


def check(package: Package, seeds: Sequence[str], *, tell: Callable[[int], None] | None = None) -> Report:
    """Try a package on seeds; ``tell`` hears how many are done."""
    trials = []
    for done, text in enumerate(seeds, start=1):
        trials.append(_trial(package, self_test_seed(text, package=package.hash)))
        if tell is not None:
            tell(done)
    verdicts = (
        *_of_package(package),
        *_levels(package, trials),
        _apart(package, trials, ("naive", "competent")),
        _apart(package, trials, ("competent", "oracle")),
        _quick(trials),
        _same_bytes(package, seeds[0]),
        _no_two_alike(trials),
        *_nothing_leaks(trials),
        _one_page(package, seeds[0]),
    )
    return Report(package, tuple(seeds), verdicts, spreads(package, trials))


def _trial(package: Package, seed: Seed) -> Trial:
    began = time.perf_counter()
    made = make(package, seed)
    told = {name: graded_baseline(package, made.variant, seed, name) for name in BASELINES}
    graded = _graded(package, made, sent(package, made.variant, seed, "competent"))
    seconds = time.perf_counter() - began
    facts = {name: rounded(package, one) for name, one in told.items()}
    return Trial(
        facts,
        {name: suggestions(package.sample.criteria, values) for name, values in facts.items()},
        seconds,
        tuple(leaks(made, seed)),
        (digest(made.public), digest(made.variant.hidden)),
        graded,
    )


def _graded(package: Package, made: Made, files: Mapping[str, bytes]) -> bool:
    result = grade(package, made.hidden, made.record, files)
    return result.status == GRADED and result.kit is not None and bool(result.kit.questions)


def spreads(package: Package, trials: Sequence[Trial]) -> dict[str, dict[str, Spread | None]]:
    """Each fact of each baseline over the seeds; None where it is not defined on one of them."""
    return {
        fact.id: {name: _spread([trial.facts[name][fact.id] for trial in trials]) for name in BASELINES}
        for fact in package.sample.facts
    }


def _spread(values: Sequence[float | None]) -> Spread | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    sd = statistics.stdev(known) if len(known) > 1 else 0.0
    return Spread(statistics.fmean(known), sd, min(known), max(known))


def _of_package(package: Package) -> Iterator[Verdict]:
    template = package.template()
    exact = [one.file for one in package.sample.submission if "*" not in one.file]
    missing = [name for name in exact if name not in template]
    words = f"no template for {', '.join(missing)}" if missing else f"{len(package.files)} files"
    yield Verdict("all files are there", not missing, words)
    lowest = [row.id for row in package.rubric.rubric if not {1, 3, 5} <= {level for level, _ in row.levels}]
    words = f"{', '.join(lowest)} without level 1, 3 or 5" if lowest else f"{len(package.rubric.rubric)} rows"
    yield Verdict("the rubric says what people rate", not lowest, words)


def _levels(package: Package, trials: Sequence[Trial]) -> Iterator[Verdict]:
    criteria = [one.criterion for one in package.sample.criteria if one.bands]
    if not criteria:
        yield Verdict("a criterion has bands", False, "no criterion of worksample.yaml has any")
    for criterion in criteria:
        for name in BASELINES:
            low, high = BOUNDS[name]
            levels = [trial.levels[name][criterion] for trial in trials]
            outside = [level for level in levels if level is None or not low <= level <= high]
            bound = f"at most {high}" if low == 1 else f"at least {low}"
            seen = ", ".join(
                f"level {level or 'none'} on {levels.count(level)}"
                for level in sorted(set(levels), key=lambda level: level or 0)
            )
            yield Verdict(f"{criterion}: {name} {bound}", not outside, seen)


def _apart(package: Package, trials: Sequence[Trial], pair: tuple[str, str]) -> Verdict:
    """At least one fact of the bands keeps the two apart by two pooled standard deviations."""
    found = spreads(package, trials)
    used = {
        condition.fact
        for criterion in package.sample.criteria
        for _, conditions in criterion.bands
        for condition in conditions
    }
    best, by = 0.0, "no fact"
    for fact in sorted(used):
        one, other = found[fact][pair[0]], found[fact][pair[1]]
        if one is not None and other is not None and (gap := gap_in_sd(one, other)) > best:
            best, by = gap, fact
    shown = "more than 99" if best > 99 else f"{best:.1f}"
    return Verdict(f"{pair[0]} and {pair[1]} are {APART:g} sd apart", best >= APART, f"{shown} sd by {by}")


def gap_in_sd(one: Spread, other: Spread) -> float:
    """The distance of two means in pooled standard deviations; infinite where neither varies and they differ."""
    pooled = ((one.sd**2 + other.sd**2) / 2.0) ** 0.5
    gap = abs(one.mean - other.mean)
    return gap / pooled if pooled > 0.0 else (float("inf") if gap > 0.0 else 0.0)


def _quick(trials: Sequence[Trial]) -> Verdict:
    slowest = max(trial.seconds for trial in trials)
    return Verdict(
        f"making and grading take under {PATIENCE:g} s", slowest < PATIENCE, f"{slowest:.2f} s at most"
    )


def _same_bytes(package: Package, text: str) -> Verdict:
    """Another process, with another order of hashing, draws the same bytes."""
    command = [sys.executable, "-c", _DIGEST, str(package.folder), text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    same = done.returncode == 0 and done.stdout == made_digest(str(package.folder), text)
    return Verdict(
        "the same seed draws the same bytes", same, "in another process" if same else done.stderr[-200:]
    )


def made_digest(folder: str, text: str) -> str:
    """One digest over everything that a self-test seed draws and its baselines reach."""
    from pathlib import Path

    from evenbar.worksample.package import load

    package = load(Path(folder))
    made = make(package, self_test_seed(text, package=package.hash))
    return digest(made.public) + digest(made.hidden)


def _no_two_alike(trials: Sequence[Trial]) -> Verdict:
    public, hidden = ({trial.digests[side] for trial in trials} for side in (0, 1))
    alike = len(trials) - min(len(public), len(hidden))
    return Verdict("no two seeds draw the same", not alike, f"{len(trials)} variants, {alike} alike")


def _nothing_leaks(trials: Sequence[Trial]) -> Iterator[Verdict]:
    found = [leak for trial in trials for leak in trial.leaks]
    seen = found[0] if found else f"{len(trials)} variants scanned"
    yield Verdict("the public folder holds no answer", not found, seen)
    ungraded = sum(not trial.graded for trial in trials)
    words = f"{len(trials)} graded, {ungraded} of them as no evidence or without questions"
    yield Verdict("a competent submission is graded", not ungraded, words)


def _one_page(package: Package, text: str) -> Verdict:
    variant = draw(package, self_test_seed(text, package=package.hash))
    page = filled(package, "brief.md", variant).decode()
    words, lines = len(page.split()), len(page.splitlines())
    fits = words <= PAGE_WORDS and lines <= PAGE_LINES
    return Verdict("the brief is one page", fits, f"{words} words, {lines} lines")
