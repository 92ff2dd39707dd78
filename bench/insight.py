"""./run bench insight: what Insight costs in a company with 5,000 candidates and 400 interviewers.

    ./run bench insight [--into FILE]     print the table; write it as a page too

Computing is measured in the process that computes in the background, showing by the test client. SQLite; on a store
in a folder of its own that goes afterwards.
"""

import argparse
import os
import secrets
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stores.panels import Seeded

    from evenbar.panel.people.models import User

ROUNDS = 7
TARGET = 1_000.0  # milliseconds of CPU that a page may take where everybody is looked at


@dataclass(frozen=True)
class Shown:
    """One page: what asking for it costs first, what computing costs, and what showing costs from then on."""

    name: str
    first: float
    computing: float
    cpu: float
    queries: int
    size: float


def main() -> None:
    """Seed, measure, print, and write the page where asked."""
    parser = argparse.ArgumentParser(prog="./run bench insight")
    parser.add_argument("--into", type=Path, help="write the table to this file as well")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evenbar-bench-") as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "evenbar.panel.settings", "EVENBAR_DATA": folder}
        os.environ["EVENBAR_SECRET_KEY"] = secrets.token_urlsafe(48)
        text = measured()
    print(text)
    if chosen.into:
        chosen.into.write_text(text + "\n", encoding="utf-8")


def measured() -> str:
    """The whole page of results."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from stores import panels

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    seeded = panels.seed()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    held = ", ".join(f"{count:,} {name}" for name, count in panels.counts().items())
    lines = [opening(), "", f"The store holds {held}.", ""]
    lines += [
        "| page | first ms | computing s | CPU ms | queries | KB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for shown in (measure(name, user, path) for name, user, path in asks(seeded)):
        lines.append(
            f"| {shown.name} | {shown.first:.0f} | {shown.computing:.1f} | {shown.cpu:.0f} | {shown.queries} "
            f"| {shown.size:.0f} |"
        )
    return "\n".join(lines)


def asks(seeded: "Seeded") -> "list[tuple[str, User, str]]":
    """Every page by whom it costs most, and as the others see it."""
    whole = "/insight/interviewers/"
    return [
        ("Interviewers, all openings, by name", seeded.recruiter, whole),
        ("Interviewers, all openings, under pseudonyms", seeded.analyst, whole),
        ("Interviewers, page 8", seeded.recruiter, f"{whole}?page=8"),
        ("Interviewers, one opening", seeded.manager, whole),
        ("The own line, five openings or so", seeded.interviewer, whole),
        ("Reliability of an opening", seeded.recruiter, "/insight/reliability/"),
        ("Criteria of an opening", seeded.recruiter, "/insight/criteria/"),
        ("Estimates as a file", seeded.recruiter, "/insight/interviewers.csv"),
        ("Ratings as a file", seeded.recruiter, "/insight/ratings.csv"),
    ]


def measure(name: str, user: "User", path: str) -> Shown:
    """CPU of the first request, of what it asked for, and of the requests after it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from evenbar.panel.work import running

    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    first, _ = spent(client, path)
    begun = time.process_time()
    running.drain(running.new_worker())
    computing = time.process_time() - begun
    rounds = [spent(client, path) for _ in range(ROUNDS)]
    with CaptureQueriesContext(connection) as caught:
        spent(client, path)
    return Shown(
        name, first, computing, statistics.median(ms for ms, _ in rounds), len(caught), rounds[-1][1] / 1000
    )


def spent(client: Any, path: str) -> tuple[float, int]:
    """Milliseconds of CPU of one request, and its bytes."""
    begun = time.process_time()
    answer = client.get(path)
    took = (time.process_time() - begun) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}: {answer.content[:300]!r}")
    return took, len(answer.content)


def opening() -> str:
    """The head of the page that --into writes."""
    return (
        "# What Insight costs\n\n"
        f"Measured on {date.today():%d %B %Y} by `./run bench insight`, in one process, on SQLite, with two cores "  # noqa: DTZ011
        "and one thread for the numbers. *First* is the CPU of a request that finds nothing kept and asks for it, "
        "*computing* what the background process then spends, *CPU* the median of "
        f"{ROUNDS} requests after that. No page waits for computing."
    )


if __name__ == "__main__":
    main()
