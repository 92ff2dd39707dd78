"""The demo's content holds together: ids, people, panels, evidence, dates and the states that it promises.

These tests read the files alone. That the loader makes rows of them is tested beside the loader.
"""

from collections import Counter
from datetime import time
from statistics import mean, median
from zoneinfo import ZoneInfo

import pytest

from evenbar.scorecard.library import load
from tests.panel.demo_content import (
    CANDIDATES,
    CARDS,
    OPENINGS,
    PEOPLE,
    evidence,
    levels,
    of,
    parts,
    rated,
    read,
    situated,
    words,
)

RECOMMENDATIONS = {"strong-no", "no", "yes", "strong-yes"}
RATED_FULLY = {"ready-for-debrief", "decided", "debrief-open"}
KEYS = {
    "candidate": {
        "key", "name", "email", "opening", "source", "applied_days_ago", "stage", "status", "situation", "brief",
        "status_change", "interviews", "debrief", "decision",
    },
    "interview": {
        "stage", "state", "days_ago", "days_ahead", "started_minutes_ago", "at", "time_zone", "place", "changes",
        "interviewers",
    },
    "interviewer": {
        "by", "state", "trainee", "replaces", "reason", "sealed_days_ago", "recommendation", "note", "ratings",
        "unfiled", "amendments",
    },
    "rating": {"level", "missing", "evidence"},
    "evidence": {"text", "question", "prompted", "direction"},
}  # fmt: skip


def test_there_are_two_openings_nine_interviewers_and_fourteen_candidates() -> None:
    assert len(OPENINGS) == 2
    assert len(CANDIDATES) == len(read("candidates.yaml")["candidates"]) == 14
    assert Counter(person["role"] for person in PEOPLE.values()) == {
        "administrator": 1, "recruiter": 2, "hiring-manager": 2, "interviewer": 9, "trainee": 1, "analyst": 1,
        "compliance": 1,
    }  # fmt: skip


def test_every_promised_situation_occurs_as_often_as_promised() -> None:
    assert Counter(candidate["situation"] for candidate in CANDIDATES.values()) == {
        "ready-for-debrief": 2, "decided": 1, "debrief-open": 1, "in-progress": 1, "owed": 2, "rescheduled": 1,
        "conflict": 1, "withdrawn": 1, "declined": 1, "on-hold": 1, "scheduled": 1, "cancelled": 1,
    }  # fmt: skip


def test_the_files_use_no_key_that_their_headers_do_not_name() -> None:
    for candidate in CANDIDATES.values():
        assert set(candidate) <= KEYS["candidate"], candidate["key"]
        assert all(set(interview) <= KEYS["interview"] for interview in candidate.get("interviews", []))
    for part in parts():
        assert set(part.entry) <= KEYS["interviewer"], part.where
        assert all(set(rating) <= KEYS["rating"] for rating in part.ratings.values()), part.where
    assert all(set(item) <= KEYS["evidence"] for _, _, item in evidence())


def test_nobody_can_be_reached_at_an_address_of_the_demo() -> None:
    staff = [person["email"] for person in PEOPLE.values()]
    applied = [candidate["email"] for candidate in CANDIDATES.values()]
    assert all(address.endswith("@pellmarsh.example") for address in staff)
    assert all(address.split("@")[1] in {"example.com", "example.net", "example.org"} for address in applied)
    assert len(set(staff + applied)) == len(staff) + len(applied)


def test_briefs_name_no_school_no_employer_and_no_number_of_years() -> None:
    proxies = ("university", "degree", "college", "school", "phd", "years", "ltd", "gmbh", "inc.")
    for candidate in CANDIDATES.values():
        assert len(candidate["brief"].split()) >= 25, candidate["key"]
        found = [word for word in proxies if word in candidate["brief"].lower()]
        assert not found, f"{candidate['key']}: {found}"


def test_panels_name_people_and_stages_that_exist() -> None:
    for key, opening in OPENINGS.items():
        stages = {stage.id for stage in CARDS[key].stages}
        assert opening["created_by"] in PEOPLE
        for member in opening["panel"]:
            assert set(member["stages"]) <= stages, member
            assert member["role"] == PEOPLE[member["person"]]["role"]
            assert bool(member["stages"]) or member["role"] in {"hiring-manager", "recruiter"}


def test_everybody_meets_candidates_only_in_stages_that_their_panel_gives_them() -> None:
    for part in parts():
        panel = OPENINGS[part.candidate["opening"]]["panel"]
        may = {member["person"]: set(member["stages"]) for member in panel}
        assert part.interview["stage"] in may.get(part.entry["by"], set()), part.where
        trainee = PEOPLE[part.entry["by"]]["role"] == "trainee"
        assert part.entry.get("trainee", False) is trainee, part.where


def test_a_sealed_scorecard_rates_exactly_the_criteria_of_its_stage() -> None:
    for part in parts("sealed"):
        assert tuple(part.ratings) == part.planned, part.where
        given = part.entry.get("recommendation")
        assert given in RECOMMENDATIONS if part.planned else given is None, part.where


def test_a_level_has_evidence_and_a_missing_rating_is_no_number() -> None:
    for part in rated(trainees=True):
        for criterion, rating in part.ratings.items():
            where = f"{part.where}, {criterion}"
            assert ("level" in rating) != ("missing" in rating), where
            if "level" in rating:
                assert rating["level"] in range(1, 6), where
            else:
                assert rating["missing"] in {"not-planned", "not-reached", "nothing-shown"}, where
            expected = "level" in rating or rating["missing"] == "nothing-shown"
            assert bool(rating.get("evidence")) is expected, where
            assert len(rating.get("evidence", [])) <= 3, where


def test_evidence_points_to_a_question_of_its_own_criterion() -> None:
    for part, criterion, item in evidence():
        questions = {question.id for question in part.card.criterion(criterion).questions}
        assert item.get("question") in questions | {None}, f"{part.where}: {item['question']}"


def test_evidence_is_marked_as_the_kit_marks_it() -> None:
    for part, _, item in evidence():
        assert item.get("prompted") in {True, False, None}, part.where
        assert item.get("direction") in {"for", "against", None}, part.where
    assert len({(item.get("prompted"), item.get("direction")) for _, _, item in evidence()}) >= 4


def test_no_line_of_evidence_is_written_twice() -> None:
    texts = Counter(item["text"] for _, _, item in evidence())
    assert [text for text, times in texts.items() if times > 1] == []
    assert min(len(text.split()) for text in texts) >= 4
    assert len(texts) >= 180


@pytest.mark.parametrize("candidate", [candidate["key"] for candidate in situated(*RATED_FULLY)])
def test_a_candidate_to_decide_on_has_every_criterion_sealed_by_two_people(candidate: str) -> None:
    raters: dict[str, set[str]] = {}
    for part in of(candidate):
        for criterion in part.ratings:
            raters.setdefault(criterion, set()).add(part.entry["by"])
    card = CARDS[CANDIDATES[candidate]["opening"]]
    assert {criterion.id for criterion in card.criteria} == set(raters)
    assert min(len(people) for people in raters.values()) >= 2
    assert not [part for part in parts("owed", "assigned", "draft") if part.candidate["key"] == candidate]


def test_one_ready_candidate_has_two_raters_three_levels_apart() -> None:
    apart = []
    for candidate in situated("ready-for-debrief"):
        seen: dict[tuple[str, str], list[int]] = {}
        for part in of(candidate["key"]):
            for criterion, rating in part.ratings.items():
                if "level" in rating:
                    seen.setdefault((part.interview["stage"], criterion), []).append(rating["level"])
        apart += [where for where, given in seen.items() if max(given) - min(given) == 3]
    assert ("system-design", "deployment") in apart


def test_missing_ratings_of_two_kinds_occur() -> None:
    kinds = Counter(
        rating["missing"] for part in rated() for rating in part.ratings.values() if "missing" in rating
    )
    assert kinds == {"not-reached": 1, "nothing-shown": 1}


def test_the_habits_are_in_the_ratings_and_in_the_notes() -> None:
    averages = {key: mean(levels(key)) for key, person in PEOPLE.items() if person["role"] == "interviewer"}
    assert min(averages, key=lambda key: averages[key]) == "radoslav"
    assert max(averages, key=lambda key: averages[key]) == "amara"
    assert set(levels("suresh")) == {3, 4}
    assert 3 not in levels("kofi")
    lengths = {key: median(words(key)) for key in averages}
    assert min(lengths, key=lambda key: lengths[key]) == "gwen"
    assert max(lengths, key=lambda key: lengths[key]) == "noor"
    for part in rated():
        if part.entry["by"] == "yelena":
            assert len({rating["level"] for rating in part.ratings.values()}) == 1, part.where


def test_the_interview_in_progress_is_the_newcomers_and_half_written() -> None:
    newcomers = [key for key, person in PEOPLE.items() if person.get("newcomer")]
    (draft,) = parts("draft")
    assert newcomers == [draft.entry["by"]]
    assert PEOPLE[draft.entry["by"]]["role"] == "interviewer"
    assert draft.interview["state"] == "in-progress"
    assert tuple(draft.ratings) == draft.planned
    chosen = [rating for rating in draft.ratings.values() if "level" in rating]
    assert 0 < len(chosen) < len(draft.planned)
    assert draft.entry["unfiled"]


def test_states_of_interviews_and_of_their_people_agree() -> None:
    allowed = {
        "held": {"sealed", "owed", "conflict", "declined"},
        "in-progress": {"draft", "assigned"},
        "upcoming": {"assigned", "conflict", "declined"},
        "cancelled": {"assigned"},
    }
    for part in parts():
        assert part.entry["state"] in allowed[part.interview["state"]], part.where


def test_scorecards_are_owed_for_days_by_people_who_are_known_to_be_late() -> None:
    owed = {part.entry["by"]: part.interview["days_ago"] for part in parts("owed")}
    assert owed == {"yelena": 7, "kofi": 3}


def test_whoever_has_a_conflict_of_interest_is_replaced_and_says_why() -> None:
    (stepped_back,) = parts("conflict")
    assert stepped_back.entry["reason"]
    replacing = [entry for entry in stepped_back.interview["interviewers"] if "replaces" in entry]
    assert [entry["replaces"] for entry in replacing] == [stepped_back.entry["by"]]


def test_a_status_other_than_active_has_a_person_and_a_reason() -> None:
    for candidate in CANDIDATES.values():
        expected = candidate["status"] in {"on-hold", "declined", "withdrawn"}
        assert ("status_change" in candidate) is expected, candidate["key"]
        if expected:
            assert candidate["status_change"]["by"] in PEOPLE
            assert len(candidate["status_change"]["reason"].split()) >= 10


def test_changed_interviews_keep_what_stood_before() -> None:
    for candidate in CANDIDATES.values():
        for interview in candidate.get("interviews", []):
            changes = interview.get("changes", [])
            assert (interview["state"] == "cancelled") == any(c["kind"] == "cancelled" for c in changes)
            for change in changes:
                assert change["by"] in PEOPLE
                assert change["reason"]
                assert ("before" in change) is (change["kind"] == "rescheduled")
    (moved,) = situated("rescheduled")
    assert len(moved["interviews"][-1]["changes"]) == 2


def test_the_debrief_that_waits_is_open_and_undecided() -> None:
    (waiting,) = situated("debrief-open")
    assert waiting["debrief"]["opened_by"] in PEOPLE
    assert "decision" not in waiting
    assert all("debrief" not in candidate for candidate in situated("ready-for-debrief"))


def test_the_signed_decision_gives_a_reason_for_each_criterion_and_one_dissent() -> None:
    (decided,) = situated("decided")
    decision, card = decided["decision"], CARDS[decided["opening"]]
    assert tuple(decision["reasons"]) == tuple(criterion.id for criterion in card.criteria)
    assert len({*decision["reasons"].values()}) == len(card.criteria)
    assert all(decider["person"] in PEOPLE for decider in decision["deciders"])
    assert len([decider for decider in decision["deciders"] if decider.get("dissent")]) == 1
    assert decision["signed_days_ago"] <= decided["debrief"]["opened_days_ago"]
    assert (decided["status"], decision["outcome"]) == ("offer", "offer")


def test_later_ratings_and_amendments_differ_from_the_first_and_come_on_their_side_of_the_debrief() -> None:
    for part in parts("sealed"):
        for amendment in part.entry.get("amendments", []):
            assert amendment["level"] != part.ratings[amendment["criterion"]]["level"]
            assert part.candidate["debrief"]["opened_days_ago"] < amendment["days_ago"]
            assert amendment["days_ago"] <= part.entry["sealed_days_ago"]
            assert amendment["reason"]
            assert amendment["evidence"]
    for candidate in situated("decided", "debrief-open"):
        for later in candidate["debrief"]["later_ratings"]:
            (first,) = (
                part.ratings[later["criterion"]]["level"]
                for part in of(candidate["key"])
                if (part.entry["by"], part.interview["stage"]) == (later["by"], later["stage"])
            )
            assert later["level"] != first
            assert later["days_ago"] <= candidate["debrief"]["opened_days_ago"]
            assert later["reason"]


def test_days_run_in_the_order_in_which_such_things_happen() -> None:
    for part in parts():
        interview, applied = part.interview, part.candidate["applied_days_ago"]
        ZoneInfo(interview["time_zone"])
        assert applied < OPENINGS[part.candidate["opening"]]["created_days_ago"], part.where
        if "at" in interview:
            assert time(7) <= time.fromisoformat(interview["at"]) <= time(18), part.where
        if "days_ago" in interview:
            assert interview["days_ago"] < applied, part.where
        if part.entry["state"] == "sealed":
            assert 0 < part.entry["sealed_days_ago"] <= interview["days_ago"], part.where
            opened = part.candidate.get("debrief", {}).get("opened_days_ago", 0)
            assert opened <= part.entry["sealed_days_ago"], part.where


def test_interviews_ahead_have_a_time_and_the_newcomer_has_one() -> None:
    ahead = [part for part in parts("assigned") if part.interview["state"] == "upcoming"]
    assert len({id(part.interview) for part in ahead}) >= 5
    assert all(part.interview["days_ahead"] >= 1 and part.interview["at"] for part in ahead)
    assert "robin" in {part.entry["by"] for part in ahead}


def test_the_season_before_has_evidence_for_every_level_of_every_criterion_and_three_dozen_names() -> None:
    season = read("season.yaml")
    card = load(season["opening"]["scorecard"])
    assert set(season["sentences"]) == {row.id for row in card.criteria}
    for criterion, levels_of in season["sentences"].items():
        assert set(levels_of) == {1, 2, 3, 4, 5}, criterion
        assert all("{topic}" in text for texts in levels_of.values() for text in texts), criterion
    names = [name for name, _, _ in season["candidates"]]
    topics = [topic for _, _, topic in season["candidates"]]
    assert len(set(names)) == len(set(topics)) == 36
    assert set(names).isdisjoint(person["name"] for person in PEOPLE.values())
    stages = {stage.id for stage in card.stages}
    assert all(set(member["stages"]) <= stages for member in season["panel"])
    assert {member["person"] for member in season["panel"]} <= set(PEOPLE)
