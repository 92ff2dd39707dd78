"""Who rated whom as parts that share nobody: found by joining, ordered so that lines cross little.

The order depends on the names and links alone, so the same table gives the same drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SWEEPS = 6


@dataclass(frozen=True)
class Part:
    """Interviewers and candidates who are linked, each in the order in which they are drawn."""

    interviewers: tuple[str, ...]
    candidates: tuple[str, ...]
    links: tuple[tuple[str, str, int], ...]

    @property
    def ratings(self) -> int:
        """How many ratings the part holds."""
        return sum(count for _, _, count in self.links)


def parts(links: Iterable[tuple[str, str, int]]) -> list[Part]:
    """The parts of links (candidate, interviewer, ratings), the largest first."""
    together: dict[tuple[str, str], int] = {}
    for candidate, interviewer, count in links:
        together[candidate, interviewer] = together.get((candidate, interviewer), 0) + count
    root: dict[tuple[str, str], tuple[str, str]] = {}

    def find(node: tuple[str, str]) -> tuple[str, str]:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for candidate, interviewer in together:
        root[find(("c", candidate))] = find(("i", interviewer))
    gathered: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for (candidate, interviewer), count in sorted(together.items()):
        gathered.setdefault(find(("c", candidate)), []).append((candidate, interviewer, count))
    found = [_ordered(part) for part in gathered.values()]
    return sorted(found, key=lambda part: (-len(part.candidates), -len(part.interviewers), part.candidates))


def _ordered(links: Sequence[tuple[str, str, int]]) -> Part:
    candidates = sorted({candidate for candidate, _, _ in links})
    interviewers = sorted({interviewer for _, interviewer, _ in links})
    met: dict[str, list[str]] = {name: [] for name in interviewers}
    met_by: dict[str, list[str]] = {name: [] for name in candidates}
    for candidate, interviewer, _ in links:
        met[interviewer].append(candidate)
        met_by[candidate].append(interviewer)
    for _ in range(SWEEPS):
        interviewers = _by_middle(interviewers, met, candidates)
        candidates = _by_middle(candidates, met_by, interviewers)
    return Part(tuple(interviewers), tuple(candidates), tuple(links))


def _by_middle(names: list[str], linked: dict[str, list[str]], others: list[str]) -> list[str]:
    """Names by the mean place of whom they are linked to."""
    place = {name: at for at, name in enumerate(others)}
    return sorted(names, key=lambda name: (sum(place[one] for one in linked[name]) / len(linked[name]), name))
