"""The story of one candidate of the demo, as steps with their moments: every step is an action that people use.

Who acts: the opening's recruiter takes the candidate in and plans, each interviewer writes and submits their own,
managers open debriefs and sign. meeting.py tells the interviews.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from evenbar.panel.deciding import actions as deciding
from evenbar.panel.deciding.models import Debrief
from evenbar.panel.demo.company import Company, Entry, Step
from evenbar.panel.demo.meeting import Meeting
from evenbar.panel.demo.paper import write_pdf
from evenbar.panel.hiring import actions as hiring
from evenbar.panel.hiring.models import ALPHABET, Application
from evenbar.panel.interviewing.visibility import own_ratings
from evenbar.scorecard.scorecard import Scorecard

MINUTE = timedelta(minutes=1)


class Story:
    """One candidate's entry while it is told; `applications` holds the application once it is there."""

    def __init__(self, entry: Entry, company: Company, card: Scorecard, papers: list[Entry]) -> None:
        self.entry, self.company, self.card, self.papers = entry, company, card, papers
        self.recruiter = company.recruiters[entry["opening"]]
        self.applications: list[Application] = []
        self.debriefs: list[Debrief] = []
        self.meetings = [
            Meeting(each, company, self.recruiter, card.stage(each["stage"]).minutes or 60, self.applications)
            for each in entry.get("interviews", [])
        ]

    def steps(self) -> Iterator[Step]:
        """Everything that happened, roughly in order; the loader sorts by moment."""
        minute = _digest(self.entry["key"])[0] % 50
        applied = self.company.at(self.entry["applied_days_ago"], f"09:{minute:02}", self.recruiter)
        told = [Step(applied, partial(self._apply, applied)), *self._interviews(applied)]
        yield from told
        over = max(step.at for step in told)
        if "status_change" in self.entry:
            yield self._status(self.entry["status_change"], over)
        if "debrief" in self.entry:
            yield from self._debrief(self.entry["debrief"], over)

    def _interviews(self, applied: datetime) -> Iterator[Step]:
        earliest = applied + 25 * MINUTE
        for meeting in self.meetings:
            planned = meeting.planned_at(earliest)
            yield Step(planned - MINUTE, partial(self._move, meeting.entry["stage"], planned))
            yield from meeting.steps(planned)
            if meeting.ends_at < self.company.days.now:
                earliest = meeting.ends_at + 10 * MINUTE

    def _apply(self, at: datetime) -> None:
        application = hiring.add_candidate(
            actor=self.recruiter,
            opening=self.company.openings[self.entry["opening"]],
            name=self.entry["name"],
            email=self.entry["email"],
            source=self.entry["source"],
            brief=self.entry["brief"],
            handle=handle_of(self.entry["key"]),
            at=at,
        )
        self.applications.append(application)
        for number, paper in enumerate(self.papers, start=1):
            hiring.add_document(
                actor=self.recruiter,
                candidate=application.candidate,
                kind=paper["kind"],
                title=paper["title"],
                content=write_pdf(paper["title"], paper["paragraphs"]),
                at=at + 4 * number * MINUTE,
            )

    def _move(self, stage: str, at: datetime) -> None:
        """Move the candidate on, as far as the content says; interviews are planned beyond that too."""
        order = [each.id for each in self.card.stages]
        reached = order.index(self.entry["stage"])
        [application] = self.applications
        if order.index(application.stage) < order.index(stage) <= reached:
            self.applications[0] = hiring.move(
                actor=self.recruiter, application=application, stage=stage, at=at
            )

    def _status(self, change: Entry, over: datetime) -> Step:
        by = self.company.people[change["by"]]
        at = max(self.company.at(change["days_ago"], "11:45", by), over + 10 * MINUTE)
        return Step(at, partial(self._set_status, change, at))

    def _set_status(self, change: Entry, at: datetime) -> None:
        hiring.set_status(
            actor=self.company.people[change["by"]],
            application=self.applications[0],
            status=self.entry["status"],
            reason=change["reason"],
            at=at,
        )

    def _debrief(self, debrief: Entry, over: datetime) -> Iterator[Step]:
        by = self.company.people[debrief["opened_by"]]
        opened = max(self.company.at(debrief["opened_days_ago"], "14:00", by), over + 30 * MINUTE)
        yield Step(opened, partial(self._open, debrief, opened))
        last = opened
        for later in debrief["later_ratings"]:
            last = max(self.company.at(later["days_ago"], "14:45", by), last + 25 * MINUTE)
            yield Step(last, partial(self._revise, later, last))
        if "decision" in self.entry:
            decision = self.entry["decision"]
            signer = self.company.people[decision["signed_by"]]
            signed = max(self.company.at(decision["signed_days_ago"], "10:20", signer), last + 35 * MINUTE)
            yield Step(signed, partial(self._sign, decision, signed))

    def _open(self, debrief: Entry, at: datetime) -> None:
        by = self.company.people[debrief["opened_by"]]
        planned = deciding.plan_debrief(
            actor=by,
            application=self.applications[0],
            title=debrief["title"],
            stages=debrief["stages"],
            at=at - 15 * MINUTE,
        )
        self.debriefs.append(deciding.open_debrief(actor=by, debrief=planned, at=at))

    def _revise(self, later: Entry, at: datetime) -> None:
        by = self.company.people[later["by"]]
        rating = own_ratings(by).get(
            sealed__assignment__interview__application=self.applications[0],
            sealed__assignment__interview__stage=later["stage"],
            criterion=later["criterion"],
        )
        deciding.revise(
            actor=by,
            debrief=self.debriefs[0],
            rating=rating,
            level=later["level"],
            missing="",
            reason=later["reason"],
            at=at,
        )

    def _sign(self, decision: dict[str, Any], at: datetime) -> None:
        people = {each["person"]: self.company.people[each["person"]] for each in decision["deciders"]}
        deciding.sign(
            actor=self.company.people[decision["signed_by"]],
            debrief=self.debriefs[0],
            outcome=decision["outcome"],
            summary=decision["summary"],
            reasons=decision["reasons"],
            deciders=list(people.values()),
            dissent={
                people[each["person"]].pk: each["dissent"].strip()
                for each in decision["deciders"]
                if "dissent" in each
            },
            request_key=f"demo-{self.entry['key']}",
            at=at,
        )


def handle_of(key: str) -> str:
    """The same short name at every loading."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in _digest(key)[:4])


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
