"""Hostile files: one sentence, soon, and in little memory, whatever the file holds.

Each runs in a process of its own under hard limits of processor time and memory; past them it would be killed.
"""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.scorecard.reading import Unreadable, read
from tests.examples import examples
from tests.scorecard.cards import SMALL

LARGE = 1_990_000
FILES = {
    "aliases that blow up": "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 40)),
    "an alias within itself": "a: &a [*a]\n",
    "an alias of nothing": "a: *b\n",
    "five megabytes": "a: " + "x" * 5_000_000,
    "tabs": "evenbar: 1\njob:\n\tlevel: senior\n",
    "binary": bytes(range(256)) * 4000,
    "a null character": "title: a\x00b\n",
    "another encoding": "title: Bewährt\n".encode("latin-1"),
    "UTF-16": "title: a\n".encode("utf-16"),
    "deep brackets": "[" * LARGE,
    "deep braces": "{a: " * (LARGE // 4),
    "deep dashes": "- " * (LARGE // 2),
    "deep questions": "? " * (LARGE // 2),
    "two documents": "a: 1\n---\nb: 2\n",
    "nothing": "",
    "comments only": "# " + "x" * LARGE,
    "a Python object": "a: !!python/object/apply:os.system [x]\n",
    "half a million items": "- a\n" * (LARGE // 4),
    "many keys": "".join(f"key{n}: 1\n" for n in range(150_000)),
    "one key": "k" * LARGE + ": 1\n",
    "an open quote": 'a: "' + "x" * LARGE,
    "many anchors": "".join(f"- &a{n} x\n" for n in range(150_000)),
    "criteria without names": "criteria: [" + "{id: a}," * 15_000 + "]\n",
    "many unknown tasks": "job:\n  tasks:\n"
    + "".join(f"  - {{id: t{n}}}\n" for n in range(8000))
    + "criteria:\n"
    + "".join(f"- {{id: c{n}, tasks: [t9999{n}]}}\n" for n in range(8000)),
    "many unknown places": "criteria:\n"
    + "".join(f"- {{id: c{n}}}\n" for n in range(10_000))
    + "suppress:\n"
    + "- {rule: a, where: criteria/zz}\n" * 10_000,
    "many unknown questions": "criteria:\n- {id: c, questions: ["
    + "{id: q}," * 8000
    + "]}\nstages:\n"
    + "- {id: s, criteria: [c], order: [z]}\n" * 8000,
    "many listed criteria": "stages:\n- {id: s, criteria: [" + "zz," * 45_000 + "]}\n",
}
# Two seconds of processor time with the start of Python, and 200 MB of memory.
READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
resource.setrlimit(resource.RLIMIT_DATA, (200_000_000, 200_000_000))
from evenbar.scorecard.reading import Unreadable, read
try:
    read(sys.stdin.buffer.read())
except Unreadable as unreadable:
    print(*unreadable.problems, sep="\\n")
else:
    sys.exit("it was read")
"""


@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_file_is_refused_in_sentences(kind: str) -> None:
    """A hostile file is refused in sentences, within the limits."""
    source = FILES[kind]
    content = source.encode() if isinstance(source, str) else source
    done = subprocess.run([sys.executable, "-c", READ], input=content, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    lines = done.stdout.decode().splitlines()
    assert 1 <= len(lines) <= 201
    assert all(line.startswith("scorecard:") and len(line) < 300 for line in lines)


SENTENCES = {
    "aliases that blow up": "the file holds more than 100,000 values, aliases included",
    "an alias within itself": "1:8: the alias *a stands inside what it points at.",
    "an alias of nothing": "1:4: the alias *b points at nothing above it.",
    "five megabytes": "the file is larger than 2 MB",
    "tabs": "3:1: a tab stands in the indentation; YAML is indented by spaces.",
    "binary": "the file is not UTF-8 text",
    "a null character": "1:9: the character U+0000 cannot stand in a YAML file; remove it.",
    "another encoding": "1:11: the file is not UTF-8 text; save it as UTF-8.",
    "UTF-16": "the file is UTF-16; save it as UTF-8.",
    "deep brackets": "values are nested more than 24 deep",
    "two documents": "2:1: a second document begins here; a scorecard file holds one.",
    "nothing": "the file is empty; a scorecard begins with `evenbar: 1`.",
    "comments only": "the file is empty",
    "a Python object": "is not part of the format; remove it.",
    "an open quote": "the file ends inside quotes; close them.",
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_the_sentence_says_what_is_wrong(kind: str) -> None:
    """The one sentence about a hostile file says what is wrong with it."""
    with pytest.raises(Unreadable) as caught:
        read(FILES[kind])
    (problem,) = caught.value.problems
    assert SENTENCES[kind] in str(problem)


@examples(400)
@given(
    st.binary(max_size=200) | st.text(max_size=200) | st.text("{}[]:,-?&*!|>'\"#%@`~ \n\tab1", max_size=80)
)
def test_any_text_is_read_or_refused_in_sentences(source: str | bytes) -> None:
    """Whatever the text, it is read or refused in sentences; nothing else goes wrong."""
    with pytest.raises(Unreadable) as caught:
        read(source)
    assert all("\n" not in str(problem) for problem in caught.value.problems)


def told_places(text: str) -> list[tuple[int, int]]:
    """Where the problems of a text stand; nowhere if it is read."""
    try:
        read(text)
    except Unreadable as unreadable:
        return [(problem.line, problem.column) for problem in unreadable.problems]
    return []


@examples(400)
@given(
    st.integers(0, len(SMALL)), st.integers(0, 12), st.text(max_size=6) | st.sampled_from(SMALL.split("\n"))
)
def test_a_damaged_scorecard_is_read_or_refused_in_sentences(at: int, less: int, more: str) -> None:
    """A scorecard that lost or gained some characters anywhere is read or refused in sentences."""
    text = SMALL[:at] + more + SMALL[at + less :]
    assert all(1 <= line <= text.count("\n") + 2 and column >= 1 for line, column in told_places(text))
