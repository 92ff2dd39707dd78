"""Figures in Chromium: the layout that fits is shown, letters stay legible, words stay apart, axe finds nothing."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from evenbar.figures.figure import markup, stylesheet, tokens
from tests.browser.conftest import PHONE, WIDE
from tests.figures.samples import SAMPLES

SMALLEST = 10.5  # pixels of the smallest letters that count as legible
TEXTS = """() => [...document.querySelectorAll(".fig-drawing text:not([transform])")].map(text => {
  const box = text.getBoundingClientRect(), frame = text.closest("svg").getBoundingClientRect();
  const scale = frame.width / text.closest("svg").viewBox.baseVal.width;
  return {figure: [...document.querySelectorAll(".fig")].indexOf(text.closest(".fig")),
    words: text.lastChild.textContent, left: box.left, right: box.right, top: box.top + box.height * 0.2,
    bottom: box.bottom - box.height * 0.15, inside: box.left >= frame.left - 1 && box.right <= frame.right + 1
      && box.top >= frame.top - 3 && box.bottom <= frame.bottom + 3,
    size: parseFloat(getComputedStyle(text).fontSize) * scale, seen: box.width > 0};
}).filter(one => one.seen)"""


def whole_page() -> str:
    """All samples on one page that stands alone, the page's policy in a meta tag except for its style."""
    body = "\n".join(markup(make()) for make in SAMPLES.values())
    look = "body { margin: 1rem; background: var(--surface); color: var(--ink); font: var(--step-0)/1.5 var(--sans); }"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Figures</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{tokens()}\n{stylesheet()}\n{look}</style><main><h1>Figures</h1>{body}</main></html>"
    )


@pytest.fixture
def figures(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """`figures(size, scheme)` is a page that holds every sample."""
    file = tmp_path / "figures.html"
    file.write_text(whole_page(), encoding="utf-8")
    contexts = []

    def open_page(size: tuple[int, int], scheme: str) -> Page:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def lying_on_one_another(texts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (one["words"], other["words"])
        for one, other in combinations(texts, 2)
        if one["figure"] == other["figure"]
        and one["left"] < other["right"] - 1
        and other["left"] < one["right"] - 1
        and one["top"] < other["bottom"] - 1
        and other["top"] < one["bottom"] - 1
    ]


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_figures_are_legible_apart_and_accessible(
    size: tuple[int, int],
    scheme: str,
    figures: Callable[..., Page],
    axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    page = figures(size, scheme)
    shown = page.locator(".fig-drawing:visible")
    assert shown.count() == len(SAMPLES)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    texts = page.evaluate(TEXTS)
    assert [one["words"] for one in texts if not one["inside"]] == []
    assert [one["words"] for one in texts if one["size"] < SMALLEST] == []
    assert lying_on_one_another(texts) == []
    for summary in page.locator(".fig-twin > summary").all():
        summary.click()
    axe(page)
    shoot(page, f"figures-{size[0]}-{scheme}")


def test_a_table_opens_with_the_keyboard_and_scrolls_in_its_own_place(figures: Callable[..., Page]) -> None:
    page = figures(PHONE, "light")
    summary = page.locator(".fig-twin > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    table = page.locator(".fig-table").first
    table.focus()
    assert table.evaluate("one => one === document.activeElement")
    assert page.locator(".fig-table").first.get_by_role("row").count() == 6
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
