"""A scorecard as one HTML file that needs nothing else: it reads well on a screen and prints well on A4.

The file carries its own style, because it is opened from a disk and never served.
"""

from html import escape

from evenbar.connect.outline import Block, Bullets, Code, Heading, Paragraph, Table, outline
from evenbar.scorecard.scorecard import Scorecard

_STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#f7f6f2, #14171a); --surface: light-dark(#fff, #1b1f23);
  --ink: light-dark(#1a1d21, #e9e7e2); --muted: light-dark(#5a6169, #a2a8ae); --line: light-dark(#dfdcd3,
    #30363c);
  --accent: light-dark(#0b5a5a, #6cc5bf); --weak: light-dark(#e0eeec, #17302f); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 0.9375rem/1.5 "Inter Variable", Inter,
  system-ui,
  "Segoe UI", "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 2rem; line-height: 1.15; letter-spacing: -.02em; margin: 0 0 .25rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 2px solid var(--accent); }
h3 { font-size: 1.15rem; margin: 2.25rem 0 .25rem; }
h4 { font-size: .9375rem; margin: 1.5rem 0 .25rem; padding-inline-start: .75rem; border-inline-start: 3px
  solid var(--accent); }
p, ul { margin: .35rem 0 .6rem; max-width: 52rem; } ul { padding-inline-start: 1.2rem; }
.brand { display: flex; gap: .5rem; align-items: center; font-weight: 700; letter-spacing: -.02em;
  margin-bottom: 1.5rem; }
.brand::before { content: ""; width: 18px; height: 10px; border: solid var(--accent); border-width: 2px 0; }
.table { overflow-x: auto; margin: .75rem 0 1rem; }
table { border-collapse: collapse; width: 100%; background: var(--surface); border: 1px solid var(--line); }
caption { text-align: start; color: var(--muted); font-size: .8125rem; padding-bottom: .35rem; }
th, td { text-align: start; vertical-align: top; padding: .45rem .65rem; border-bottom: 1px solid var(--line);
  min-width: 4.5rem; }
thead th { background: var(--weak); color: var(--accent); font-size: .8125rem; } tbody th { font-weight: 620; }
pre { overflow-x: auto; padding: .75rem; background: var(--surface); border: 1px solid var(--line); font-size:
  .8125rem;
  line-height: 1.4; }
@media print { @page { size: A4 portrait; margin: 14mm 12mm; }
  :root { color-scheme: light; } body { background: none; font-size: 9pt; line-height: 1.35; } main { padding:
    0; max-width: none; }
  h1 { font-size: 17pt; } h2 { font-size: 12.5pt; margin-top: 7mm; } h3 { font-size: 11pt; margin-top: 6mm; }
    h4 { font-size: 9pt; }
  h2, h3, h4, caption { break-after: avoid; } tr, li, pre { break-inside: avoid; } thead { display:
    table-header-group; }
  .table { overflow: visible; } pre { white-space: pre-wrap; overflow-wrap: anywhere; } th, td { padding:
    1.2mm 1.8mm; } }
"""


def page(card: Scorecard) -> str:
    """The scorecard as an HTML document."""
    body = "\n".join(_block(block) for block in outline(card))
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(card.title)}</title>\n<style>{_STYLE}</style>\n"
        f'<main>\n<p class="brand">Evenbar</p>\n{body}\n</main>\n</html>\n'
    )


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{_text(block.text)}</h{block.level}>"
        case Paragraph():
            label = f"<b>{_text(block.label)}:</b> " if block.label else ""
            return f"<p>{label}{_text(block.text)}</p>"
        case Bullets():
            label = f"<p><b>{_text(block.label)}</b></p>" if block.label else ""
            return f"{label}<ul>{''.join(f'<li>{_text(item)}</li>' for item in block.items)}</ul>"
        case Table():
            return _table(block)
        case Code():
            return f'<pre tabindex="0"><code>{_text(block.text)}</code></pre>'


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{_text(head)}</th>' for head in table.heads)
    rows = "".join(
        f'<tr><th scope="row">{_text(first)}</th>{"".join(f"<td>{_text(cell)}</td>" for cell in rest)}</tr>\n'
        for first, *rest in table.rows
    )
    about = _text(table.about)
    return (
        f'<div class="table" tabindex="0" role="region" aria-label="{about}"><table>\n<caption>{about}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>"
    )


def _text(text: str) -> str:
    """Text for HTML, without signs that a page cannot hold."""
    return escape("".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text))
