"""What people type and what comes from elsewhere: never markup, never a header, never a forged post."""

from django.test import Client
from django.urls import reverse

from evenbar.panel.hiring import actions as hiring
from evenbar.panel.scheduling.models import Interview
from tests.panel.acting import opened, page
from tests.panel.building import World, seal
from tests.panel.conftest import SignedIn
from tests.panel.interviewing.writing import line, save

SCRIPT = "</script><img src=x onerror=alert(1)>"


def test_what_people_type_is_never_markup(world: World) -> None:
    """A script in name, brief, place, note and evidence comes out escaped on every page that shows it."""
    hiring.edit_candidate(
        actor=world.manager, candidate=world.application.candidate, name=SCRIPT, email="", brief=SCRIPT
    )
    Interview.objects.update(place=SCRIPT)
    seat = world.assignment(world.ada)
    body = {
        "lines": [line("a", "framing", text=SCRIPT), line("b", "deployment", text=SCRIPT)],
        "ratings": {"framing": 4, "deployment": 4},
        "note": SCRIPT,
    }
    assert save(SignedIn(world.ada), seat, body, 0).status_code == 200
    pages = [page(world.ada, f"interviewing:{name}", seat.pk) for name in ("kit", "review", "states")]
    SignedIn(world.ada).post(
        reverse("interviewing:seal", args=[seat.pk]), {"revision": "1", "recommendation": "yes"}
    )
    seal(world.assignment(world.ben), {"framing": 4, "deployment": 4}, note=SCRIPT)
    debrief = opened(world, "design", reason=SCRIPT)
    pages += [
        page(world.ada, "interviewing:sealed", seat.pk),
        *(page(world.manager, f"deciding:{name}", debrief.pk) for name in ("debrief", "packet", "decide")),
        page(world.manager, "hiring:application", world.application.pk),
        page(world.manager, "scheduling:board", world.opening.pk),
        page(world.manager, "scheduling:interview", world.design.pk),
        page(world.manager, "deciding:compare", world.opening.pk, names="1"),
        page(world.ada, "deciding:today"),
    ]
    assert sum("onerror" in text for text in pages) >= len(pages) - 1
    for text in pages:
        assert "<img" not in text


def test_a_title_reaches_no_header(world: World) -> None:
    """A paper's title and an interview's place with line breaks add no header and no line to a calendar file."""
    client = SignedIn(world.manager)
    document = hiring.add_document(
        actor=world.manager,
        candidate=world.application.candidate,
        kind="other",
        title='x"\r\nSet-Cookie: a=b; ../../etc/passwd',
        content=b"%PDF-1.7 <html><script>alert(1)</script>",
    )
    response = client.get(reverse("hiring:document", args=[document.pk]))
    handle = world.application.candidate.handle
    assert response.headers["Content-Disposition"] == f'attachment; filename="other-{handle}.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in response.headers
    Interview.objects.update(place="Room 1\r\nATTENDEE:mailto:eve@example.net")
    calendar = client.get(reverse("scheduling:calendar", args=[world.design.pk])).content.decode()
    assert not any(row.startswith("ATTENDEE") for row in calendar.split("\r\n"))


def test_every_post_needs_the_token_and_no_answer_is_kept_by_a_browser(world: World) -> None:
    """A forged post from elsewhere is refused in every app; pages with ratings or names say no-store."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.ada, backend="django.contrib.auth.backends.ModelBackend")
    seat = world.assignment(world.ada)
    addresses = [
        reverse("interviewing:save-draft", args=[seat.pk]),
        reverse("interviewing:seal", args=[seat.pk]),
        reverse("scheduling:decline", args=[seat.pk]),
        reverse("people:sign-out-everywhere", args=[world.ada.pk]),
        reverse("account_logout"),
    ]
    assert {client.post(address).status_code for address in addresses} == {403}
    kit = client.get(reverse("interviewing:kit", args=[seat.pk]))
    assert kit.status_code == 200
    assert "no-store" in kit.headers["Cache-Control"]
