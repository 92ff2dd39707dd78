"""A scorecard as PDF, tagged for readers who listen (PDF/UA-1). Typesetting is typst's, which comes as an extra.

People's text reaches typst as data, never as source, so nothing in it can be a command.
"""

import json
from collections.abc import Iterable
from typing import Any

from evenbar.connect.outline import Block, Bullets, Code, Heading, Paragraph, Table, outline
from evenbar.scorecard.scorecard import Scorecard

NOT_INSTALLED = "PDF needs an extra that is not installed: pip install 'evenbar[pdf]'."

_SOURCE = r"""
#let document-data = json(bytes(sys.inputs.outline))
#set document(title: document-data.title, author: "Evenbar")
#set page(paper: "a4", margin: (x: 16mm, top: 16mm, bottom: 18mm), footer: context [
  #set text(size: 7.5pt, fill: rgb("#5a6169"))
  #document-data.title #h(1fr) #counter(page).display("1 / 1", both: true)])
#set text(font: ("Inter", "Liberation Sans", "Noto Sans", "Libertinus Serif"), size: 9pt, lang: "en",
  fill: rgb("#1a1d21"))
#set par(leading: 0.58em, spacing: 0.85em)
#show heading: set text(weight: 650)
#show heading.where(level: 1): it => { set text(size: 18pt); it; v(0.2em) }
#show heading.where(level: 2): it => { v(0.8em); set text(size: 13pt, fill: rgb("#0b5a5a")); it; v(0.2em) }
#show heading.where(level: 3): it => { v(0.8em); set text(size: 11pt); it }
#show heading.where(level: 4): it => { v(0.3em); set text(size: 9pt); it }
#show raw: set text(font: "DejaVu Sans Mono", size: 7.5pt)
#let labelled(block, body) = if block.label == "" { body } else { [*#block.label:* #body] }
#for block in document-data.blocks {
  if block.kind == "heading" { heading(level: block.level, block.text) }
  else if block.kind == "paragraph" { par(labelled(block, block.text)) }
  else if block.kind == "bullets" {
    if block.label != "" { par(strong(block.label)) }
    list(..block.items.map(item => [#item]))
  }
  else if block.kind == "code" {
    rect(width: 100%, stroke: 0.5pt + rgb("#dfdcd3"), inset: 6pt, raw(block.text, block: true))
  }
  else {
    let columns = block.columns.map(share => share * 1fr)
    table(columns: columns, inset: (x: 4pt, y: 4pt), align: left + top,
      stroke: (x, y) => (bottom: 0.5pt + rgb("#dfdcd3")), fill: (x, y) => if y == 0 { rgb("#e0eeec") },
      table.header(..block.heads.map(cell => text(size: 8pt, weight: 650, fill: rgb("#0b5a5a"), cell))),
      ..block.rows.flatten().map(cell => text(size: 8pt, cell)))
  }
}
"""


class NotInstalled(RuntimeError):  # noqa: N818 - an answer, not a fault
    """The typesetter is not installed; the message says what to install."""


def pdf(card: Scorecard) -> bytes:
    """The scorecard as the bytes of a PDF file; NotInstalled where the extra is missing."""
    try:
        import typst
    except ImportError as error:
        raise NotInstalled(NOT_INSTALLED) from error
    data = {"title": _text(card.title), "blocks": [_block(block) for block in outline(card)]}
    made: bytes = typst.compile(
        _SOURCE.encode(), sys_inputs={"outline": json.dumps(data)}, pdf_standards=["ua-1"]
    )
    return made


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": _text(block.text)}
        case Paragraph():
            return {"kind": "paragraph", "label": _text(block.label), "text": _text(block.text)}
        case Bullets():
            return {"kind": "bullets", "label": _text(block.label), "items": _texts(block.items)}
        case Code():
            return {"kind": "code", "text": _text(block.text)}
        case Table():
            rows = [_texts(row) for row in block.rows]
            return {"kind": "table", "heads": _texts(block.heads), "rows": rows, "columns": _columns(block)}


def _columns(table: Table) -> list[float]:
    """Shares of the width: by the longest text of each column, within reason."""
    longest = [max(map(len, column)) for column in zip(table.heads, *table.rows, strict=True)]
    return [min(max(letters, 8), 60) ** 0.75 for letters in longest]


def _texts(texts: Iterable[str]) -> list[str]:
    return [_text(text) for text in texts]


def _text(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
