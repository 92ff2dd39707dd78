"""What a drawing occupies, read back from its SVG: boxes of words and of marks."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

from evenbar.figures import lettering
from evenbar.figures.drawing import Drawing

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Box:
    """Where something stands, and its words if it has any."""

    left: float
    top: float
    right: float
    bottom: float
    words: str = ""


def parsed(drawing: Drawing) -> ElementTree.Element:
    """The drawing as XML; not well-formed is an error."""
    return ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(drawing.pieces)}</svg>')


def words(drawing: Drawing) -> Iterator[Box]:
    """The boxes of upright texts. Slanted heads are looked at in a browser."""
    for text in parsed(drawing).iter(f"{SVG}text"):
        if text.get("transform") is None:
            yield _text_box(text)


def _text_box(text: ElementTree.Element) -> Box:
    size = lettering.SMALL if "small" in (text.get("class") or "").split() else lettering.BODY
    title = text.find(f"{SVG}title")
    told = (title.tail if title is not None else text.text) or ""
    wide, x, y = lettering.width(told, size), float(text.get("x") or 0), float(text.get("y") or 0)
    left = x - {"end": wide, "middle": wide / 2}.get(text.get("text-anchor") or "start", 0.0)
    return Box(left, y - 0.75 * size, left + wide, y + 0.2 * size, told)


def marks(drawing: Drawing) -> Iterator[Box]:
    """The boxes of lines, circles and rectangles."""
    for one in parsed(drawing).iter():
        at = {name: float(value) for name, value in one.attrib.items() if _is_number(value)}
        if one.tag == f"{SVG}line":
            across, down = sorted((at["x1"], at["x2"])), sorted((at["y1"], at["y2"]))
            yield Box(across[0], down[0], across[1], down[1])
        elif one.tag == f"{SVG}circle":
            yield Box(at["cx"] - at["r"], at["cy"] - at["r"], at["cx"] + at["r"], at["cy"] + at["r"])
        elif one.tag == f"{SVG}rect":
            yield Box(at["x"], at["y"], at["x"] + at["width"], at["y"] + at["height"])


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False


def outside(drawing: Drawing) -> list[Box]:
    """What stands outside the drawing by more than the thickness of a line."""
    slack = 1.5
    return [
        box
        for box in (*words(drawing), *marks(drawing))
        if box.left < -slack
        or box.top < -slack
        or box.right > drawing.width + slack
        or box.bottom > drawing.height + slack
    ]


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    """Pairs of words that lie on one another."""
    boxes = sorted(words(drawing), key=lambda box: box.top)
    found = []
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            if other.top >= one.bottom:
                break
            if one.left < other.right - 0.5 and other.left < one.right - 0.5:
                found.append((one.words, other.words))
    return found


def in_order(values: list[float]) -> bool:
    """Whether values never fall."""
    return all(one <= other for one, other in pairwise(values))
