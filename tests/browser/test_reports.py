"""Reports of ``evenbar measure`` in Chromium: accessible, no wider than the place, and whole on paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from evenbar.cli import main
from tests.browser.conftest import PHONE, WIDE, watch
from tests.house.tree import ROOT

REPORTS = {
    "scores": ["--estimator", "reml", "--bar", "3.5"],
    "generalizability": ["--design", "p x r x i", "--try-interviewers", "1-4", "--try-criteria", "3,5"],
}


@pytest.mark.parametrize(
    ("command", "size", "scheme"),
    [("scores", WIDE, "light"), ("scores", PHONE, "dark"), ("generalizability", PHONE, "light")],
)
def test_a_report_is_accessible_and_fits(  # noqa: PLR0917 - fixtures
    command: str,
    size: tuple[int, int],
    scheme: str,
    chromium: Browser,
    axe: Callable[[Page], None],
    troubles: list[str],
    tmp_path: Path,
    shoot: Callable[[Page, str], Path],
) -> None:
    file = tmp_path / "report.html"
    with pytest.raises(SystemExit, match="0"):
        main(
            [
                "measure",
                command,
                str(ROOT / "examples" / "season.csv"),
                *REPORTS[command],
                "--html",
                str(file),
            ]
        )
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    watch(page, troubles)
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.get_by_role("heading", level=1).count() == 1
    axe(page)
    shoot(page, f"report-{command}-{size[0]}-{scheme}")
    table = page.locator(".fig-table table").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.bounding_box()["height"] > 40  # on paper the tables are open
    context.close()
