"""A season of settled candidates, and the worker's part of computing what pages ask for."""

from django.utils import timezone

from evenbar.panel.deciding.models import Debrief
from evenbar.panel.hiring.models import Application
from evenbar.panel.people.models import User
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.work.running import drain, new_worker
from tests.panel.building import World, make_candidate, make_interview, seal

LEVELS = ((5, 4), (4, 3), (3, 3), (2, 2), (4, 2), (1, 2), (5, 5), (3, 2))


def settle(world: World, name: str, levels: tuple[int, ...], *people: User) -> Debrief:
    """A candidate of the opening, rated on design, with an opened debrief."""
    application = make_candidate(world.opening, name, world.recruiter)
    make_interview(application, "design", *(people or (world.ada, world.ben)), by=world.recruiter)
    seats = Assignment.objects.filter(interview__application=application).order_by("pk")
    for assignment, level in zip(seats, levels, strict=True):
        seal(assignment, {"framing": level, "deployment": level})
    return open_for(application, world.manager, "design")


def open_for(application: Application, by: User, *stages: str) -> Debrief:
    """An opened debrief on some stages of a candidate."""
    return Debrief.objects.create(
        application=application,
        title="Debrief",
        stages=list(stages),
        created_by=by,
        opened_at=timezone.now(),
        opened_by=by,
    )


def season(world: World, count: int = 6) -> list[Debrief]:
    """Settled candidates whom Ada rated a little higher than Ben."""
    return [settle(world, f"Person {number}", LEVELS[number % len(LEVELS)]) for number in range(count)]


def compute() -> int:
    """Do what the worker beside the server does."""
    return drain(new_worker())
