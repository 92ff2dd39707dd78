"""What keeps a text from being a scorecard: one problem, all of them together, and the list being made."""

from dataclasses import dataclass, field

from evenbar.scorecard.source import Node

MOST_PROBLEMS = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in a sentence. Lines and columns count from 1."""

    line: int
    column: int
    path: str
    message: str
    name: str = "scorecard"

    def __str__(self) -> str:
        return f"{self.name}:{self.line}:{self.column}: {self.message}"


class Unreadable(ValueError):  # noqa: N818 - the name that callers read best
    """The text is not a scorecard; ``problems`` says why, in the order of the text."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Notes:
    """The problems found so far. Past a limit only their number is kept, so that any file ends soon."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    @property
    def full(self) -> bool:
        """Whether further problems are only counted."""
        return len(self.problems) >= MOST_PROBLEMS

    def add(self, node: Node, path: str, message: str) -> None:
        """Note a problem at a node."""
        if self.full:
            self.more += 1
        else:
            self.problems.append(Problem(node.line, node.column, path, message, self.name))

    def in_order(self) -> tuple[Problem, ...]:
        """The problems in the order of the text, the uncounted rest summed up at the end."""
        listed = sorted(self.problems, key=lambda problem: (problem.line, problem.column))
        if self.more:
            last = listed[-1]
            message = f"{self.more} more problems follow; mend these first."
            listed.append(Problem(last.line, last.column, "", message, self.name))
        return tuple(listed)
