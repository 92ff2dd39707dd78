"""./run bench lint: what proof-reading costs, from a cold start and over a thousand scorecards.

The scorecards are made here, each of about 400 lines, from the library's own words with others put in at random,
so that no text is met twice and nothing can be remembered from one file to the next. The commands run as people
run them, in processes of their own, whose CPU and memory are read afterwards; a first run, which is not counted,
leaves Python's bytecode as an installation does.

    ./run bench lint [--cards N] [--into FILE]     print the figures; write them as a page too
"""

import argparse
import itertools
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

CARDS, LINES, ROUNDS, TRIES, TIMED, TYPED = 1_000, 400, 7, 3, 100, 15
COLD, ALL, MEMORY = 0.25, 20.0, 200.0  # seconds, seconds, megabytes
CHANGED = 0.15  # share of words that are put in from elsewhere
ASKED = (
    "Tell me about yourself.",
    "Why do you want this job?",
    "Are you strong in statistics?",
    "How old are you?",
)
OPENING = """\
# What proof-reading costs

Measured in one run by `./run bench lint`, which makes the scorecards from the library's own words with others put in
at random. CPU and memory are those of `evenbar lint` in a process of its own, with Python's bytecode as an
installation leaves it: the median of seven starts, and the least of three runs over the folder, since whatever
else the machine does is counted in. The last column sets the figure against its target: below 1 it is met.

"""
EVENBAR = [sys.executable, "-c", "from evenbar.cli import main; main()"]


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds of CPU and megabytes."""

    cpu: float
    memory: float


def main() -> None:
    """Make the scorecards, measure, print, and write the page where asked."""
    parser = argparse.ArgumentParser(prog="./run bench lint")
    parser.add_argument("--cards", type=int, default=CARDS, help="how many scorecards (1,000 unless given)")
    parser.add_argument("--into", type=Path, help="write the figures to this file as well")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evenbar-bench-") as name:
        folder = Path(name) / "cards"
        folder.mkdir()
        lines = [make(folder / f"card-{number:04}.yaml", number) for number in range(chosen.cards)]
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder.with_suffix(".bytecode"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        _, *one = (cost("lint", str(folder / "card-0000.yaml")) for _ in range(ROUNDS + 1))
        every = min((cost("lint", str(folder)) for _ in range(TRIES)), key=lambda each: each.cpu)
        by_rule = list(per_rule(sorted(folder.iterdir())[:TIMED]))
        keys = keystroke()
    cold = statistics.median(each.cpu for each in one)
    text = "\n".join(page(cold, every, statistics.mean(lines), chosen.cards, by_rule))
    text = "\n".join([text, "", *_keys(keys)])
    print(text)
    if chosen.into:
        chosen.into.write_text(OPENING + text + "\n", encoding="utf-8")


def make(path: Path, number: int) -> int:
    """Write a scorecard of about 400 lines that no other is like; how many lines it has."""
    from evenbar.scorecard import library
    from evenbar.scorecard.criterion import Criterion
    from evenbar.scorecard.plan import Stage
    from evenbar.scorecard.writing import write

    chance = random.Random(number)
    base = library.load("senior-ml-engineer")
    criteria: list[Criterion] = []
    for row in chance.sample(base.criteria, len(base.criteria)):
        questions = chance.sample(row.questions, min(2, len(row.questions)))
        trimmed = replace(row, include=None, tasks=(), questions=tuple(questions))
        criteria.append(_reworded(trimmed, chance))
        ids = tuple(each.id for each in criteria)
        stages = tuple(
            Stage(f"stage-{at}", f"Interview {at}", 60, 1, ids[at::3] or ids[:1], ai_policy="none")
            for at in range(3)
        )
        card = replace(base, scorecard=f"card-{number}", criteria=tuple(criteria), stages=stages, suppress=())
        text = write(card)
        if text.count("\n") >= LINES:
            break
    path.write_text(text, encoding="utf-8")
    return text.count("\n")


def _reworded(value: Any, chance: random.Random, name: str = "") -> Any:
    """A criterion with other words in its texts, and now and then a question that ought to be found."""
    from dataclasses import fields, is_dataclass

    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: _reworded(getattr(value, each.name), chance, each.name) for each in fields(value)
        }
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_reworded(each, chance, name) for each in value)
    if not isinstance(value, str) or name in KEPT:
        return value
    if name == "ask" and chance.random() < 0.1:
        return chance.choice(ASKED)
    return re.sub(r"\b[a-z]{5,}\b", lambda found: _other(found.group(), chance), value)


KEPT = {
    "id",
    "kind",
    "family",
    "covers",
    "tasks",
    "evidence",
    "axis",
    "codes",
    "sources",
    "diff",
    "ai_exposure",
}


def _other(word: str, chance: random.Random) -> str:
    return chance.choice(vocabulary()) if chance.random() < CHANGED else word


def vocabulary() -> list[str]:
    """The words of the library."""
    if not _WORDS:
        from evenbar.scorecard import library

        texts = (library.criterion_text(each.id) for each in library.criteria())
        _WORDS.extend(sorted({word for text in texts for word in re.findall(r"\b[a-z]{5,}\b", text)}))
    return _WORDS


_WORDS: list[str] = []


def cost(*arguments: str) -> Cost:
    """CPU and memory of one command in a process of its own."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, *EVENBAR, *arguments], capture_output=True, text=True, check=True
    )
    status, cpu, memory = said.stdout.split()
    if status not in ("0", "1") or said.stderr:
        raise SystemExit(f"evenbar {' '.join(arguments)} ended with {status}: {said.stderr}")
    return Cost(float(cpu), float(memory))


def per_rule(paths: list[Path]) -> Iterator[tuple[str, float]]:
    """Milliseconds of CPU for one scorecard: reading, then each rule, the slowest first."""
    from datetime import date

    from evenbar.lint.rule import rules
    from evenbar.lint.subject import Card
    from evenbar.lint.wording import ENGLISH, text_of
    from evenbar.scorecard.reading import read

    texts = [path.read_text(encoding="utf-8") for path in paths]
    begun = time.process_time()
    cards = [Card(read(text), ENGLISH, date(2026, 11, 24)) for text in texts]
    yield "reading", _each(begun, paths)
    begun = time.process_time()
    for card in cards:
        for piece in card.all_pieces:
            assert text_of(piece.text).vocabulary is not None
    yield "words of every text", _each(begun, paths)
    spent = []
    for rule in rules().values():
        begun = time.process_time()
        for card in cards:
            for _ in rule.on_card(card) if rule.on_card else ():
                pass
        spent.append((rule.name, _each(begun, paths)))
    yield from sorted(spent, key=lambda row: -row[1])


def _each(begun: float, paths: list[Path]) -> float:
    return (time.process_time() - begun) * 1000 / len(paths)


@dataclass(frozen=True)
class Keystroke:
    """Milliseconds of CPU from a letter typed into a large draft to its findings, by the page it is typed on."""

    size: int  # of the draft, in thousands of bytes
    form: float
    whole: float
    anew: float  # the form, where every reader of the text parses it again


def keystroke() -> Keystroke:
    """Type into a large scorecard, each time another letter: in a field, in the text, and without remembered trees."""
    from unittest.mock import patch

    from evenbar.lint import checking
    from evenbar.panel.studio import opened as opening
    from evenbar.scorecard import editing, reading
    from evenbar.scorecard.source import tree

    text = large()
    by_form, whole = _typed(text, in_form=True), _typed(text, in_form=False)
    parse = tree.__wrapped__
    with (
        patch.object(editing, "tree", parse),
        patch.object(reading, "tree", parse),
        patch.object(opening, "tree", parse),
        patch.object(checking, "open_card", reading.open_card.__wrapped__),
    ):
        anew = _typed(text, in_form=True)
    return Keystroke(round(len(text.encode()) / 1000), by_form, whole, anew)


def large() -> str:
    """The complete scorecard with all its criteria written out in other words: about 95 kB."""
    from evenbar.scorecard import library
    from evenbar.scorecard.writing import write

    chance, base = random.Random(7), library.load("senior-ml-engineer")
    rows = tuple(_reworded(replace(row, include=None), chance) for row in base.criteria)
    return write(replace(base, criteria=rows))


_KEYS: Iterator[int] = itertools.count()


def _typed(text: str, *, in_form: bool) -> float:
    """The median of some keystrokes, each giving a text that was not there before."""
    from datetime import date

    from evenbar.lint.settings import AS_IT_COMES
    from evenbar.panel.studio.edits import with_fields
    from evenbar.panel.studio.proof import proof_of

    spent = []
    for key in itertools.islice(_KEYS, TYPED):
        words = f"Turns question {key} into a task."
        sent = {"criteria/framing/definition": words}
        other = text if in_form else with_fields(text, sent).text
        begun = time.process_time()
        present = with_fields(text, sent).text if in_form else f"{other}# {key}\n"
        proof_of(present, AS_IT_COMES, date(2026, 11, 24))
        spent.append((time.process_time() - begun) * 1000)
    return statistics.median(spent)


def page(
    cold: float,
    every: Cost,
    lines: float,
    cards: int,
    by_rule: list[tuple[str, float]],
) -> Iterator[str]:
    """The figures in Markdown."""
    yield f"{cards:,} scorecards of {lines:.0f} lines each, no text twice."
    yield ""
    yield "| what | measured | target | of its target |"
    yield "| --- | ---: | ---: | ---: |"
    yield f"| `evenbar lint` of one file, cold start, CPU | {cold:.3f} s | {COLD} s | {cold / COLD:.2f} |"
    target = ALL * cards / CARDS
    yield f"| `evenbar lint` of the folder, CPU | {every.cpu:.1f} s | {target:g} s | {every.cpu / target:.2f} |"
    yield f"| memory of that | {every.memory:.0f} MB | {MEMORY:.0f} MB | {every.memory / MEMORY:.2f} |"
    yield ""
    yield f"CPU for one scorecard, over {min(TIMED, cards)} of them: "
    yield ""
    yield "| part | ms |"
    yield "| --- | ---: |"
    yield from (f"| {name} | {spent:.2f} |" for name, spent in by_rule)
    yield f"| all of it | {sum(spent for _, spent in by_rule):.2f} |"


def _keys(keys: Keystroke) -> Iterator[str]:
    yield f"CPU from a letter typed into a draft of {keys.size} kB to its findings, without the browser's share:"
    yield ""
    yield "| typed | ms | of parsing anew |"
    yield "| --- | ---: | ---: |"
    yield f"| in a field of the form | {keys.form:.1f} | {keys.form / keys.anew:.2f} |"
    yield f"| the same, each reader parsing anew | {keys.anew:.1f} | 1.00 |"
    yield f"| in the YAML | {keys.whole:.1f} | |"


if __name__ == "__main__":
    main()
