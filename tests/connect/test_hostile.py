"""Hostile files: one sentence, within two seconds of processor time and little memory, whatever the file holds."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.connect.workbook.filled import read as read_filled
from evenbar.connect.workbook.package import Unusable
from evenbar.connect.workbook.seats import seats_of
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from tests.connect.filling import Written, fill
from tests.examples import examples
from tests.scorecard.cards import SMALL

GOOD = fill(read(SMALL), [Written(0, "framing", 4, "x")])
SHEET = "xl/worksheets/sheet4.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))


def packed(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def unpacked() -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_sheet(xml: str | bytes) -> bytes:
    return packed(unpacked() | {SHEET: xml})


def many_sheets() -> bytes:
    one = '<sheet name="s" sheetId="1" r:id="rId1"/>'
    book = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        f'"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{one * 500}</sheets></workbook>'
    )
    return packed(unpacked() | {"xl/workbook.xml": book})


def rows(count: int, cell: str) -> str:
    return HEAD + "".join(f'<row r="{n}">{cell}</row>' for n in range(1, count + 1)) + TAIL


FILES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: b"candidate,score\nAna,4\n",
    "binary": lambda: bytes(range(256)) * 4000,
    "an old .xls, or a password": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5000,
    "another zip": lambda: packed({"hello.txt": "x"}),
    "an empty zip": lambda: packed({}),
    "half a workbook": lambda: GOOD[: len(GOOD) // 2],
    "a flipped byte": lambda: GOOD[:3000] + bytes([GOOD[3000] ^ 255]) + GOOD[3001:],
    "eleven megabytes": lambda: GOOD + b"\x00" * 11_000_000,
    "macros": lambda: packed(unpacked() | {"xl/vbaProject.bin": b"x"}),
    "a bomb of spaces": lambda: with_sheet(HEAD + " " * 300_000_000 + TAIL),
    "a bomb in the shared texts": lambda: packed(
        unpacked()
        | {
            "xl/sharedStrings.xml": "<sst><si><t>" + "x" * 100_000_000 + "</t></si></sst>",
            "xl/_rels/workbook.xml.rels": bytes(unpacked()["xl/_rels/workbook.xml.rels"]).replace(  # type: ignore[arg-type]
                b"</Relationships>",
                b'<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            ),
        }
    ),
    "many parts": lambda: packed({f"x{n}": "" for n in range(3000)}),
    "a million cells": lambda: with_sheet(rows(100_000, "<c t='str'><v>x</v></c>" * 10)),
    "a hundred thousand filled cells": lambda: with_sheet(rows(4900, "<c t='str'><v>x</v></c>" * 20)),
    "deep elements": lambda: with_sheet("<a>" * 300_000),
    "billion laughs": lambda: with_sheet(
        f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><worksheet>&a29;</worksheet>'
    ),
    "an outer entity": lambda: with_sheet(
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
    ),
    "an outer document type": lambda: with_sheet(
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><worksheet/>'
    ),
    "no XML": lambda: with_sheet(b"\x00\x01\x02"),
    "UTF-16 without an end": lambda: with_sheet("<worksheet>".encode("utf-16")),
    "an unknown encoding": lambda: with_sheet(b'<?xml version="1.0" encoding="x-none"?><worksheet/>'),
    "an encoding of two bytes": lambda: with_sheet(b'<?xml version="1.0" encoding="shift_jis"?><worksheet/>'),
    "five hundred sheets": many_sheets,
    "sheets that are nowhere": lambda: packed({k: v for k, v in unpacked().items() if "worksheets" not in k}),
    "a path that climbs out": lambda: packed(
        unpacked()
        | {
            "_rels/.rels": "<Relationships><Relationship Id='a' Type='x/officeDocument' "
            "Target='../../etc/passwd'/></Relationships>"
        }
    ),
    "no heading at all": lambda: packed(
        unpacked() | {f"xl/worksheets/sheet{n}.xml": HEAD + TAIL for n in range(1, 7)}
    ),
    "an encrypted part": lambda: encrypted(GOOD),
}
WOUNDS = [
    b'" r="ZZZ99999',
    b't="s"',
    b"<v>99999999999</v>",
    b"<f/>",
    b"_xD800_",
    b"nan",
    b"1e999",
    b'</row><row r="-1">',
]
READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
resource.setrlimit(resource.RLIMIT_DATA, (300_000_000, 300_000_000))
from evenbar.connect.workbook.filled import read
from evenbar.connect.workbook.package import Unusable
try:
    book = read(sys.stdin.buffer.read())
except Unusable as unusable:
    print(unusable)
else:
    sys.exit(f"read {len(book.entries)} entries")
"""


def encrypted(content: bytes) -> bytes:
    """The file with the sign of encryption on every part."""
    out = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = out.find(mark)
        while start >= 0:
            out[start + at] |= 1
            start = out.find(mark, start + 4)
    return bytes(out)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_answered_with_one_sentence(name: str) -> None:
    """No traceback, no long wait, no memory gone."""
    done = subprocess.run([sys.executable, "-c", READ], input=FILES[name](), capture_output=True, check=False)
    said = done.stdout.decode().strip()
    assert done.returncode == 0, done.stderr.decode()[-500:] or done.returncode
    assert said.count("\n") == 0
    assert said.endswith(".")
    assert len(said) < 220


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("an old .xls, or a password", "protected by a password or in the old .xls format"),
        ("macros", "carries macros"),
        ("a bomb of spaces", "unpacks to more than 24 MB"),
        ("billion laughs", "declares its own document type"),
        ("an outer entity", "declares its own document type"),
        ("another zip", "is a zip archive but not an .xlsx workbook"),
        ("text", "is not an .xlsx workbook, or is damaged"),
        ("a million cells", "far more than a scorecard workbook"),
        ("eleven megabytes", "larger than 10 MB"),
        ("no heading at all", "has no interviewer's sheet"),
    ],
)
def test_the_sentence_says_what_is_wrong(name: str, words: str) -> None:
    with pytest.raises(Unusable, match=words):
        read_filled(FILES[name]())


def answer_to(content: bytes) -> str:
    """What became of a file."""
    try:
        book = read_filled(content)
    except Unusable as unusable:
        return "refused with a sentence" if str(unusable).endswith(".") else str(unusable)
    levels = {entry.level for entry in book.entries}
    return "read" if levels <= {None, 1, 2, 3, 4, 5} else str(levels)


@examples(300)
@given(st.data())
def test_a_damaged_workbook_is_read_or_answered_with_a_sentence(data: st.DataObject) -> None:
    """Bytes changed, cut out or doubled, inside a part or in the archive, never end in a traceback."""
    parts = unpacked()
    name = data.draw(st.sampled_from(sorted(name for name in parts if name.endswith((".xml", ".rels")))))
    whole = data.draw(st.booleans())
    hurt = bytearray(GOOD if whole else bytes(parts[name]))  # type: ignore[arg-type]
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(hurt) - 1))
        length = data.draw(st.integers(0, 30))
        hurt[at : at + length] = data.draw(st.sampled_from(WOUNDS) | st.binary(max_size=4))
    content = bytes(hurt) if whole else packed(parts | {name: bytes(hurt)})
    assert answer_to(content) in ("read", "refused with a sentence")


def test_what_stands_far_outside_is_left_alone() -> None:
    """Stray marks in row 1,048,576 or column XFD neither count nor cost anything."""
    xml = unpacked()[SHEET]
    assert isinstance(xml, bytes)
    stray = b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData>'
    book = read_filled(with_sheet(xml.replace(b"</sheetData>", stray)))
    assert (len(book.entries), book.flaws) == (1, ())


def test_a_largest_honest_workbook_is_read_soon() -> None:
    """Thirty interviewers with long evidence on every criterion are within the bounds."""
    card = library.load("senior-ml-engineer")
    seats = seats_of(card, "30")
    words = "She asked what an error costs. " * 60
    content = fill(
        card,
        [Written(n, id, 3, words, words) for n, seat in enumerate(seats) for id in seat.criteria],
        interviewers="30",
    )
    before = process_time()
    assert len(read_filled(content).entries) == 30 * len(card.criteria)
    assert process_time() - before < 2


def test_the_reader_imports_no_writer() -> None:
    """Reading foreign files needs the standard library's parser alone."""
    source = "".join(
        (Path(read_filled.__code__.co_filename).parent / f"{name}.py").read_text()
        for name in ("package", "cells", "answers", "origin", "filled")
    )
    assert "openpyxl" not in source
