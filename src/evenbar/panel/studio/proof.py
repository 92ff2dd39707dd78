"""What the proof-reader says of a text, laid out for people: what to do first, then family by family. Pure.

The rules are another room's; here their findings get a place in the editor and an order. An unreadable text has
problems instead of findings.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from evenbar.lint import law
from evenbar.lint.checking import Findings, check
from evenbar.lint.rule import FAMILIES, STRENGTHS, Finding, Severity, rules
from evenbar.lint.settings import Settings
from evenbar.lint.suppressions import covers
from evenbar.panel.studio.manual import Stretches, plain, stretches
from evenbar.panel.studio.opened import opened
from evenbar.panel.studio.places import element_of
from evenbar.panel.studio.sections import part_of
from evenbar.scorecard.plan import Suppression
from evenbar.scorecard.problem import Problem, Unreadable

MOST_SHOWN = 60  # of one severity; whoever has more begins with these
HEADINGS: dict[Severity, str] = {"error": "Mend first", "warning": "Then look at", "info": "Notes"}
WORDS: dict[Severity, tuple[str, str]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "info": ("note", "notes"),
}
SEVERITY_WORDS = {severity: word.capitalize() for severity, (word, _) in WORDS.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as the studio shows it."""

    finding: Finding
    key: str  # tells it from the others of its page
    can_accept: bool

    @property
    def part(self) -> str:
        """The part of the editor where it is mended; empty for what every part shows."""
        first, _, rest = self.finding.where.partition("/")
        return (
            ""
            if first == "suppress" or (first in ("", "criteria") and not rest)
            else part_of(first + "/" + rest)
        )

    @property
    def element(self) -> str:
        """The element of that part to go to."""
        return element_of(self.finding.where)

    @property
    def word(self) -> str:
        """Error, Warning or Note."""
        return SEVERITY_WORDS[self.finding.severity]

    @property
    def sentence(self) -> str:
        """What stands under the field."""
        return f"{self.word}: {plain(self.finding.found)}"

    @property
    def instead(self) -> Stretches:
        """What to write instead, with the keys of the file told from the words."""
        return stretches(self.finding.instead)

    @property
    def why(self) -> Stretches:
        """Why it matters, likewise."""
        return stretches(self.finding.why)

    @property
    def strength(self) -> str:
        """How strong the grounds are."""
        return STRENGTHS[self.finding.strength]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one severity by family, and how many there are."""

    severity: Severity
    families: tuple[tuple[str, tuple[Said, ...]], ...]
    count: int

    @property
    def heading(self) -> str:
        """What to do with them."""
        return HEADINGS[self.severity]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - sum(len(items) for _, items in self.families)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An entry of the text's `suppress`, and what it accepts just now."""

    entry: Suppression
    findings: tuple[Finding, ...]

    @property
    def is_known(self) -> bool:
        """Whether its rule exists, and so has a page."""
        return self.entry.rule in rules()


@dataclass(frozen=True)
class Proof:
    """All that the proof-reader says of one text."""

    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    more: int = 0

    @property
    def is_readable(self) -> bool:
        """Whether the text is a scorecard at all."""
        return not self.problems

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def errors(self) -> int:
        """How many findings stand against publishing."""
        return self.count("error")

    @cached_property
    def says(self) -> str:
        """How much there is, in a line."""
        if not self.is_readable:
            return f"{len(self.problems)} to mend before the text can be read"
        return _counted(Counter(each.severity for each in self.findings)) or "Nothing stands against it."

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """The findings with their places."""
        return tuple(_said(self.findings))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The findings by what to do first."""
        return tuple(group for severity in HEADINGS if (group := self._group(severity)).count)

    def _group(self, severity: Severity) -> Group:
        mine = [each for each in self.said if each.finding.severity == severity]
        shown: dict[str, list[Said]] = {name: [] for name in FAMILIES}
        known = rules()
        for each in sorted(mine, key=lambda each: list(FAMILIES).index(known[each.finding.rule].family)):
            if sum(map(len, shown.values())) < MOST_SHOWN:
                shown[known[each.finding.rule].family].append(each)
        families = tuple((FAMILIES[name], tuple(items)) for name, items in shown.items() if items)  # type: ignore[index]
        return Group(severity, families, len(mine))

    @cached_property
    def at(self) -> dict[str, list[tuple[Severity, str]]]:
        """Severity and sentence of the findings at each path, the loudest first."""
        found: dict[str, list[tuple[Severity, str]]] = {}
        for severity in HEADINGS:
            for each in self.said:
                if each.finding.severity == severity:
                    found.setdefault(each.finding.where, []).append((severity, each.sentence))
        return found

    @property
    def lines(self) -> dict[int, str]:
        """The loudest that stands on each line of the text: problem, error, warning or info."""
        found: dict[int, str] = {problem.line: "problem" for problem in self.problems}
        for severity in HEADINGS:
            for finding in self.findings:
                if finding.severity == severity:
                    found.setdefault(finding.line, severity)
        return found

    @property
    def parts(self) -> dict[str, tuple[Severity, str]]:
        """The loudest of each part of the editor, and how many errors and warnings it has, in words."""
        found: dict[str, list[Severity]] = {}
        for each in self.said:
            if each.finding.severity != "info":
                found.setdefault(each.part, []).append(each.finding.severity)
        return {part: (min(all), _counted(Counter(all))) for part, all in found.items()}

    @property
    def law_checked(self) -> date:
        """The day on which the statutes were looked up."""
        return law.checked()


def _counted(counts: Mapping[Severity, int]) -> str:
    told = [(counts.get(severity, 0), *words) for severity, words in WORDS.items()]
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in told if count)


@lru_cache(maxsize=64)
def proof_of(text: str, settings: Settings, today: date) -> Proof:
    """Proof-read a text as of a day; the last few are remembered, since pages ask for the same one again."""
    try:
        found = check(text, settings=settings, today=settings.today or today)
    except Unreadable as unreadable:
        return Proof(problems=unreadable.problems)
    # Most texts accept nothing; those are not read a second time.
    card = opened(text).card if "suppress" in text else None
    accepted = _accepted(card.suppress, found) if card else ()
    return Proof((), found.found, tuple(accepted), found.more)


def _accepted(entries: Iterable[Suppression], found: Findings) -> Iterator[Accepted]:
    for entry in entries:
        mine = (each for each, _ in found.accepted if each.rule == entry.rule and covers(entry, each.where))
        yield Accepted(entry, tuple(mine))


def _said(findings: Iterable[Finding]) -> Iterator[Said]:
    """Each finding with a key. One acceptance covers all that a rule finds at a place, so it is offered once."""
    seen: dict[tuple[str, str], int] = {}
    known = rules()
    for finding in findings:
        place = finding.rule, finding.where
        seen[place] = seen.get(place, 0) + 1
        key = f"{finding.rule}--{finding.where.replace('/', '--')}--{seen[place]}"
        yield Said(finding, key, seen[place] == 1 and known[finding.rule].family != "suppression")
