"""Opening a role and scheduling in Chromium, by mouse and by keyboard alone; the board; every page under axe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from evenbar.panel.hiring.actions import add_document, add_member, close_opening, import_candidates
from evenbar.panel.hiring.importing import Row
from evenbar.panel.hiring.models import Opening
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling.actions import decline, make_guest_link, reschedule
from evenbar.panel.scheduling.models import Interview
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.panel.building import World, make_candidate, make_world, seal

Axe = Callable[[Page], None]


@pytest.fixture
def stage(transactional_db: None) -> World:
    """The usual world, with rows behind transactions that the live server sees."""
    return make_world()


def test_a_double_click_opens_one_role(stage: World, visit: Visit) -> None:
    """The second click of a double click sends nothing, however slow the answer; afterwards the form works again."""
    page = visit(stage.manager, "/openings/new/")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_label("Title").first.fill("ML engineer, Search")
    button = page.get_by_role("button", name="Publish the scorecard and open the role")
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 60); }")
    expect(page.get_by_role("heading", name="Links to share")).to_be_visible()
    assert len(posts) == 1
    assert Opening.objects.filter(title="ML engineer, Search").count() == 1
    page.goto(page.url.replace(page.url.split("/openings/")[1], "new/"))
    page.get_by_label("Title").first.fill("ML engineer, Ads")
    button.click()
    expect(page.get_by_role("heading", name="Links to share")).to_be_visible()


def test_a_role_is_opened_staffed_and_scheduled_by_mouse(stage: World, visit: Visit, axe: Axe) -> None:
    """Three answers, a panel of two, a candidate, an interview with both in Berlin."""
    page = visit(stage.manager, "/openings/")
    page.get_by_role("link", name="New opening").click()
    page.get_by_label("Title").first.fill("ML engineer, Search")
    page.get_by_label("Running models in production").check()
    page.get_by_label("How many people interview?").fill("2")
    page.get_by_label("Title").first.click()
    expect(page.get_by_text("Both interviewers sit in every conversation")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Publish the scorecard and open the role").click()
    expect(page.get_by_role("heading", name="Links to share")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Add the panel").click()
    for person in (stage.ada, stage.ben):
        page.get_by_label("Person", exact=True).select_option(label=person.name)
        page.get_by_role("button", name="Add to the panel").click()
        expect(page.get_by_role("cell", name=f"{person.name} {person.email}")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="ML engineer, Search").click()
    page.get_by_role("link", name="Add a candidate", exact=True).click()
    page.get_by_label("Name").fill("Mara Öst")
    page.get_by_label("E-mail").fill("mara@example.com")
    page.get_by_role("button", name="Add the candidate").click()
    expect(page.get_by_role("heading", name="Mara Öst")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Schedule an interview").click()
    page.get_by_label("Ada Interviewer").check()
    page.get_by_label("Ben Interviewer").check()
    page.get_by_label("Date").fill("2026-12-01")
    page.get_by_label("Time", exact=True).fill("14:00")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    axe(page)
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_role("heading", name="Tuesday 1 December 2026, 13:00")).to_be_visible()
    axe(page)
    made = Interview.objects.latest("pk")
    assert made.application.opening.title == "ML engineer, Search"
    assert {row.interviewer for row in made.assignments.all()} == {stage.ada, stage.ben}


def press_to(page: Page, target: Locator) -> None:
    """Tab until the target has the focus; a page on which that takes over a hundred steps is lost to keyboards."""
    for _ in range(100):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {target}.")


def test_a_role_is_opened_and_scheduled_by_keyboard_alone(stage: World, visit: Visit) -> None:
    """Tab, arrows, space, Enter and typing; no pointer."""
    page = visit(stage.manager, "/openings/")
    press_to(page, page.get_by_role("link", name="New opening"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New opening")).to_be_visible()
    press_to(page, page.get_by_label("Title").first)
    page.keyboard.type("ML engineer, Search")
    press_to(page, page.get_by_label("Senior"))
    page.keyboard.press("ArrowRight")
    press_to(page, page.get_by_role("button", name="Publish the scorecard and open the role"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="ML engineer, Search")).to_be_visible()
    opening = Opening.objects.get(title="ML engineer, Search")
    assert opening.version.text.count("level: staff") == 1
    add_member(actor=stage.manager, opening=opening, user=stage.ada, role=Role.INTERVIEWER)
    row = make_candidate(opening, "Mara One", stage.manager, stage="design-interview")

    page.goto(reverse("hiring:application", args=[row.pk]))
    press_to(page, page.get_by_role("link", name="Schedule an interview"))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("Ada Interviewer"))
    page.keyboard.press("Space")
    press_to(page, page.get_by_label("Date"))
    page.keyboard.type("12012026")
    press_to(page, page.get_by_label("Time", exact=True))
    page.keyboard.type("0200PM")
    press_to(page, page.get_by_label("Place or link"))
    page.keyboard.type("Room 4")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tuesday 1 December 2026, 14:00")).to_be_visible()
    assert row.interviews.get().place == "Room 4"


def test_filters_follow_typing_and_the_back_button_follows_the_filters(
    stage: World, visit: Visit, axe: Axe
) -> None:
    """The address carries the filters; going back brings list and fields back; the focus stays in the field."""
    rows = [Row(line, f"Person {line:03}", stage=("design", "ways")[line % 2]) for line in range(2, 302)]
    import_candidates(actor=stage.manager, opening=stage.opening, rows=rows)
    page = visit(stage.manager, reverse("scheduling:board", args=[stage.opening.pk]))
    count = page.locator("#board .count")
    expect(count).to_have_text("301 candidates, page 1 of 2")
    search = page.get_by_label("Name, e-mail or handle")
    search.press_sequentially("person 12")
    expect(count).to_have_text("10 candidates")
    expect(search).to_be_focused()
    page.get_by_label("Stage", exact=True).select_option(label="Ways of working")
    expect(count).to_have_text("5 candidates")
    axe(page)
    page.go_back()
    expect(count).to_have_text("10 candidates")
    expect(search).to_have_value("person 12")
    page.reload()
    expect(count).to_have_text("10 candidates")
    page.get_by_role("navigation", name="Stages").get_by_role("link", name="ML system design").click()
    expect(page.get_by_label("Stage", exact=True)).to_have_value("design")


def pages(world: World) -> dict[str, tuple[User, str]]:
    """Every kind of page, filled, with long names where they can be."""
    opening, application = world.opening, world.application
    long = "Wolfeschlegelsteinhausenbergerdorff " * 4
    twin = make_candidate(opening, "candidate PRIYA", world.recruiter)
    make_candidate(opening, long.strip(), world.recruiter, stage="ways")
    add_document(
        actor=world.recruiter, candidate=application.candidate, kind="resume", title=long, content=b"%PDF-1.7"
    )
    add_member(
        actor=world.manager, opening=opening, user=world.outsider, role=Role.INTERVIEWER, stages=["ways"]
    )
    seal(world.assignment(world.ada), {"framing": 4, "deployment": 3})
    Interview.objects.filter(pk=world.ways.pk).update(
        starts_at=timezone.now() + timedelta(days=2), place=long
    )
    decline(actor=world.cleo, assignment=world.assignment(world.cleo), reason=long)
    reschedule(actor=world.manager, interview=world.ways, starts_at=None, reason="Room lost")
    make_guest_link(actor=world.manager, interview=world.ways, email="vera@example.net", name="Vera Guest")
    closed = Opening.objects.create(title="Closed role", version=world.version, created_by=world.manager)
    close_opening(actor=world.recruiter, opening=closed, reason="Budget")
    keep, other = application.candidate_id, twin.candidate_id
    manager = world.manager
    return {
        "openings": (manager, reverse("hiring:openings")),
        "new-opening": (manager, reverse("hiring:new-opening")),
        "opening": (manager, reverse("hiring:opening", args=[opening.pk])),
        "opening-of-interviewer": (world.ben, reverse("hiring:opening", args=[opening.pk])),
        "opening-closed": (world.recruiter, reverse("hiring:opening", args=[closed.pk])),
        "panel": (manager, reverse("hiring:members", args=[opening.pk])),
        "version": (manager, reverse("hiring:change-version", args=[opening.pk])),
        "close": (manager, reverse("hiring:close-opening", args=[opening.pk])),
        "new-candidate": (manager, reverse("hiring:new-candidate", args=[opening.pk])),
        "import": (manager, reverse("hiring:import-candidates", args=[opening.pk])),
        "duplicates": (manager, reverse("hiring:duplicates", args=[opening.pk])),
        "merge": (manager, reverse("hiring:merge", args=[keep, other])),
        "application": (manager, reverse("hiring:application", args=[application.pk])),
        "application-of-interviewer": (world.ben, reverse("hiring:application", args=[application.pk])),
        "correct": (manager, reverse("hiring:edit-candidate", args=[application.pk])),
        "board": (manager, reverse("scheduling:board", args=[opening.pk])),
        "board-of-interviewer": (world.ben, reverse("scheduling:board", args=[opening.pk])),
        "board-empty": (world.recruiter, reverse("scheduling:board", args=[closed.pk])),
        "schedule": (manager, reverse("scheduling:schedule", args=[application.pk])),
        "interview": (manager, reverse("scheduling:interview", args=[world.ways.pk])),
        "interview-of-interviewer": (world.ben, reverse("scheduling:interview", args=[world.design.pk])),
        "move": (manager, reverse("scheduling:reschedule", args=[world.ways.pk])),
        "decline": (world.ben, reverse("scheduling:decline", args=[world.assignment(world.ben).pk])),
    }


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide light", "phone dark"]
)
def test_every_page_of_hiring_and_scheduling_is_clean_and_fits(
    stage: World, visit: Visit, axe: Axe, size: tuple[int, int], scheme: str
) -> None:
    """axe finds nothing, and nothing is wider than the screen, long names and all."""
    for name, (user, path) in pages(stage).items():
        page = visit(user, path, size=size, scheme=scheme)
        axe(page)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, name
        page.context.close()


def test_a_guest_comes_in_by_a_link_on_a_phone(stage: World, visit: Visit, axe: Axe) -> None:
    """The link says what it opens; one press opens the interview with its kit."""
    _, url = make_guest_link(
        actor=stage.manager, interview=stage.ways, email="vera@example.net", name="Vera Guest"
    )
    page = visit(None, url[url.index("/guest/") :], size=PHONE, scheme="dark")
    axe(page)
    page.get_by_role("button", name="Open the interview").click()
    expect(page.get_by_role("heading", name="Ways of working")).to_be_visible()
    axe(page)
    expect(page.get_by_role("link", name="Open your kit")).to_be_visible()
    page.get_by_role("link", name="Open your kit").click()
    page.wait_for_url("**/kit/")
    expect(page.locator("main")).to_be_visible()
