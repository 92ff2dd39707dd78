"""A one-page PDF from lines of text, written by hand: enough for a résumé of the demo, and for every reader."""

WIDTH, HEIGHT, MARGIN, LEADING = 595, 842, 64, 17
COLUMNS = 78  # characters of 11-point Helvetica that surely fit between the margins


def write_pdf(title: str, paragraphs: list[str]) -> bytes:
    """A PDF of one A4 page with a title and paragraphs; letters beyond Windows Latin are refused."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>" % (WIDTH, HEIGHT),
        _stream(_page(title, paragraphs)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    return _file(objects)


def _page(title: str, paragraphs: list[str]) -> bytes:
    """The drawing of the page: the title in bold, then line under line, a gap after each paragraph."""
    parts = [b"BT /F2 18 Tf %d %d Td (%s) Tj" % (MARGIN, HEIGHT - MARGIN - 18, _escaped(title))]
    parts.append(b"/F1 11 Tf 0 -%d Td" % (LEADING * 2))
    for paragraph in paragraphs:
        parts += [b"(%s) Tj 0 -%d Td" % (_escaped(line), LEADING) for line in _lines(paragraph)]
        parts.append(b"0 -%d Td" % (LEADING // 2))
    return b"\n".join([*parts, b"ET"])


def _lines(paragraph: str) -> list[str]:
    lines = [""]
    for word in paragraph.split():
        if len(lines[-1]) + len(word) >= COLUMNS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _escaped(text: str) -> bytes:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return escaped.encode("cp1252")


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: list[bytes]) -> bytes:
    """Objects one after the other, then the table of where each begins."""
    text, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(text)
    text += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    text += b"".join(b"%010d 00000 n \n" % place for place in places)
    text += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(text)
