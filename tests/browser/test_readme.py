"""The picture in the README: the demo's kit as the newcomer meets it.

`EVENBAR_SHOTS=docs/images ./run test tests/browser/test_readme.py` takes it anew.
"""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from evenbar.panel.demo import loading
from evenbar.panel.people.models import User
from evenbar.panel.scheduling.visibility import own_assignments
from tests.browser.conftest import Visit


@pytest.mark.django_db(transaction=True)
def test_the_newcomer_of_the_demo_finds_an_interview_in_progress(
    settings: LazySettings, visit: Visit, axe: Callable[[Page], None], shoot: Callable[..., None]
) -> None:
    settings.DEMO = True
    loading.load()
    robin = User.objects.get(name="Robin Castellane")
    page = visit(robin, "/")
    page.get_by_role("link", name="Go on with the kit").click()
    expect(page.get_by_role("heading", name="Rating").first).to_be_visible()
    expect(page.get_by_label("Note", exact=True)).to_be_visible()
    assert own_assignments(robin).filter(draft__isnull=False).count() == 1
    axe(page)
    shoot(page, "kit", whole=False)
