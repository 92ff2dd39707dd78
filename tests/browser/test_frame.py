"""The frame of every page in a real browser."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_an_unknown_address_says_so_calmly(visit: Visit, troubles: list[str], axe) -> None:  # noqa: ANN001
    """A wrong address gives a page with a way back."""
    page = visit(None, "/account/login/")
    page.goto("/nowhere/")
    expect(page.locator("h1")).to_be_visible()
    troubles.clear()  # the browser reports the 404 itself as a console error
    axe(page)
