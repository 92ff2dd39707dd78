"""Loading the fictional company: accounts, scorecards, openings and candidates, by the actions that people use.

What is told of each candidate stands in story.py, the season before in season.py. Everything happens in the order of
its moments, in one transaction: the company is there whole, or nothing is.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from evenbar.panel.demo import season
from evenbar.panel.demo.company import Company, Step
from evenbar.panel.demo.days import Days
from evenbar.panel.demo.story import Story
from evenbar.panel.hiring import actions as hiring
from evenbar.panel.hiring.models import Opening
from evenbar.panel.people import actions as people
from evenbar.panel.people import visibility
from evenbar.panel.people.models import Role, User
from evenbar.panel.refusal import Refused
from evenbar.panel.studio import actions as studio
from evenbar.scorecard import library

CONTENT = Path(__file__).with_name("content")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BEFORE_OPENING = timedelta(days=1)  # a scorecard is published the day before its role opens


@transaction.atomic
def load(now: datetime | None = None, *, past: bool = False) -> None:
    """Load the demo into an empty store, as if it had been used until `now`; with `past`, the season before too.

    Refused where anybody has an account.
    """
    if not visibility.is_empty():
        what = "holds the demo already" if visibility.holds_the_demo() else "holds accounts of real people"
        raise Refused(
            f"This store {what}; the demo is loaded into an empty one only. "
            "Name another folder by EVENBAR_DATA, or another database by DATABASE_URL."
        )
    days = Days((now or timezone.now()).replace(microsecond=0))
    openings = {entry["key"]: entry for entry in read("openings")["openings"]}
    accounts = _people()
    recruiters = {key: accounts[_recruiter(entry)] for key, entry in openings.items()}
    company = Company(people=accounts, recruiters=recruiters, openings={}, days=days)
    steps = [_opening(entry, company) for entry in openings.values()]
    cards = {key: library.load(entry["scorecard"]) for key, entry in openings.items()}
    papers = read("papers")["papers"]
    for entry in read("candidates")["candidates"]:
        own = [paper for paper in papers if paper["candidate"] == entry["key"]]
        steps += Story(entry, company, cards[entry["opening"]], own).steps()
    if past:
        season.tell(read("season"), company)
    for step in sorted(steps, key=lambda step: step.at):
        step.do()


def read(name: str) -> dict[str, Any]:
    """One file of the content."""
    with (CONTENT / f"{name}.yaml").open("rb") as stream:
        content: dict[str, Any] = yaml.load(stream, Loader=LOADER)  # noqa: S506 - both loaders are the safe one
    return content


def _people() -> dict[str, User]:
    """The accounts, the newcomer's first. Nobody has a password: the demo signs in by one click."""
    entries = sorted(read("people")["people"], key=lambda entry: not entry.get("newcomer", False))
    return {
        entry["key"]: people.create_account(
            None,
            entry["email"],
            entry["name"],
            [Role(entry["role"])],
            entry["time_zone"],
            fiction=entry["about"],
        )
        for entry in entries
    }


def _recruiter(opening: dict[str, Any]) -> str:
    return str(next(each["person"] for each in opening["panel"] if each["role"] == Role.RECRUITER))


def _opening(entry: dict[str, Any], company: Company) -> Step:
    """Publishing the opening's scorecard, opening the role, seating its panel."""
    owner = company.people[entry["created_by"]]
    opened_at = company.days.at(entry["created_days_ago"], "10:00", owner.time_zone)
    name = entry["scorecard"]

    def publish_and_open() -> None:
        at = opened_at - BEFORE_OPENING
        card = studio.create_scorecard(
            actor=owner,
            title=library.load(name).title,
            text=library.text(name),
            origin=f"library: {name}",
            at=at,
        )
        note = f"First version, for {entry['title']}."
        version = studio.publish(actor=owner, scorecard=card, note=note, at=at + timedelta(minutes=40))
        opening = hiring.open_opening(
            actor=owner, title=entry["title"], team=entry["team"], version=version, at=opened_at
        )
        company.openings[entry["key"]] = opening
        _seat_panel(entry["panel"], opening, company)

    return Step(opened_at, publish_and_open)


def _seat_panel(panel: list[dict[str, Any]], opening: Opening, company: Company) -> None:
    for member in panel:
        hiring.add_member(
            actor=opening.created_by,
            opening=opening,
            user=company.people[member["person"]],
            role=Role(member["role"]),
            stages=member["stages"],
        )
