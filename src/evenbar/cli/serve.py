"""`evenbar serve`: prepares the store and becomes the web server, so that stopping this process stops everything."""

import ipaddress
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from evenbar.cli import environment
from evenbar.cli.environment import DATA_OPTION, Unusable

# Requests of one worker that are worked on at once. SQLite lets one write at a time; readers do not wait for it.
THREADS = 4
SECRET_LENGTH = 50  # as Django's own deployment check wants
# The worker lets a server that starts have the machine for its first pages, and loads nothing before that.
WORKER = """
import os, time
for _ in range(100):
    time.sleep(0.1)
    if os.getppid() != int(os.environ["EVENBAR_SERVER"]):
        raise SystemExit
from evenbar.cli import main
main()
"""
LOCAL = "localhost,127.0.0.1,[::1]"


@environment.answering
def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Serve a made-up company, one click from each account.")
    ] = False,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8000,
    data: Annotated[Path | None, DATA_OPTION] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Worker processes.")] = 1,
) -> int:
    """Serve the web application. SQLite in the data folder, or PostgreSQL by DATABASE_URL."""
    os.umask(0o077)
    url = os.environ.setdefault("EVENBAR_URL", f"http://localhost:{port}")
    refuse_what_is_unsafe(host=host, url=url, demo=demo)
    refuse_a_taken_port(host, port)
    folder = environment.enter(data or Path("data/demo" if demo else "data"), create=True)
    os.environ.setdefault(
        "EVENBAR_HOSTS", ",".join(dict.fromkeys([*LOCAL.split(","), urlsplit(url).hostname or ""]))
    )
    # The flag alone makes a demo: a variable that was left in the environment does not.
    os.environ["EVENBAR_DEMO"] = "1" if demo else "0"
    if demo:
        os.environ.setdefault("EVENBAR_ORGANISATION", "Pellmarsh Market")
    environment.hold_as_server(folder)
    environment.start_django()
    prepare_store(demo=demo)
    say_where(url, demo=demo)
    start_worker(folder)
    become_server(host=host, port=port, workers=workers)
    return 0


def refuse_what_is_unsafe(*, host: str, url: str, demo: bool) -> None:
    """On any address but this machine's own: no demo, no debugging, no weak secret."""
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise Unusable(f"EVENBAR_URL is {url!r}; it must begin with http:// or https:// and name a host.")
    if urlsplit(url).scheme == "https" and not is_on("EVENBAR_BEHIND_PROXY"):
        raise Unusable(
            "EVENBAR_URL is https, which a proxy in front must speak: set EVENBAR_BEHIND_PROXY=1 with it."
        )
    if is_this_machine(host) and is_this_machine(urlsplit(url).hostname or ""):
        return
    where = f"{host} (EVENBAR_URL {url})"
    secret = os.environ.get("EVENBAR_SECRET_KEY")
    if demo:
        raise Unusable(
            f"the demo lets anybody in with one click, so it is not served on {where}. Leave --demo or --host."
        )
    if is_on("EVENBAR_DEBUG"):
        raise Unusable(
            f"EVENBAR_DEBUG shows the inside of every error, so it is not served on {where}. Unset it."
        )
    if secret is not None and (len(secret) < SECRET_LENGTH or len(set(secret)) < 5):
        raise Unusable(
            f"EVENBAR_SECRET_KEY is too weak for {where}: use {SECRET_LENGTH} random characters or more, "
            "or unset it and Evenbar keeps one of its own in the data folder."
        )


def is_on(variable: str) -> bool:
    """A yes-or-no variable as the settings read it; they cannot be loaded before the data folder is known."""
    return os.environ.get(variable, "").strip().lower() in {"1", "true", "yes", "on"}


def is_this_machine(host: str) -> bool:
    """Whether a host name or address means this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_a_taken_port(host: str, port: int) -> None:
    """Say it now, in one sentence, instead of from inside the server."""
    try:
        [family, *_], *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise Unusable(
            f"cannot listen on {host}, port {port}: {error.strerror}. Choose another with --port."
        ) from error


def prepare_store(*, demo: bool) -> None:
    """Bring the tables up to date; load the demo into an empty store; keep the demo and real work apart."""
    from django.core.management import call_command

    from evenbar.panel.people import visibility

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if visibility.is_empty():
        if demo:
            from evenbar.panel.demo import loading

            typer.echo("Loading the demo ...", err=True)
            loading.load(past=True)
    elif demo and not visibility.holds_the_demo():
        raise Unusable(
            "this store holds real work, so it is not served as a demo. Name another folder with --data."
        )
    elif not demo and visibility.holds_the_demo():
        raise Unusable("this store holds the demo. Serve it with --demo, or name another folder with --data.")


def say_where(url: str, *, demo: bool) -> None:
    """Print the address and, while there is no administrator, the link that makes one."""
    from evenbar.panel.people import links, visibility

    typer.echo(f"Evenbar{' (demo)' if demo else ''}: {url}")
    if not demo and not visibility.administrators().exists():
        typer.echo(
            "There is no administrator yet. This link makes one; it works once, within "
            f"{links.FIRST_ADMINISTRATOR_HOURS} hours:\n{links.make_first_administrator_link()}"
        )


def start_worker(folder: Path) -> None:
    """Start the process that computes in the background; it ends when this one does, whatever this one becomes."""
    environment_of_worker = os.environ | {"EVENBAR_SERVER": str(os.getpid())}
    command = [sys.executable, "-c", WORKER, "work", "--data", str(folder)]
    subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
        command, env=environment_of_worker, stdin=subprocess.DEVNULL
    )


def become_server(*, host: str, port: int, workers: int) -> None:
    """Replace this process by the server."""
    from django.db import connections

    connections.close_all()
    os.environ["EVENBAR_SERVER"] = str(os.getpid())
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(THREADS),
        "--log-level": "error",
        "--workers-kill-timeout": "10",
    }
    flags = ["--no-ws", "--no-access-log", "--respawn-failed-workers"]
    words = [word for option in options.items() for word in option]
    sys.stdout.flush()
    command = [sys.executable, "-m", "granian", *words, *flags, "evenbar.cli.worker:application"]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, our own words
