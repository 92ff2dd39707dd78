"""One interview of the demo, as steps: planned, moved or cancelled, held by these people, rated by each alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from evenbar.panel.demo.company import Company, Entry, Step
from evenbar.panel.demo.notes import body_of, states_of
from evenbar.panel.hiring.models import Application
from evenbar.panel.interviewing import actions as interviewing
from evenbar.panel.interviewing.visibility import own_assignments, own_ratings
from evenbar.panel.people.models import User
from evenbar.panel.scheduling import actions as scheduling
from evenbar.panel.scheduling.models import Assignment, Interview

AHEAD = 5  # days between planning an interview and holding it
MINUTE = timedelta(minutes=1)


@dataclass
class Meeting:
    """An entry of a candidate's interviews; `interview` is there once it is planned."""

    entry: Entry
    company: Company
    recruiter: User
    minutes: int
    applications: list[Application]  # the candidate's application, once it is there
    interview: Interview | None = field(default=None, init=False)

    @property
    def starts_at(self) -> datetime:
        """When it began or is to begin, as it stands after every change."""
        if self.entry["state"] == "in-progress":
            return self.company.days.running(self.entry["started_minutes_ago"])
        return self._time(self.entry)

    @property
    def ends_at(self) -> datetime:
        """When it was or will be over."""
        return self.starts_at + self.minutes * MINUTE

    def planned_at(self, earliest: datetime) -> datetime:
        """When the recruiter planned it: some days ahead, on a day gone by, and not before there was a reason to."""
        first = next((change["before"] for change in self._changes("rescheduled")), self.entry)
        ago = max(self._ago(first) + AHEAD, 1)
        return max(self.company.at(ago, "09:30", self.recruiter), earliest)

    def steps(self, planned_at: datetime) -> Iterator[Step]:
        """Everything that happened to it, from its planning on."""
        yield Step(planned_at, partial(self._plan, planned_at))
        for change in self.entry.get("changes", []):
            yield self._change(change)
        for entry in self.entry["interviewers"]:
            if entry["state"] in {"conflict", "declined"}:
                yield from self._step_back(entry, planned_at)
        for number, entry in enumerate(self.entry["interviewers"]):
            if entry["state"] == "sealed":
                yield from self._seal(entry, number)
            elif entry["state"] == "draft":
                yield Step(self.company.days.now, partial(self._write, entry))

    def sealed_at(self, entry: Entry, number: int) -> datetime:
        """Some time after the end on the same day, or in the morning of a later one."""
        soon = self.ends_at + (18 + 13 * number) * MINUTE
        if entry["sealed_days_ago"] == self.entry["days_ago"]:
            return soon
        by = self.company.people[entry["by"]]
        return max(soon, self.company.at(entry["sealed_days_ago"], "10:10", by) + 7 * number * MINUTE)

    def amended_at(self, amendment: Entry, entry: Entry, number: int) -> datetime:
        """About noon of its day, and after what it amends."""
        noon = self.company.at(amendment["days_ago"], "12:05", self.company.people[entry["by"]])
        return max(noon, self.sealed_at(entry, number) + 40 * MINUTE)

    def _time(self, entry: Entry) -> datetime:
        return self.company.days.at(self._ago(entry), entry["at"], self.entry["time_zone"])

    def _ago(self, entry: Entry) -> int:
        if "started_minutes_ago" in entry:
            return 0
        return int(entry["days_ago"]) if "days_ago" in entry else -int(entry["days_ahead"])

    def _changes(self, kind: str) -> list[Entry]:
        return [change for change in self.entry.get("changes", []) if change["kind"] == kind]

    def _plan(self, at: datetime) -> None:
        seated = [entry for entry in self.entry["interviewers"] if "replaces" not in entry]
        first = next((change["before"] for change in self._changes("rescheduled")), None)
        self.interview = scheduling.schedule(
            actor=self.recruiter,
            application=self.applications[0],
            stage=self.entry["stage"],
            starts_at=self.starts_at if first is None else self._time(first),
            minutes=self.minutes,
            time_zone=self.entry["time_zone"],
            place=self.entry["place"],
            interviewers=[self.company.people[entry["by"]] for entry in seated if not entry.get("trainee")],
            trainees=[self.company.people[entry["by"]] for entry in seated if entry.get("trainee")],
            at=at,
        )

    def _change(self, change: Entry) -> Step:
        by = self.company.people[change["by"]]
        at = self.company.at(change["days_ago"], "11:00", by)
        if change["kind"] == "cancelled":
            if change["days_ago"] == self.entry["days_ago"]:
                at = self.starts_at + 20 * MINUTE
            return Step(at, partial(self._cancel, by, change["reason"], at))
        rescheduled = self._changes("rescheduled")
        after = rescheduled.index(change) + 1
        time = self._time(rescheduled[after]["before"]) if after < len(rescheduled) else self.starts_at
        return Step(at, partial(self._reschedule, by, time, change["reason"], at))

    def _cancel(self, by: User, reason: str, at: datetime) -> None:
        scheduling.cancel(actor=by, interview=self._planned(), reason=reason, at=at)

    def _reschedule(self, by: User, time: datetime, reason: str, at: datetime) -> None:
        scheduling.reschedule(actor=by, interview=self._planned(), starts_at=time, reason=reason, at=at)

    def _step_back(self, entry: Entry, planned_at: datetime) -> Iterator[Step]:
        """Somebody says no to the interview a while after its planning; a substitute is found a while after that."""
        told, found = planned_at + 95 * MINUTE, planned_at + 180 * MINUTE
        yield Step(told, partial(self._leave, entry, told))
        for other in self.entry["interviewers"]:
            if other.get("replaces") == entry["by"]:
                yield Step(found, partial(self._substitute, entry, other, found))

    def _leave(self, entry: Entry, at: datetime) -> None:
        by = self.company.people[entry["by"]]
        leave = scheduling.declare_conflict if entry["state"] == "conflict" else scheduling.decline
        leave(actor=by, assignment=self._assignment(by), reason=entry["reason"], at=at)

    def _substitute(self, entry: Entry, other: Entry, at: datetime) -> None:
        reason = {"conflict": "Conflict of interest", "declined": "Declined"}[entry["state"]]
        scheduling.substitute(
            actor=self.recruiter,
            assignment=self._assignment(self.company.people[entry["by"]]),
            interviewer=self.company.people[other["by"]],
            reason=reason,
            at=at,
        )

    def _write(self, entry: Entry) -> None:
        """Keep the half-written notes, saved line by line."""
        by = self.company.people[entry["by"]]
        minutes = int((self.company.days.now - self.starts_at) / MINUTE)
        for revision, body in enumerate(states_of(body_of(entry, self.starts_at, minutes))):
            at = datetime.fromisoformat(body["lines"][-1]["at"]) + MINUTE
            interviewing.save_draft(
                actor=by, assignment=self._assignment(by), body=body, revision=revision, at=at
            )

    def _seal(self, entry: Entry, number: int) -> Iterator[Step]:
        by, at = self.company.people[entry["by"]], self.sealed_at(entry, number)
        yield Step(at, partial(self._submit, entry, by, at))
        for amendment in entry.get("amendments", []):
            then = self.amended_at(amendment, entry, number)
            yield Step(then, partial(self._amend, amendment, by, then))

    def _submit(self, entry: Entry, by: User, at: datetime) -> None:
        interviewing.seal(
            actor=by,
            assignment=self._assignment(by),
            body=body_of(entry, self.starts_at, self.minutes),
            recommendation=entry.get("recommendation", ""),
            at=at,
        )

    def _amend(self, amendment: Entry, by: User, at: datetime) -> None:
        rating = own_ratings(by).get(
            sealed__assignment=self._assignment(by), criterion=amendment["criterion"]
        )
        interviewing.amend(
            actor=by,
            rating=rating,
            level=amendment["level"],
            evidence=amendment["evidence"],
            reason=amendment["reason"],
            at=at,
        )

    def _planned(self) -> Interview:
        assert self.interview is not None, "steps run in the order of their moments"
        return self.interview

    def _assignment(self, by: User) -> Assignment:
        return own_assignments(by).get(interview=self._planned())
