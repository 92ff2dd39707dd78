"""What the proof-reader whispers at the review: lines of evidence that read as judgement, to their author alone.

It looks at the author's own draft and at nothing that others rated or noted. It stops nobody from submitting, counts
nowhere and is kept nowhere; it is worked out for the page and forgotten.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenbar.lint.checking import chosen
from evenbar.lint.rule import Hit
from evenbar.lint.settings import Settings
from evenbar.lint.subject import Rating
from evenbar.panel.interviewing import drafts
from evenbar.panel.interviewing.rows import Row
from evenbar.panel.studio.team_rules import team_rules

# These weigh all the evidence behind a level; the others look at one line at a time.
ON_THE_WHOLE = ("level-contradicted", "evidence-too-short")
Lines = dict[str, list["Whisper"]]


@dataclass(frozen=True, slots=True)
class Whisper:
    """A remark beside a line: what reads as judgement, what to write instead, the rule that explains it."""

    rule: str
    found: str
    instead: str


def whispers(rows: Sequence[Row], *, candidate: str, others: Sequence[str]) -> Lines:
    """The remarks by line. `others` are the names of candidates of the opening whom the author may see."""
    settings = team_rules().settings
    found: Lines = {}
    for row in rows:
        for line, whisper in _on_row(row, settings, candidate, tuple(others)):
            found.setdefault(line, []).append(whisper)
    return found


def _on_row(
    row: Row, settings: Settings, candidate: str, others: tuple[str, ...]
) -> Iterator[tuple[str, Whisper]]:
    def told(text: str, level: int | None, *, whole: bool) -> Iterator[tuple[str, Hit]]:
        rating = Rating(
            text, level, settings.language, row.criterion.id, candidate, where=row.criterion.id, others=others
        )
        for rule in chosen(settings):
            if rule.on_rating is not None and (rule.name in ON_THE_WHOLE) is whole:
                yield from ((rule.name, hit) for hit in rule.on_rating(rating))

    for line in row.evidence:
        for rule, hit in told(line["text"], None, whole=False):
            yield line["id"], Whisper(rule, hit.found, hit.instead)
    if row.evidence and row.level is not None:
        text = "\n".join(line["text"] for line in row.evidence)
        for rule, hit in told(text, row.level, whole=True):
            yield _line_of(row.evidence, hit.quote), Whisper(rule, hit.found, hit.instead)


def _line_of(evidence: list[drafts.Body], quote: str) -> str:
    """The line that holds the words; the last one where they run over several."""
    holding = (line for line in evidence if quote and quote in line["text"])
    return str(next(holding, evidence[-1])["id"])
