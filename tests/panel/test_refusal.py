"""What somebody sees who calls an address in a way that it does not answer."""

from django.test import Client
from django.urls import reverse

from tests.panel.building import World


def test_an_address_that_takes_forms_alone_says_so(world: World) -> None:
    """Reloaded by the address bar after a form that did not fit, it is a page with a sentence, not a blank."""
    client = Client()
    client.force_login(world.manager)
    answer = client.get(reverse("hiring:set-status", args=[world.application.pk]))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "This address only takes forms" in answer.content.decode()
    assert client.head(reverse("hiring:set-status", args=[world.application.pk])).content == b""
