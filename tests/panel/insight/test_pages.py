"""What the pages say: with much, with little, with nothing; while numbers are computed; of parts that share nobody."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evenbar.measure.rating_file import read_csv
from evenbar.panel.insight.downloads import written
from evenbar.panel.insight.scope import begin_of
from evenbar.panel.insight.shown import A_PAGE, Looking, page_of
from evenbar.panel.interviewing.models import Rating
from evenbar.panel.people.models import User
from evenbar.panel.work.models import KeptAnswer
from tests.panel.building import World, make_user
from tests.panel.conftest import SignedIn
from tests.panel.insight.panels import NAMES, SEVERITY, Panel, computed, make_panel

pytestmark = pytest.mark.django_db
NUMBERS = re.compile(r"<b>([^<]*)</b>")


@pytest.fixture
def panel(world: World) -> Panel:
    return make_panel(world)


def heads(text: str) -> list[str]:
    """The four head figures."""
    return NUMBERS.findall(text.split('<dl class="figures">')[1].split("</dl>", maxsplit=1)[0])


def test_the_severe_one_stands_first_and_every_head_figure_has_its_interval_and_n(
    world: World, panel: Panel
) -> None:
    told = computed(world.manager, "/insight/interviewers/")
    reliable, spread, changed, calibrate = heads(told)
    assert 0.5 < float(reliable) < 1.0
    assert 1.2 < float(spread.split()[0]) < 3.0
    assert re.fullmatch(r"\d+\N{NO-BREAK SPACE}%", changed)
    assert int(calibrate) >= 1
    assert told.index("Sever Strictwood") < told.index("Ona Average") < told.index("Mild Lenientsen")
    rests = told.split('<dl class="figures">')[1].split("</dl>")[0]
    assert rests.count("95\N{NO-BREAK SPACE}%") == 3
    assert "24 candidates" in rests
    assert "severe" in told
    assert "predict" not in told.lower()


def test_nothing_settled_is_said_and_no_figure_is_drawn(world: World) -> None:
    told = computed(world.manager, "/insight/interviewers/")
    assert "nothing to estimate from yet" in told
    assert "<svg" not in told
    assert "nothing to estimate from yet" in computed(world.manager, "/insight/reliability/")
    assert "nothing to estimate from yet" in computed(world.manager, "/insight/criteria/")


def test_below_the_minimum_the_pages_say_what_would_be_enough(world: World) -> None:
    make_panel(world, candidates=4)
    told = computed(world.manager, "/insight/interviewers/")
    assert heads(told) == ["–", "–", "–", "–"]
    assert told.count("would be") >= 4
    assert "Too few ratings" in told
    assert "10 would be" in computed(world.manager, "/insight/reliability/")
    assert "not enough: 10 candidates rated on it would be" in computed(world.manager, "/insight/criteria/")


def test_one_interviewer_alone_has_no_severity_and_no_traceback(world: World) -> None:
    make_panel(world, names=NAMES[:1], severity=SEVERITY[:1], each=1)
    told = computed(world.manager, "/insight/interviewers/")
    assert heads(told) == ["–", "–", "–", "–"]
    assert "10 would be" in computed(world.manager, "/insight/reliability/")
    assert "24 candidates" in computed(world.manager, "/insight/criteria/")


def test_the_same_level_for_everybody_is_answered_without_a_number(world: World, panel: Panel) -> None:
    Rating.objects.update(level=3)
    told = computed(world.manager, "/insight/interviewers/")
    assert "nan" not in told.lower().replace("finance", "")
    assert "could not be computed" not in told
    told = computed(world.manager, "/insight/criteria/")
    assert "tells hardly anybody apart" in told
    assert "All ratings are the same" in computed(world.manager, "/insight/reliability/")


def test_parts_that_share_nobody_are_said_drawn_apart_and_compared_nowhere(
    world: World, panel: Panel
) -> None:
    names = ("Una Other", "Vik Other", "Wes Other")
    make_panel(world, title="Far", names=names, severity=(2.5, 0.0, 0.0), seed=11)
    told = computed(world.manager, "/insight/interviewers/")
    assert "in 2 parts that share nobody" in told
    assert "cannot be compared" in told
    assert "Who met whom" in told
    assert "Part 1" in told
    assert "Part 2" in told
    spread = heads(told)[1]
    alone = heads(computed(world.manager, f"/insight/interviewers/?opening={panel.opening.pk}"))[1]
    assert abs(float(spread.split()[0]) - float(alone.split()[0])) < 0.5  # of the largest part, not across
    own = computed(User.objects.get(name="Una Other"), "/insight/interviewers/")
    assert "Who met whom" not in own


def test_a_page_waits_for_no_fit_asks_again_by_itself_and_by_a_link(world: World, panel: Panel) -> None:
    told = SignedIn(world.manager).get("/insight/interviewers/?months=6").content.decode()
    assert 'hx-trigger="every 2s"' in told
    assert '<a href="/insight/interviewers/?months=6">Look again</a>' in told
    assert "<svg" not in told
    done = computed(world.manager, "/insight/interviewers/?months=6")
    assert "every 2s" not in done
    assert "<svg" in done


def test_older_numbers_stay_while_newer_ones_are_computed(world: World, panel: Panel) -> None:
    before = heads(computed(world.manager, "/insight/interviewers/"))
    KeptAnswer.objects.update(fingerprint="earlier ratings")
    told = SignedIn(world.manager).get("/insight/interviewers/").content.decode()
    assert "Newer numbers are being computed" in told
    assert heads(told) == before


def test_what_cannot_be_computed_says_so_once_and_asks_no_more(world: World, panel: Panel) -> None:
    computed(world.manager, "/insight/interviewers/")
    row = KeptAnswer.objects.get(kind="insight.interviewers")
    KeptAnswer.objects.update(failed=row.fingerprint, fingerprint="", computed_at=None, value=None)
    told = SignedIn(world.manager).get("/insight/interviewers/").content.decode()
    assert "could not be computed" in told
    assert "every 2s" not in told


def test_opening_and_period_stay_in_the_address_of_every_link(world: World, panel: Panel) -> None:
    make_panel(world, title="Other", seed=4)
    told = computed(world.manager, f"/insight/interviewers/?opening={panel.opening.pk}&months=24")
    kept = re.findall(r'href="/insight/(?!how|interviewers/")[^"]*\?([^"]*)"', told)
    assert len(kept) >= 4
    assert all(f"opening={panel.opening.pk}" in each and "months=24" in each for each in kept)
    assert "24 candidates" in told
    assert "last 24 months" in told


def test_ratings_before_the_period_do_not_count(world: World, panel: Panel) -> None:
    make_panel(world, title="Long ago", at=timezone.now() - timedelta(days=800), seed=4)
    counts = [
        computed(world.manager, f"/insight/ratings.csv{asked}").count("\n") for asked in ("", "?months=all")
    ]
    assert counts == [1 + 144, 1 + 288]


def test_the_period_begins_on_the_first_of_a_month() -> None:
    assert begin_of(12, date(2026, 11, 24)) == date(2025, 11, 1)
    assert begin_of(6, date(2026, 3, 31)) == date(2025, 9, 1)
    assert begin_of(24, date(2026, 1, 1)) == date(2024, 1, 1)
    assert begin_of(None, date(2026, 1, 1)) is None


def test_reliability_shows_the_curve_its_band_and_hours(world: World, panel: Panel) -> None:
    told = computed(world.manager, "/insight/reliability/")
    assert "A reliability of .70 for ranking is reached with" in told
    assert "as here" in told
    assert "Against a bar" in told
    assert "Hours a candidate" in told
    assert "fig-drawing" in told


def test_criteria_that_say_the_same_and_that_nobody_saw_are_named(world: World, panel: Panel) -> None:
    framing = dict(Rating.objects.filter(criterion="framing").values_list("sealed_id", "level"))
    for row in Rating.objects.filter(criterion="deployment"):
        Rating.objects.filter(pk=row.pk).update(level=framing[row.sealed_id])
    told = computed(world.manager, "/insight/criteria/")
    assert "Frames the problem and Deploys and monitors move together" in re.sub(r"\s+", " ", told) or (
        "Deploys and monitors and Frames the problem move together" in re.sub(r"\s+", " ", told)
    )
    assert "Collaborates and uses feedback: nobody has been rated on it yet." in told


def test_four_hundred_interviewers_come_on_pages() -> None:
    lines: list[dict[str, Any]] = [
        {
            "id": number,
            "part": 0,
            "candidates": 9,
            "ratings": 20,
            "levels": {"3": 20},
            "severity": {"value": number / 400, "low": -1.0, "high": 2.0},
            "effects": [],
            "halves": None,
            "far": False,
        }
        for number in range(400)
    ]
    value = {"lines": lines, "parts": [{}], "panel_sd": {"value": 0.3, "low": 0.2, "high": 0.5, "n": 400}}
    who = Looking("manager", {number: f"Person {number:03}" for number in range(400)}, 0)
    first, last = page_of(value, who), page_of(value, who, page=99)
    assert (first.pages, first.page, last.page) == (8, 1, 8)
    for page, names in ((first, range(399, 399 - A_PAGE, -1)), (last, range(49, -1, -1))):
        found = re.findall(r'<th scope="row">Person (\d+)</th>', str(page.severity))
        assert [int(name) for name in found] == list(names)


def test_a_name_that_a_spreadsheet_would_run_is_defused() -> None:
    assert written([("=1+1", -0.25, "+x", None, "plain")]) == "'=1+1,-0.25,'+x,,plain\n"


def test_the_file_of_ratings_is_what_evenbar_measure_reads(world: World, panel: Panel) -> None:
    table = read_csv(BytesIO(computed(world.manager, "/insight/ratings.csv").encode()))
    assert (len(table.candidates), len(table.interviewers), table.n) == (24, 6, 24 * 3 * 2)


def test_a_page_costs_the_same_queries_with_twice_the_candidates(world: World) -> None:
    mona = make_user("Mona Manager")
    make_panel(world, candidates=12)
    make_panel(world, title="Twice", manager=mona, candidates=24, seed=3)
    counts = []
    for manager in (world.manager, mona):
        computed(manager, "/insight/interviewers/")
        client = SignedIn(manager)
        with CaptureQueriesContext(connection) as caught:
            client.get("/insight/interviewers/")
        counts.append(len(caught))
    assert counts[0] == counts[1]
