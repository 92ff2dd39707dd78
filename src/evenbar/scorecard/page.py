"""The one-page template: a scorecard as an HTML file that prints on one landscape sheet, for panels on paper.

Every row has its anchors and room for evidence and a level. The file carries its own style, because it is
opened from a disk and never served.
"""

from html import escape
from itertools import groupby

from evenbar.scorecard.changes import percent
from evenbar.scorecard.criterion import FAMILIES, Criterion
from evenbar.scorecard.plan import MINIMUMS, RULES
from evenbar.scorecard.scorecard import LEVELS, Scorecard, exact, fingerprint
from evenbar.scorecard.sheet import LEVEL, NAME, WEIGHT, WIDTH, Sheet, fitted

_MISSING = (
    ("n/p", "not planned for this interview"),
    ("n/r", "not reached"),
    ("n/s", "asked, nothing shown"),
)
_RECOMMENDATIONS = ("strong no", "no", "yes", "strong yes")

_STYLE = """
@page { size: landscape; margin: 8mm; }
* { box-sizing: border-box; }
html { background: #e6e3da; }
body { margin: 0; color: #1a1d21; font: SIZEpt/1.24 Inter, "Inter Variable", "Helvetica Neue", Arial,
  "Liberation Sans", "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
main { background: #fff; }
@media screen { main { width: 279mm; margin: 8mm auto; padding: 8mm; box-shadow: 0 1px 8mm rgb(0 0 0 / .12); } }
@media print { html { background: none; } }
header { display: flex; gap: 6mm; align-items: end; height: 19mm; padding-bottom: 3mm; }
h1 { margin: 0; font-size: 13pt; line-height: 1.1; letter-spacing: -.015em; font-weight: 650; }
.brand { display: flex; align-items: center; gap: 1.6mm; margin: 0 0 1.2mm; font-size: 7.5pt; font-weight: 700;
  letter-spacing: -.02em; }
.brand::before { content: ""; width: 4.4mm; height: 2.4mm; border: solid #0b5a5a; border-width: .5mm 0; }
.about { margin: .8mm 0 0; color: #5a6169; font-size: 6.5pt; }
.what { flex: 1; min-width: 0; }
.fields { display: flex; gap: 4mm; margin: 0; font-size: 6.5pt; color: #5a6169; }
.fields div { width: 31mm; border-bottom: .25mm solid #1a1d21; height: 9mm; }
.fields .short { width: 21mm; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: start; vertical-align: top; padding: .8mm 1.2mm; font-weight: 400; overflow-wrap: anywhere; }
thead th { height: 6mm; vertical-align: bottom; color: #5a6169; font-size: 6.5pt; border-bottom: .3mm solid #1a1d21; }
thead b { display: inline-grid; place-items: center; width: 4mm; height: 4mm; border-radius: .7mm; margin-right: 1mm;
  font-size: 7pt; }
.l1 { background: #b5541c; color: #fff; } .l2 { background: #e3ab7c; color: #2c1503; }
.l3 { background: #d9d6cc; color: #1a1d21; } .l4 { background: #86bdb6; color: #06302d; }
.l5 { background: #0f6b66; color: #fff; }
.family th { padding: .35em 1.2mm 0; line-height: 1.2; height: 1.9222em; color: #0b5a5a; font-weight: 650; }
tbody:not(:last-child) tr:last-child > * { border-bottom-color: #b9b5aa; }
.family span { color: #5a6169; font-weight: 400; }
.row { height: ROWmm; }
.row > * { border-bottom: .18mm solid #dfdcd3; }
.row th { padding-left: 0; } .family th, thead th:first-child { padding-left: 0; }
.row th b { display: block; font-size: 1.08em; font-weight: 650; line-height: 1.15; }
.facts { color: #5a6169; } .facts b { color: #1a1d21; font-weight: 600; }
.facts em { font-style: normal; color: #8f4a00; font-weight: 600; }
.evidence { background: #faf9f6; border-inline: .18mm solid #dfdcd3; }
.level { text-align: center; padding-inline: 0 !important; white-space: nowrap; }
.level span { display: inline-grid; place-items: center; width: 1.75em; height: 1.45em; border: .2mm solid #8d9298;
  border-radius: .6mm; margin: 0 .1em; font-weight: 600; }
.level small { display: block; color: #5a6169; font-size: .88em; margin-top: .25em; word-spacing: .5em; }
footer { display: flex; gap: 8mm; padding-top: 2mm; height: 15mm; font-size: 6.5pt; line-height: 1.3; color: #5a6169; }
footer p { margin: 0; flex: 1; } footer b { color: #1a1d21; font-weight: 620; }
footer .end { flex: 0 0 92mm; }
footer .box { display: inline-block; width: 2.6mm; height: 2.6mm; border: .2mm solid #8d9298; margin: 0 .8mm -.4mm 0; }
footer .end span + span { margin-left: 3mm; }
"""


def one_page(card: Scorecard) -> str:
    """The scorecard as an HTML document that prints on one sheet of A4 or Letter."""
    sheet = fitted(card)
    style = _STYLE.replace("SIZE", f"{sheet.size:g}").replace("ROW", f"{sheet.row:.2f}")
    title = _text(card.title if len(card.title) <= 70 else card.title[:69] + "…")
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">',
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>',
            f"<style>{style}</style>\n<main>",
            _header(card, title),
            f"<table>\n<caption>Criteria of {title}</caption>",
            _columns(card, sheet),
            *_families(card, sheet),
            "</table>",
            _footer(card),
            "</main>\n</html>\n",
        ]
    )


def _header(card: Scorecard, title: str) -> str:
    about = f"{card.scorecard} · version {fingerprint(card)[:12]} · evidence first, then the level whose words you saw"
    fields = "".join(
        f"<div{' class=short' if short else ''}>{name}</div>"
        for name, short in (
            ("Candidate", False),
            ("Interviewer", False),
            ("Interview", False),
            ("Date", True),
        )
    )
    return (
        f'<header><div class="what"><p class="brand">Evenbar</p><h1>{title}</h1>'
        f'<p class="about">{_text(about)}</p></div><div class="fields">{fields}</div></header>'
    )


def _columns(card: Scorecard, sheet: Sheet) -> str:
    widths = [NAME, WEIGHT, *[sheet.anchor_width] * len(sheet.levels), sheet.evidence_width, LEVEL]
    columns = "".join(f'<col width="{width / WIDTH * 100:.2f}%">' for width in widths)
    labels = card.labels
    heads = "".join(
        f'<th scope="col"><b class="l{level}">{level}</b>{_text(sheet.shortened(labels[level], 24))}</th>'
        for level in sheet.levels
    )
    return (
        f'<colgroup>{columns}</colgroup>\n<thead><tr><th scope="col">Criterion</th><th scope="col">Weight</th>'
        f'{heads}<th scope="col">Evidence: what was said or done</th>'
        f'<th scope="col" class="level">Level: circle one</th></tr></thead>'
    )


def _families(card: Scorecard, sheet: Sheet) -> list[str]:
    order = list(FAMILIES)
    rows = sorted(card.criteria, key=lambda criterion: order.index(criterion.family))
    shares = card.shares()
    parts = []
    for family, group in groupby(rows, key=lambda criterion: criterion.family):
        members = list(group)
        share = percent(sum((shares[criterion.id] for criterion in members), start=exact(0)))
        span = len(sheet.levels) + 4
        parts.append(
            f'<tbody>\n<tr class="family"><th colspan="{span}" scope="rowgroup">{FAMILIES[family]} '
            f"<span>{share}</span></th></tr>"
        )
        parts += [_row(criterion, percent(shares[criterion.id]), sheet) for criterion in members]
        parts.append("</tbody>")
    return parts


def _row(criterion: Criterion, share: str, sheet: Sheet) -> str:
    facts = [f"<b>{share}</b>"]
    if criterion.minimum:
        facts.append(f"<em>minimum {criterion.minimum}</em>")
    if criterion.target:
        facts.append(f"target {criterion.target}")
    definition = sheet.shortened(criterion.definition or "", NAME) if sheet.definitions else ""
    name = sheet.shortened(criterion.name, NAME * 0.92)
    anchors = []
    for level in sheet.levels:
        anchor = criterion.anchor(level)
        anchors.append(
            f"<td>{_text(sheet.shortened(anchor.summary, sheet.anchor_width)) if anchor else ''}</td>"
        )
    boxes = "".join(f"<span>{level}</span>" for level in LEVELS)
    missing = " ".join(sign for sign, _ in _MISSING)
    return (
        f'<tr class="row"><th scope="row"><b>{_text(name)}</b>{_text(definition)}</th>'
        f'<td class="facts">{"<br>".join(facts)}</td>'
        f'{"".join(anchors)}<td class="evidence"></td>'
        f'<td class="level">{boxes}<small>{missing}</small></td></tr>'
    )


def _footer(card: Scorecard) -> str:
    missing = ", ".join(f"<b>{sign}</b> {words}" for sign, words in _MISSING)
    bar = f" Bar: <b>{card.decision.bar:g}</b>." if card.decision.bar is not None else ""
    boxes = "".join(f'<span class="box"></span>{words}' for words in _RECOMMENDATIONS)
    minimums = any(criterion.minimum for criterion in card.criteria)
    veto = f" {MINIMUMS[card.decision.minimums_are]}." if minimums else ""
    return (
        f"<footer><p><b>No level?</b> {missing}. None of them is a number, and none is a low level. "
        "A wrong answer is evidence and a low level. Evidence is a quote or a fact, marked where it was prompted.</p>"
        f"<p><b>Rule.</b> {RULES[card.decision.rule]}.{bar}{veto} People decide. "
        "Rate alone, before you hear anybody else’s view. Go on overleaf where room runs out.</p>"
        f'<p class="end"><b>Recommendation</b>, last; it enters no average:<br>{boxes}</p></footer>'
    )


def _text(text: str) -> str:
    """Text for HTML, without signs that a page cannot hold."""
    return escape("".join(sign if sign.isprintable() else " " for sign in text))
