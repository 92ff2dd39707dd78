"""What keeps a text from being a scorecard: one problem, all of them together, and the list being made."""

from dataclasses import dataclass, field

from evenbar.scorecard.source import Node

MOST_PROBLEMS = 200


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
    """The problems found so far, up to a limit, so that any file is answered soon."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    cut: bool = False

    @property
    def full(self) -> bool:
        """Whether further problems would not be listed."""
        return len(self.problems) >= MOST_PROBLEMS

    def add(self, node: Node, path: str, message: str) -> None:
        """Note a problem at a node."""
        if self.full:
            self.cut = True
        else:
            self.problems.append(Problem(node.line, node.column, path, message, self.name))

    def in_order(self) -> tuple[Problem, ...]:
        """The problems in the order of the text, with a word at the end where there are more."""
        listed = sorted(self.problems, key=lambda problem: (problem.line, problem.column))
        if self.cut:
            last = listed[-1]
            message = "more problems follow; mend these first."
            listed.append(Problem(last.line, last.column, "", message, self.name))
        return tuple(listed)
