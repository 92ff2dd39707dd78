"""The proof-reading itself: a scorecard's text, or ratings with their evidence, put to every rule that is chosen.

Rules give hits; here they become findings with a place in the file, and those that the scorecard suppresses
are set apart. How findings are shown and mended is for ``report`` and ``fix``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from evenbar.lint.law import sentences
from evenbar.lint.locating import LONGEST, Place, Places, spoken, stretch
from evenbar.lint.rule import Finding, Hit, Rule, Severity, rules
from evenbar.lint.settings import AS_IT_COMES, Settings
from evenbar.lint.subject import Card, Rating
from evenbar.lint.suppressions import covers
from evenbar.lint.wording import text_of
from evenbar.scorecard.including import refusal
from evenbar.scorecard.plan import Suppression
from evenbar.scorecard.problem import Problem, Unreadable
from evenbar.scorecard.reading import open_card
from evenbar.scorecard.scorecard import Scorecard
from evenbar.scorecard.source import decode

MOST = 1_000  # findings of one file; a file with more has other troubles
MOST_TEXTS = 4_000  # of a scorecard; a large one has a thousand
MOST_OTHERS = 20  # other candidates whom one note can bring in
_TOO_MANY = (
    f"the scorecard has more than {MOST_TEXTS:,} texts to proof-read; a large one has about a thousand."
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one file, in the order of its text; and what its ``suppress`` accepts, with the reason.

    ``more`` counts findings beyond the most that are listed.
    """

    file: str
    found: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, str], ...] = ()
    more: int = 0

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity == severity for finding in self.found)


@lru_cache(maxsize=64)
def chosen(settings: Settings) -> tuple[Rule, ...]:
    """The rules that speak, in the order of their families."""
    off = {name for name, severity in settings.severity if severity == "off"}
    wanted, unwanted = set(settings.select), set(settings.ignore) | off
    return tuple(
        rule
        for rule in rules().values()
        if (not wanted or wanted & {rule.name, rule.family}) and not unwanted & {rule.name, rule.family}
    )


def check(
    source: str | bytes,
    *,
    name: str = "scorecard",
    settings: Settings = AS_IT_COMES,
    today: date | None = None,
) -> Findings:
    """Everything that the chosen rules find in a scorecard's text; Unreadable where it is no scorecard."""
    reading = open_card(source, name=name)
    text, day = decode(source), today or settings.today or date.today()  # noqa: DTZ011 - the reader's own day
    card, places = Card(reading.card, settings.language, day, settings.limits), Places(text, reading.root)
    if len(card.all_pieces) > MOST_TEXTS:
        raise Unreadable((Problem(1, 1, "", _TOO_MANY, name),))
    found: list[Finding] = []
    accepted: list[tuple[Finding, str]] = []
    for rule in chosen(settings):
        for hit in rule.on_card(card) if rule.on_card else ():
            place = places.located(hit.where, hit.quote)
            if hit.edit and refusal(reading.root, hit.edit.where):
                hit = replace(hit, edit=None)
            finding = _finding(rule, hit, file=name, place=place, settings=settings)
            suppression = suppressing(reading.card, rule, hit)
            if suppression is None:
                found.append(finding)
            else:
                accepted.append((finding, suppression.because))
    found.sort(key=_order)
    return Findings(name, tuple(found[:MOST]), tuple(accepted), max(0, len(found) - MOST))


def suppressing(card: Scorecard, rule: Rule, hit: Hit) -> Suppression | None:
    """The scorecard's suppression that accepts a hit, if there is one. Those on suppressions are not accepted."""
    if rule.family == "suppression":
        return None
    return next((each for each in card.suppress if each.rule == rule.name and covers(each, hit.where)), None)


def _finding(rule: Rule, hit: Hit, *, file: str, place: Place, settings: Settings) -> Finding:
    return Finding(
        rule=rule.name,
        severity=settings.louder.get(rule.name) or hit.severity or rule.severity,
        file=file,
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
        where=hit.where,
        found=hit.found,
        instead=hit.instead,
        why=rule.why,
        strength=rule.strength,
        excerpt=place.excerpt,
        mark=place.mark,
        quote=hit.quote,
        edit=hit.edit,
        law=sentences(hit.topic) if hit.topic else (),
    )


def _order(finding: Finding) -> tuple[int, int, str]:
    return finding.line, finding.column, finding.rule


@dataclass(frozen=True, slots=True)
class Row:
    """A rating with its evidence, and where that stands: ``where`` in the file's own words, and line and column.

    ``span`` is the stretch of the file's text that holds the evidence, where the file is a text.
    """

    candidate: str
    interviewer: str
    criterion: str
    level: int | None
    evidence: str
    where: str
    line: int
    column: int = 1
    span: tuple[int, int] | None = None

    def place(self, text: str, quote: str) -> Place:
        """Where words of the evidence stand."""
        if self.span is not None:
            start, end = spoken(text, *self.span, quote or self.evidence) or self.span
            return stretch(text, start, end, known=(self.span[0], self.line, self.column))
        shown = " ".join(self.evidence[:LONGEST].split())
        at = max(0, shown.find(quote))
        mark = (at, min(len(shown), at + len(quote or shown)))
        return Place(self.line, self.column, self.line, self.column, shown, mark)


def check_ratings(
    rows: Iterable[Row], *, name: str = "ratings", settings: Settings = AS_IT_COMES, text: str = ""
) -> Findings:
    """Everything that the chosen rules find in ratings; each rating knows the names of the other candidates."""
    told = list(rows)
    people = _People.of(told)
    found = [
        _finding(rule, hit, file=name, place=row.place(text, hit.quote), settings=settings)
        for row in told
        for rule in chosen(settings)
        if rule.on_rating is not None
        for hit in rule.on_rating(_rating(row, people.others(row), settings))
    ]
    found.sort(key=_order)
    return Findings(name, tuple(found[:MOST]), (), max(0, len(found) - MOST))


@dataclass(frozen=True, slots=True)
class _People:
    """The candidates of a file by the words of their names, so that a note is asked only about those it may name."""

    by_word: dict[str, list[str]]

    @classmethod
    def of(cls, rows: list[Row]) -> "_People":
        by_word: dict[str, list[str]] = {}
        for name in sorted({row.candidate for row in rows}):
            for word in text_of(name).vocabulary:
                by_word.setdefault(word, []).append(name)
        return cls(by_word)

    def others(self, row: Row) -> tuple[str, ...]:
        """The other candidates with whom a note shares a word of their name."""
        named: dict[str, None] = {}
        for word in sorted(text_of(row.evidence).vocabulary & self.by_word.keys()):
            named.update(dict.fromkeys(self.by_word[word][: MOST_OTHERS + 1]))
        return tuple(name for name in named if name != row.candidate)[:MOST_OTHERS]


def _rating(row: Row, others: tuple[str, ...], settings: Settings) -> Rating:
    return Rating(
        row.evidence,
        row.level,
        settings.language,
        criterion=row.criterion,
        candidate=row.candidate,
        interviewer=row.interviewer,
        where=row.where,
        others=others,
    )
