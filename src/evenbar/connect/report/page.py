"""A report as a page that stands alone: no script, no other host, light and dark, on a phone and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from evenbar.figures.figure import Figure, Table, markup, stylesheet, tokens
from evenbar.figures.links import links

MARK = '<meta name="generator" content="evenbar measure">'  # by it a report knows an older report
NORMAL_95 = 1.959963984540054  # standard errors on either side
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_LOOK = """
@layer base {
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--paper); color: var(--ink); font: var(--step-0)/1.5 var(--sans);
    font-variant-numeric: tabular-nums; }
  h1, h2, h3, p, dl, dd, ul { margin: 0; }
  h1 { font-size: var(--step-2); line-height: 1.2; letter-spacing: -0.015em; overflow-wrap: anywhere; }
  h2 { font-size: var(--step-1); line-height: 1.3; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
  summary { cursor: pointer; }
  code { font-family: var(--mono); font-size: var(--step--1); overflow-wrap: anywhere; }
}
@layer screens {
  main { max-width: 62rem; margin: 0 auto; padding: var(--gap-6); }
  .brand { display: flex; gap: .5rem; align-items: center; font-weight: 700; margin-bottom: var(--gap-6); }
  .brand::before { content: ""; width: 18px; height: 10px; border: solid var(--accent); border-width: 2px 0; }
  .muted { color: var(--muted); font-size: var(--step--1); overflow-wrap: anywhere; }
  .card, .note { margin-top: var(--gap-6); padding: var(--gap-6); }
  .card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
  .card > * + * { margin-top: var(--gap-3); } .card > p { max-width: 46rem; }
  .note { border-inline-start: 3px solid var(--warn); background: var(--warn-weak); padding: var(--gap-4); }
  .note ul, .limits { padding-inline-start: 1.2rem; } .note li, .limits li, .card p { overflow-wrap: anywhere; }
  .terms dt { font-weight: 620; margin-top: var(--gap-3); } .terms dd { max-width: 46rem; }
  .plain { overflow-x: auto; }
  .plain table { border-collapse: collapse; } .plain caption { text-align: start; font-weight: 620; }
  .plain th, .plain td { text-align: start; vertical-align: top; padding: var(--gap-1) var(--gap-3);
    border-bottom: 1px solid var(--line); }
  .plain th:first-child { padding-inline-start: 0; font-weight: 500; overflow-wrap: anywhere; min-width: 7rem; }
  .plain thead th { color: var(--muted); font-size: var(--step--1); } .plain .number { text-align: end; }
  .plain td.number { white-space: nowrap; }
  @media (max-width: 40rem) { main { padding: var(--gap-4); } .card { padding: var(--gap-4); } }
  @media print {
    @page { size: A4; margin: 14mm; }
    :root { color-scheme: light; } body { background: none; } main { padding: 0; max-width: none; }
    .card { border: 0; padding: 0; } h2 { break-after: avoid; } tr, li, .note { break-inside: avoid; }
  }
}
"""


@dataclass(frozen=True)
class Seen:
    """What was counted in the file: its name, who rated whom, ratings by name, and what the command was asked."""

    source: str
    links: Sequence[tuple[str, str, int]] = ()
    candidates: Mapping[str, int] = field(default_factory=dict)
    interviewers: Mapping[str, int] = field(default_factory=dict)
    criteria: Mapping[str, int] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A part of a report: what it is about, what it says in words, a figure, and tables beside it."""

    heading: str
    readings: tuple[str, ...] = ()
    figure: Figure | None = None
    tables: tuple[tuple[str, Table], ...] = ()


@dataclass(frozen=True)
class Report:
    """A whole report; ``terms`` says how each number is computed, ``limits`` what none of them can say."""

    title: str
    sections: tuple[Section, ...]
    terms: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]


def page(report: Report, answer: Mapping[str, Any], seen: Seen) -> str:
    """The report as an HTML document."""
    sections = [*_linkage(answer, seen), *report.sections]
    parts = [
        f'<p class="brand">Evenbar</p>\n<h1>{_text(report.title)}</h1>',
        f'<p class="muted">{_text(_counts(answer))}{_text(seen.source)}</p>',
        _warnings(answer["warnings"]),
        *map(_section, sections),
        _terms(report.terms),
        _limits(report.limits),
    ]
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{MARK}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(report.title)}: {_text(seen.source)}</title>\n"
        f"<style>\n{tokens()}{stylesheet()}{_LOOK}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _counts(answer: Mapping[str, Any]) -> str:
    """What was counted, as 24 candidates, 8 interviewers; nothing for answers that are not of ratings."""
    singular = {"criteria": "criterion"}
    n = answer.get("n", {})
    told = [f"{n[noun]:,} {noun if n[noun] != 1 else singular.get(noun, noun[:-1])}" for noun in n]
    return f"{', '.join(told)}. From " if told else "From "


def _linkage(answer: Mapping[str, Any], seen: Seen) -> list[Section]:
    """Who rated whom, where the panel falls into parts."""
    if answer.get("parts", 1) < 2 or not seen.links:
        return []
    told = (
        f"The interviewers and candidates fall into {answer['parts']} parts that share nobody. Across parts, strict"
        " interviewers and weak candidates cannot be told apart, so nothing here should be compared across them. One"
        " interviewer who sits in two parts links them."
    )
    figure = links(
        seen.links, title="Who rated whom", description="A box is a part that shares nobody with another."
    )
    return [Section("Parts that cannot be compared", (told,), figure)]


def _warnings(warnings: Sequence[Mapping[str, str]]) -> str:
    items = "".join(f"<li>{_text(warning['message'])}</li>" for warning in warnings)
    return f'<div class="note"><h2>To know</h2><ul>{items}</ul></div>' if items else ""


def _section(section: Section) -> str:
    readings = "\n".join(f"<p>{_text(reading)}</p>" for reading in section.readings)
    figure = markup(section.figure) if section.figure else ""
    tables = "\n".join(_table(caption, table) for caption, table in section.tables)
    inside = "\n".join(part for part in (readings, str(figure), tables) if part)
    return f'<section class="card">\n<h2>{_text(section.heading)}</h2>\n{inside}\n</section>'


def _table(caption: str, table: Table) -> str:
    def cell(at: int, told: str) -> str:
        look = ' class="number"' if at in table.numbers else ""
        return f'<th scope="row"{look}>{_text(told)}</th>' if at == 0 else f"<td{look}>{_text(told)}</td>"

    heads = "".join(
        f'<th scope="col"{_number(at in table.numbers)}>{_text(head)}</th>'
        for at, head in enumerate(table.heads)
    )
    rows = "\n".join(
        f"<tr>{''.join(cell(at, told) for at, told in enumerate(row))}</tr>" for row in table.rows
    )
    return (
        f'<div class="plain" tabindex="0" role="group" aria-label="{_text(caption)}"><table>'
        f"<caption>{_text(caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
    )


def _number(right: bool) -> str:
    return ' class="number"' if right else ""


def _terms(terms: Sequence[tuple[str, str]]) -> str:
    items = "\n".join(f"<dt>{_text(name)}</dt><dd>{_text(told)}</dd>" for name, told in terms)
    about = "<h2>How each number is computed</h2>"
    return f'<section class="card">\n{about}\n<dl class="terms">\n{items}\n</dl>\n</section>'


def _limits(limits: Sequence[str]) -> str:
    items = "\n".join(f"<li>{_text(limit)}</li>" for limit in limits)
    return f'<section class="card">\n<h2>What this cannot say</h2>\n<ul class="limits">\n{items}\n</ul>\n</section>'


def _text(text: str) -> str:
    """Text for HTML, without signs that a page cannot hold or that turn the order of letters."""
    return escape("".join(sign if sign.isprintable() else " " for sign in text))
