"""A live server, Debian's Chromium, accounts that are signed in already, axe, and screenshots.

Every page that `visit` opens is watched: an uncaught error, a console error or a breach of the
Content-Security-Policy fails the test at its end.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
)

from evenbar.panel.people.models import User

# Playwright's loop runs in the test's thread; the ORM calls beside it are synchronous and safe there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

SHOTS = Path(os.environ["EVENBAR_SHOTS"]) if "EVENBAR_SHOTS" in os.environ else None
WIDE, PHONE = (1440, 900), (390, 844)

# A machine that runs several of these at once answers late; what is expected still has to come.
expect.set_options(timeout=20_000)

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Troubles(list[str]):
    """What went wrong in any page of a test. A test that provokes a refusal clears it.

    Chromium reports a refused or lost request a moment after the page shows it, so once a test has cleared, reports
    of requests no longer count; errors of scripts and breaches of the policy always do.
    """

    provoked = False

    def clear(self) -> None:
        self.provoked = True
        super().clear()

    def counted(self) -> list[str]:
        """The troubles that nobody provoked."""
        return [one for one in self if not (self.provoked and "Failed to load resource" in one)]


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    """The troubles of the test's pages; any that counts fails the test at its end."""
    found = Troubles()
    yield found
    assert found.counted() == []


@pytest.fixture
def visit(chromium: Browser, live_server: object, troubles: list[str]) -> Iterator[Visit]:
    """`visit(user, "/path/", size=PHONE, scheme="dark")` is a page of a context that is signed in as the account."""
    contexts: list[BrowserContext] = []

    def open_page(
        user: User | None, path: str = "/", *, size: tuple[int, int] = WIDE, scheme: str = "light"
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            base_url=live_server.url,
            has_touch=size == PHONE,
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        if user is not None:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        watch(page, troubles)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """Give the context the session cookie of the account."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def watch(page: Page, troubles: list[str]) -> None:
    """Note uncaught errors and console errors (a breach of the policy is one) of a page."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(f"{page.url}: {message.text}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)` fails with every accessibility violation that axe-core finds; `axe(page, "rule")` asks for one."""

    def check(page: Page, *rules: str) -> None:
        # A policy without inline scripts also stops axe's injection by tag; evaluate works.
        options = {"runOnly": list(rules)} if rules else {}
        found = Axe().run(page, options=options).response["violations"]
        told = [
            f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes']][:3]} {v['nodes'][0].get('failureSummary', '')}"
            for v in found
        ]
        assert told == [], f"{page.url}\n" + "\n".join(told)

    return check


@pytest.fixture
def shoot() -> Callable[..., None]:
    """`shoot(page, "kit-wide-light")` keeps a screenshot for a person to look at, where EVENBAR_SHOTS asks for it."""

    def take(page: Page, name: str, *, whole: bool = True) -> None:
        if SHOTS is not None:
            SHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=whole)

    return take
