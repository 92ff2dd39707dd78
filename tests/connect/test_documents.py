"""Scorecards as Markdown, HTML and PDF: everything is in them, text stays text, and they need nothing else."""

import builtins
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from evenbar.connect.markdown import markdown
from evenbar.connect.outline import Bullets, Code, Heading, Paragraph, Table, outline
from evenbar.connect.pages import page
from evenbar.connect.pdf import NotInstalled, pdf
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from tests.connect.filling import HOSTILE
from tests.scorecard.cards import SMALL

VOID = {"meta"}


class Page(HTMLParser):
    """A page's text, its elements in order, and whether they close as they should."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words_of(block: Any) -> list[str]:
    """Every text of a block."""
    match block:
        case Heading(text=text) | Paragraph(text=text) | Code(text=text):
            return [text]
        case Bullets(items=items):
            return list(items)
        case Table(rows=rows, heads=heads):
            return [*heads, *(cell for row in rows for cell in row)]
    raise TypeError(block)


@pytest.mark.parametrize("name", library.names())
def test_the_outline_holds_the_whole_scorecard(name: str) -> None:
    """Definitions, anchors with signals and examples, look-alikes, questions with probes, twists and listen-fors."""
    card = library.load(name)
    told = "\n".join(text for block in outline(card) for text in words_of(block))
    for criterion in card.criteria:
        assert criterion.definition is None or criterion.definition in told
        for anchor in criterion.anchors:
            assert all(text in told for text in (anchor.summary, *anchor.signals, anchor.example or ""))
        for question in criterion.questions:
            assert all(text in told for text in (question.ask, *question.probes, question.twist or ""))
            assert all(words in told for _, words in question.listen_for)
    assert all(stage.name in told for stage in card.stages)


@pytest.mark.parametrize("name", library.names())
def test_the_page_says_what_the_outline_says(name: str) -> None:
    """No word is lost between the outline and the page, and every element closes."""
    card = library.load(name)
    made = Page(page(card))
    assert made.open == []
    told = " ".join(" ".join(made.words).split())
    for block in outline(card):
        assert all(" ".join(text.split()) in told for text in words_of(block))


def test_a_page_needs_nothing_from_elsewhere() -> None:
    """No script, no address, no frame: the file can be opened anywhere."""
    text = page(HOSTILE)
    made = Page(text)
    assert {tag for tag, _ in made.seen} & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert not any({"src", "href", "style", "srcset"} & set(given) for _, given in made.seen)
    assert not re.search(r"url\(|@import|https?://", text)


def test_what_people_wrote_is_never_markup() -> None:
    """Signs of HTML and Markdown in names stay signs."""
    assert "+1 &quot;quoted&quot; &lt;b&gt;" in page(HOSTILE)
    assert "<b>" not in page(HOSTILE).split("<h2>Criteria", 1)[1].split("</h3>", 3)[1].split("<h3>")[-1]
    text = markdown(HOSTILE)
    assert '\n### \\+1 "quoted" \\<b\\>\n' in text
    assert "\n### \\=1+1\n" in text
    assert "| =1+1 |" not in text


def test_headings_of_a_page_never_skip_a_level() -> None:
    levels = [
        int(tag[1])
        for tag, _ in Page(page(library.load("senior-ml-engineer"))).seen
        if re.fullmatch("h[1-6]", tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(after - before for before, after in pairwise(levels)) == 1


def test_tables_of_a_page_have_captions_and_headings() -> None:
    made = Page(page(library.load("starter"))).seen
    tags = [tag for tag, _ in made]
    assert tags.count("caption") == tags.count("table") > 5
    assert all(given.get("scope") in ("col", "row") for tag, given in made if tag == "th")
    assert ("html", {"lang": "en"}) in made


@pytest.mark.parametrize("name", library.names())
def test_tables_of_markdown_have_as_many_cells_in_every_row(name: str) -> None:
    """No bar inside a cell ends it."""
    for table in re.findall(r"(?:^\|.*\|$\n?)+", markdown(library.load(name)), re.MULTILINE):
        rows = table.strip().split("\n")
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


def test_code_in_markdown_is_fenced_longer_than_what_it_holds() -> None:
    card = read(SMALL.replace("ask: |", 'diff: "```\\n+ x"\n        ask: |'))
    assert "````diff\n```\n+ x\n````" in markdown(card)


def test_a_number_with_a_point_begins_no_list_in_markdown() -> None:
    card = read(SMALL.replace("title: Small scorecard   #", "title: 1. Small scorecard   #"))
    assert "# 1\\. Small scorecard\n" in markdown(card)


@pytest.mark.parametrize("card", [HOSTILE, read(SMALL), library.load("senior-ml-engineer")])
def test_the_pdf_is_tagged_for_readers_who_listen(card: Any) -> None:
    """PDF/UA-1: marked, with a structure, a title and a language; typst refuses what is not."""
    made = pdf(card)
    assert made.startswith(b"%PDF-")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid"):
        assert mark in made


def test_what_people_wrote_is_no_command_to_the_typesetter() -> None:
    """Text is data: a title that reads a file or loops is set as it stands."""
    wild = '#read("/etc/passwd") #while true {} $x$ *b* \\\\ "q"'
    card = read(SMALL.replace("title: Small scorecard   #", f"title: '{wild}'   #"))
    assert pdf(card).startswith(b"%PDF-")
    assert b"root:" not in pdf(card)


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_typst(name: str, *rest: Any) -> Any:
        if name == "typst":
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_typst)
    with pytest.raises(NotInstalled, match=re.escape("pip install 'evenbar[pdf]'")):
        pdf(HOSTILE)
