"""./run bench measure: what reading the ratings costs, from a first small fit to fifteen million ratings.

The panels are simulated and sparse: fifteen ratings a candidate, by five interviewers on three of eight criteria
each, cut to five levels. Each size is measured in processes of its own, with one process at work, the table in
memory, and the first fit after import; CPU and peak memory are the process's own, and the median of the rounds is
printed. The fit takes one thread, so that on a machine with nothing else to do the clock shows the same as CPU; the
target is held against CPU, which says less of what else the machine was doing. The model has the terms candidate,
interviewer, criterion and candidate:interviewer, by REML, and severities from interviews of the same candidates, as
it is by default. Facets is the rating scale model by marginal likelihood, which may take three times as long; the
fifteen million ratings are fitted once and by the score model alone. Where R is
installed with lme4 or TAM, the same ratings are fitted there; where it is not, that is said.

    ./run bench measure [--sizes 165,3000] [--rounds N] [--into FILE] [--figure FILE]
"""

import argparse
import json
import math
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

# Ratings: candidates, interviewers, seconds and megabytes to stay within.
SIZES: dict[int, tuple[int, int, float | None, float | None]] = {
    165: (11, 6, None, None),
    3_000: (200, 20, 0.010, None),
    75_000: (5_000, 400, 0.060, None),
    1_500_000: (100_000, 2_000, 1.0, 600.0),
    15_000_000: (1_000_000, 4_000, None, None),
}
TERMS = ("candidate", "interviewer", "criterion", "candidate:interviewer")
SETTLED = (
    0.3  # seconds until threads that importing has woken wait no longer by spinning, which counts as CPU
)
MOST_READ = 1_500_000  # ratings up to which scores are read and facets fitted
COLD = 0.7  # seconds of CPU for import and a first small fit
R_MOST, R_PATIENCE = 75_000, 900
LME4 = """
library(lme4); d <- read.csv(commandArgs(TRUE)[1])
t <- proc.time()
lmer(score ~ 1 + (1|candidate) + (1|interviewer) + (1|criterion) + (1|candidate:interviewer), d)
cat(sum((proc.time() - t)[1:2]))
"""
TAM = """
library(TAM); d <- read.csv(commandArgs(TRUE)[1]); d$score <- d$score - 1
w <- reshape(d, idvar = c("candidate", "interviewer"), timevar = "criterion", direction = "wide")
r <- w[, grep("^score", names(w))]
t <- proc.time()
tam.mml.mfr(r, facets = w["interviewer"], formulaA = ~ item + interviewer + step, pid = w$candidate, verbose = FALSE)
cat(sum((proc.time() - t)[1:2]))
"""


@dataclass(frozen=True)
class Cost:
    """One fit: seconds on the clock and of CPU, megabytes at most, and seconds of CPU to read scores and ranks off it.

    ``facets`` are the seconds of CPU of the ordinal model, in a process of its own.
    """

    wall: float
    cpu: float
    memory: float
    reading: float
    facets: float = 0.0


def simulated(ratings: int) -> Any:
    """A sparse panel of this many ratings; seeded, so every round fits the same one."""
    import numpy as np

    from evenbar.measure.ratings import RatingTable

    people, raters, _, _ = SIZES[ratings]
    random = np.random.default_rng(ratings)
    met = random.integers(0, raters, (people, 5), dtype=np.int32)
    met = (met[:, :1] + np.cumsum(1 + met % max(1, raters // 5 - 1), axis=1)) % raters  # five different ones
    met.sort(axis=1)
    interviewer = np.repeat(met.ravel(), 3).astype(np.int64)
    first = random.integers(0, 8, people * 5, dtype=np.int64)
    criterion = ((first[:, None] + np.array([0, 2, 5])) % 8).ravel()
    candidate = np.repeat(np.arange(people), 15)
    y = 3.0 + random.normal(0.0, 0.7, people)[candidate]
    y -= random.normal(0.0, 0.5, raters)[interviewer]
    y += np.repeat(random.normal(0.0, 0.45, people * 5), 3)
    y += random.normal(0.0, 0.2, 8)[criterion] + random.normal(0.0, 0.77, len(y))
    np.clip(np.round(y, out=y), 1.0, 5.0, out=y)
    names = (tuple(map(str, range(people))), tuple(map(str, range(raters))), tuple("abcdefgh"))
    return RatingTable(*names, candidate, interviewer, criterion, y, 1.0, 5.0)


def measured(ratings: int) -> Cost:
    """Simulate, then time the first fit; in a process of its own."""
    from evenbar.measure.ranking import scores
    from evenbar.measure.severity import fit

    table = simulated(ratings)
    time.sleep(SETTLED)
    wall, cpu = time.perf_counter(), time.process_time()
    found = fit(table, estimator="reml", terms=TERMS, linked=True)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    reading = time.process_time()
    if ratings <= MOST_READ:
        scores(found)
    return Cost(wall, cpu, memory, time.process_time() - reading)


def of_facets(ratings: int) -> float:
    """Seconds of CPU of the first fit of the ordinal model; in a process of its own."""
    from evenbar.measure import facets

    table = simulated(ratings)
    time.sleep(SETTLED)
    began = time.process_time()
    facets.fit(table)
    return time.process_time() - began


def cold() -> float:
    """Seconds of CPU from nothing to the first small fit."""
    program = (
        "from evenbar.measure.ratings import table; from evenbar.measure.severity import fit; import time;"
        "rows = [(p, r, c) for p in range(11) for r in range(5) for c in range(3)];"
        "fit(table(candidate=[r[0] for r in rows], interviewer=[r[1] for r in rows], criterion=[r[2] for r in rows],"
        " score=[1 + (p * 7 + r * 3 + c * 5) % 11 % 5 for p, r, c in rows]), estimator='reml');"
        "print(time.process_time())"
    )
    return float(_said([sys.executable, "-c", program]))


def rounds(ratings: int, count: int) -> Cost:
    """The median of several processes."""
    count = count if ratings <= MOST_READ else 1
    program = [sys.executable, __file__]
    done = [Cost(**json.loads(_said([*program, "--one", str(ratings)]))) for _ in range(count)]
    if ratings <= MOST_READ:
        ordinal = [float(_said([*program, "--facets", str(ratings)])) for _ in range(count)]
        done = [replace(one, facets=other) for one, other in zip(done, ordinal, strict=True)]
    return Cost(*(statistics.median(getattr(one, name) for one in done) for name in Cost.__annotations__))


def _said(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def in_r(sizes: Sequence[int]) -> Iterator[str]:
    """Lines on lme4 and TAM, or that they were left out."""
    if shutil.which("Rscript") is None:
        yield "R is not installed here, so lme4 and TAM were left out."
        return
    for name, program in (("lme4", LME4), ("TAM", TAM)):
        if subprocess.run(["Rscript", "-e", f"library({name})"], capture_output=True, check=False).returncode:
            yield f"{name} is not installed here and was left out."
            continue
        for size in (size for size in sizes if size <= R_MOST):
            yield f"{name}, {size:,} ratings: {_by_r(program, size)}"


def _by_r(program: str, size: int) -> str:
    table = simulated(size)
    with tempfile.TemporaryDirectory(prefix="evenbar-bench-") as folder:
        path = Path(folder) / "ratings.csv"
        columns = zip(table.candidate, table.interviewer, table.criterion, table.score, strict=True)
        rows = "".join(f"{p},{r},{c},{x:g}\n" for p, r, c, x in columns)
        path.write_text("candidate,interviewer,criterion,score\n" + rows, encoding="utf-8")
        command = ["Rscript", "-e", program, str(path)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=R_PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return f"no answer within {R_PATIENCE} s."
    return (
        f"{float(done.stdout.split()[-1]):.2f} s of CPU." if done.returncode == 0 else "it ended in an error."
    )


def page(costs: dict[int, Cost], start: float, others: Sequence[str]) -> Iterator[str]:
    """The figures in Markdown."""
    head = ("ratings", "candidates by interviewers", "fit", "CPU", "peak memory", "scores and ranks, CPU")
    yield f"| {' | '.join(head)} | facets, CPU | of its target |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for size, cost in costs.items():
        people, raters, seconds, memory = SIZES[size]
        met = [f"{cost.cpu / seconds:.2f} of {_time(seconds)}"] if seconds else []
        met += [f"{cost.memory / memory:.2f} of {memory:.0f} MB"] if memory else []
        met += [f"facets {cost.facets / (3.0 * seconds):.2f} of {_time(3.0 * seconds)}"] if seconds else []
        read, ordinal = (_time(x) if size <= MOST_READ else "" for x in (cost.reading, cost.facets))
        yield (
            f"| {size:,} | {people:,} by {raters:,} | {_time(cost.wall)} | {_time(cost.cpu)} | {cost.memory:.0f} MB"
            f" | {read} | {ordinal} | {', '.join(met)} |"
        )
    yield ""
    yield f"Import and a first small fit: {start:.2f} s of CPU ({start / COLD:.2f} of {COLD} s)."
    yield from ("", *others)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def figure(costs: dict[int, Cost]) -> Iterator[str]:
    """Seconds of CPU by ratings on logarithmic scales, with a line of one slope to hold them against."""
    left, right, top, bottom = 70.0, 560.0, 20.0, 300.0
    wide, high = (2.0, 7.5), (-3.5, 1.5)

    def place(ratings: float, seconds: float) -> tuple[float, float]:
        x = left + (math.log10(ratings) - wide[0]) / (wide[1] - wide[0]) * (right - left)
        y = bottom - (math.log10(seconds) - high[0]) / (high[1] - high[0]) * (bottom - top)
        return round(x, 1), round(y, 1)

    yield '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 350" role="img" font-family="sans-serif">'
    yield "<title>Seconds of CPU for a fit, by number of ratings</title>"
    told = "; ".join(f"{size:,} ratings {_time(cost.cpu)}" for size, cost in costs.items())
    yield f"<desc>Both scales are logarithmic. {told}. The dashed line grows in step with the ratings.</desc>"
    yield '<rect width="600" height="350" fill="#fff"/><g font-size="13" fill="#333" stroke="none">'
    for power in range(2, 8):
        x, _ = place(10**power, 1.0)
        yield f'<text x="{x}" y="{bottom + 20}" text-anchor="middle">{10**power:,}</text>'
    for power, name in ((-3, "1 ms"), (-2, "10 ms"), (-1, "0.1 s"), (0, "1 s"), (1, "10 s")):
        _, y = place(100, 10.0**power)
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{name}</text>'
        yield f'<path d="M{left} {y}H{right}" stroke="#ddd"/>'
    yield f'<text x="{(left + right) / 2}" y="{bottom + 42}" text-anchor="middle">ratings</text></g>'
    if 75_000 in costs:
        per = costs[75_000].cpu / 75_000
        (x1, y1), (x2, y2) = place(3_000, 3_000 * per), place(10**7.5, 10**7.5 * per)
        yield f'<path d="M{x1} {y1}L{x2} {y2}" stroke="#888" stroke-dasharray="5 4" fill="none"/>'
    points = [place(size, cost.cpu) for size, cost in costs.items()]
    line = "L".join(f"{x} {y}" for x, y in points)
    yield f'<path d="M{line}" stroke="#1f5fa8" stroke-width="2" fill="none"/>'
    yield from (f'<circle cx="{x}" cy="{y}" r="4" fill="#1f5fa8"/>' for x, y in points)
    yield "</svg>"


def main() -> None:
    """Measure every size, print, and write the table and the figure where asked."""
    parser = argparse.ArgumentParser(prog="./run bench measure")
    parser.add_argument(
        "--sizes", default=",".join(map(str, SIZES)), help="numbers of ratings, between commas"
    )
    parser.add_argument("--rounds", type=int, default=3, help="processes for each size (3 unless given)")
    parser.add_argument("--into", type=Path, help="write the figures to this file as well")
    parser.add_argument("--figure", type=Path, help="draw times by ratings into this SVG file")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--facets", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(vars(measured(chosen.one))))
        return
    if chosen.facets:
        print(of_facets(chosen.facets))
        return
    sizes = [int(size) for size in chosen.sizes.split(",")]
    if unknown := [size for size in sizes if size not in SIZES]:
        parser.error(f"the sizes are {', '.join(map(str, SIZES))}, not {unknown[0]}.")
    start = statistics.median(cold() for _ in range(chosen.rounds))
    costs = {size: rounds(size, chosen.rounds) for size in sizes}
    text = "\n".join(page(costs, start, list(in_r(sizes))))
    print(text)
    if chosen.into:
        chosen.into.write_text(text + "\n", encoding="utf-8")
    if chosen.figure:
        chosen.figure.write_text("\n".join(figure(costs)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
