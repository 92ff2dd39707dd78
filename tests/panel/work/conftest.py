"""A kind of answer for the tests: the data are a list that a test changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from evenbar.panel.work import answers
from evenbar.panel.work.answers import Question


@dataclass
class Data:
    """What the kind "sum" is computed from, and how often it was."""

    numbers: dict[str, int] = field(default_factory=lambda: {"7": 1, "8": 2})
    small: bool = False
    fail: bool = False
    computed: int = 0
    meanwhile: Callable[[], None] = lambda: None

    def question(self, scope: str) -> Question:
        def compute() -> dict[str, int]:
            self.computed += 1
            self.meanwhile()
            if self.fail:
                raise ValueError("nothing comes of this")
            return {"sum": sum(self.numbers.values())}

        return Question(
            fingerprint=repr(sorted(self.numbers.items()))[:64],
            compute=compute,
            rests_on=frozenset(int(key) for key in self.numbers),
            about=(f"opening:{scope}",),
            small=self.small,
        )


@pytest.fixture
def data(db: None) -> Iterator[Data]:
    """The data behind the kind "sum", registered for one test."""
    made = Data()
    answers.computes("sum")(made.question)
    yield made
    del answers._KINDS["sum"]
