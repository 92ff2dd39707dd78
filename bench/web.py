"""./run bench web: what the pages cost on a busy store, on SQLite and on PostgreSQL.

CPU and queries are counted in this process with the test client; p50, p95 and memory with the real server. Each
database is measured in a process of its own, because Django takes its settings once.

    ./run bench web [--into FILE]     print the table; write it as a page too
"""

import argparse
import http.client
import json
import os
import random
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from stores.many import Seeded

    from evenbar.panel.people.models import User

ROUNDS, REQUESTS = 15, 60
CSRF = "b" * 32
TARGETS = {"Board, 250 rows": 60.0, "Kit": 20.0, "Autosave": 10.0}  # milliseconds of CPU
MEMORY, COLD = 150.0, 3.0  # megabytes of a worker; seconds of CPU from nothing to the first page


@dataclass
class Page:
    """One line of the table."""

    name: str
    cpu: float = 0.0
    queries: int = 0
    size: int = 0
    p50: float = 0.0
    p95: float = 0.0


@dataclass
class Result:
    """What one database gave."""

    database: str
    pages: list[Page]
    memory: float
    cold: float
    counts: dict[str, int]


@dataclass(frozen=True)
class Ask:
    """A page to ask for: its name, who asks, where; `body` makes a POST's content from the number of the request."""

    name: str
    user: "User"
    path: str
    body: Callable[[int], dict[str, Any]] | None = None


def main() -> None:
    """Measure every database that is there, print, and write the page where asked."""
    parser = argparse.ArgumentParser(prog="./run bench web")
    parser.add_argument("--into", type=Path, help="write the table to this file as well")
    parser.add_argument("--measure", metavar="NAME", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(asdict(measure(chosen.measure))))
        return
    results = [run("SQLite", {})]
    postgres = os.environ.get("EVENBAR_TEST_POSTGRES")
    if postgres:
        results.append(run("PostgreSQL", {"DATABASE_URL": fresh_database(postgres)}))
    else:
        print("PostgreSQL is left out: no server is there (initdb is not installed).", file=sys.stderr)
    text = "\n\n".join(table(result) for result in results)
    print(text)
    if chosen.into:
        chosen.into.write_text(f"{opening()}\n\n{text}\n", encoding="utf-8")


def run(name: str, more: dict[str, str]) -> Result:
    """Measure one database in a process and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="evenbar-bench-") as folder:
        env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        env |= {"DJANGO_SETTINGS_MODULE": "evenbar.panel.settings", "EVENBAR_DATA": folder}
        env |= {"EVENBAR_SECRET_KEY": secrets.token_urlsafe(48), **more}
        command = [sys.executable, __file__, "--measure", name]
        done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return Result(**said | {"pages": [Page(**page) for page in said["pages"]]})


def fresh_database(address: str) -> str:
    """A new database on the server; it goes when the server does."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS evenbar_bench")
        connection.execute("CREATE DATABASE evenbar_bench")
    return urlunsplit(urlsplit(address)._replace(path="/evenbar_bench"))


# In the process that measures


def measure(name: str) -> Result:
    """Seed the store, then measure it from inside and from outside."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from stores import many

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    seeded = many.seed()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asks = list(asks_of(seeded))
    pages = [inside(ask) for ask in asks]
    connection.close()
    memory, cold = outside(asks, pages)
    return Result(name, pages, memory, cold, many.counts())


def asks_of(seeded: "Seeded") -> Iterator[Ask]:
    """The pages, each by whom it costs most."""
    from django.urls import reverse
    from stores.many import CARD, body_of

    from evenbar.scorecard import library

    manager, interviewer = seeded.manager, seeded.interviewer
    opening, assignment, debrief = seeded.opening.pk, seeded.assignment.pk, seeded.debrief.pk
    body = body_of(library.load(CARD), random.Random(2))

    def typed(number: int) -> dict[str, Any]:
        return {"body": body | {"note": f"word {number}"}, "revision": 1, "tab": "bench", "count": number}

    yield Ask("Today", manager, reverse("deciding:today"))
    yield Ask("Openings", manager, reverse("hiring:openings"))
    yield Ask("Board, 250 rows", manager, reverse("scheduling:board", args=[opening]))
    yield Ask("Application", manager, reverse("hiring:application", args=[debrief_application(seeded)]))
    yield Ask("Kit", interviewer, reverse("interviewing:kit", args=[assignment]))
    yield Ask("Autosave", interviewer, reverse("interviewing:save-draft", args=[assignment]), typed)
    yield Ask("Review", interviewer, reverse("interviewing:review", args=[assignment]))
    yield Ask("Debrief", manager, reverse("deciding:debrief", args=[debrief]))
    yield Ask("Compare, 12 candidates", manager, reverse("deciding:compare", args=[opening]))
    yield Ask("Ledger", seeded.administrator, reverse("ledger:lines"))


def debrief_application(seeded: "Seeded") -> int:
    """The candidate with all eight scorecards."""
    return int(seeded.debrief.application_id)


def inside(ask: Ask) -> Page:
    """CPU (the median of some rounds after warming up), queries and bytes, with the test client."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.force_login(ask.user, backend="django.contrib.auth.backends.ModelBackend")
    spent = []
    for number in range(1, ROUNDS + 4):
        begun = time.process_time()
        content = send(client, ask, number)
        spent.append((time.process_time() - begun) * 1000)
    with CaptureQueriesContext(connection) as caught:
        send(client, ask, ROUNDS + 4)
    return Page(ask.name, cpu=statistics.median(spent[3:]), queries=len(caught), size=len(content))


def send(client: Any, ask: Ask, number: int) -> bytes:
    """One request of the test client, which must succeed."""
    if ask.body is None:
        answer = client.get(ask.path)
    else:
        answer = client.post(ask.path, ask.body(number), content_type="application/json")
    if answer.status_code != 200:
        raise SystemExit(f"{ask.name} answered {answer.status_code}: {answer.content[:300]!r}")
    return bytes(answer.content)


def outside(asks: list[Ask], pages: list[Page]) -> tuple[float, float]:
    """Wall-clock times through the server; then its memory, and the CPU of a cold start to the first page."""
    cookies = {ask.user.pk: cookie_of(ask.user) for ask in asks}
    with server() as (process, port):
        fetch(port, asks[0], cookies[asks[0].user.pk], 0)
        cold = cpu_of(process.pid)
        for ask, page in zip(asks, pages, strict=True):
            numbers = range(1000, 1000 + REQUESTS + 5)
            times = sorted([fetch(port, ask, cookies[ask.user.pk], number) for number in numbers][5:])
            page.p50, page.p95 = statistics.median(times), times[int(len(times) * 0.95) - 1]
        return memory_of(process.pid), cold


def cookie_of(user: "User") -> str:
    """A session of this account."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CSRF}"


@contextmanager
def server() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`evenbar serve` with its one worker, on the store that is there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-c", "import sys; from evenbar.cli import main; sys.exit(main())", "serve"]
    process = subprocess.Popen(
        [*command, "--port", str(port)], start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.01)
        yield process, port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def fetch(port: int, ask: Ask, cookie: str, number: int) -> float:
    """Milliseconds from asking to the last byte."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "Host": f"localhost:{port}", "X-CSRFToken": CSRF}
    begun = time.perf_counter()
    if ask.body is None:
        line.request("GET", ask.path, headers=headers)
    else:
        content = json.dumps(ask.body(number))
        line.request("POST", ask.path, content, headers | {"Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    took = (time.perf_counter() - begun) * 1000
    line.close()
    if answer.status != 200:
        raise SystemExit(f"{ask.name} answered {answer.status} through the server")
    return took


def processes_of(group: int) -> list[int]:
    """The server and its workers: the processes of its group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                found.append(int(folder.name))
        except ProcessLookupError:
            continue
    return found


def cpu_of(group: int) -> float:
    """Seconds of CPU that the processes of a group have used."""
    ticks = os.sysconf("SC_CLK_TCK")
    parts = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in processes_of(group)]
    return sum(int(part[11]) + int(part[12]) for part in parts) / ticks


def memory_of(group: int) -> float:
    """Megabytes resident in the worker, which is the largest process of the group."""
    sizes = []
    for pid in processes_of(group):
        [line] = [
            row for row in Path(f"/proc/{pid}/status").read_text().splitlines() if row.startswith("VmRSS")
        ]
        sizes.append(int(line.split()[1]) / 1024)
    return max(sizes)


# What is said


def opening() -> str:
    """The head of the page that --into writes."""
    return (
        "# What the pages cost\n\n"
        f"Measured on {date.today():%d %B %Y} in one run on two cores by `./run bench web`, which seeds the store and "  # noqa: DTZ011
        "measures it. CPU and queries are counted in one process with Django's test client (median of "
        f"{ROUNDS} requests after warming up); p50 and p95 are wall-clock times of {REQUESTS} requests, one after the "
        "other, through `evenbar serve` with its one worker. The last column sets the figure against its target: "
        "below 1 it is met."
    )


def table(result: Result) -> str:
    """One database as a table of Markdown."""
    held = ", ".join(f"{count:,} {name}" for name, count in result.counts.items())
    lines = [f"## {result.database}", "", f"The store holds {held}.", ""]
    lines += ["| page | p50 ms | p95 ms | CPU ms | queries | KB | of its target |"]
    lines += ["| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for page in result.pages:
        target = TARGETS.get(page.name)
        against = f"{page.cpu / target:.2f} of {target:.0f} ms" if target else ""
        lines.append(
            f"| {page.name} | {page.p50:.1f} | {page.p95:.1f} | {page.cpu:.1f} | {page.queries} "
            f"| {page.size / 1000:.1f} | {against} |"
        )
    memory = f"{result.memory:.0f} MB ({result.memory / MEMORY:.2f} of {MEMORY:.0f} MB)"
    cold = f"{result.cold:.2f} s of CPU ({result.cold / COLD:.2f} of {COLD:.0f} s)"
    lines += [
        "",
        f"One worker holds {memory} after all of it. From `evenbar serve` to the first page: {cold}.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
