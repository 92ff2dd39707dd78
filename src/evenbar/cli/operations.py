"""`evenbar user` and `evenbar ledger`: what whoever owns the machine does without a browser.

The system itself acts here, not an account: being able to run these commands on the store is the permission.
"""

import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from evenbar.cli import environment
from evenbar.cli.answers import AS_JSON, counted, give_json, printable
from evenbar.cli.environment import DATA_OPTION, Unusable

users = typer.Typer(help="Accounts: list, invite, close.", no_args_is_help=True)
ledger = typer.Typer(help="The ledger: verify, export.", no_args_is_help=True)
DataOption = Annotated[Path, DATA_OPTION]
JsonOption = Annotated[bool, AS_JSON]
EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help="The e-mail of the account.")]


@users.command("list")
@environment.answering
def list_users(data: DataOption = Path("data"), as_json: JsonOption = False) -> int:
    """List the accounts with their roles."""
    environment.enter_existing(data)
    from evenbar.panel.people import visibility

    rows = [_described(user) for user in visibility.every_account()]
    if as_json:
        give_json(rows)
        return 0
    for row in rows:
        roles = ", ".join(row["roles"]) or "no role"
        state = "" if row["state"] == "open" else f" ({row['state']})"
        typer.echo(printable(f"{row['email']}  {row['name']}{state}: {roles}"))
    if not rows:
        typer.echo("There is no account yet. `evenbar serve` prints a link that makes the first.")
    return 0


def _described(user: Any) -> dict[str, Any]:
    joined = "open" if user.has_joined or user.fiction else "invited"
    state = "closed" if not user.is_active else "guest" if user.is_guest else joined
    roles = sorted(held.role for held in user.organisation_roles.all())
    return {"email": user.email, "name": user.name, "roles": roles, "state": state}


@users.command("invite")
@environment.answering
def invite(
    email: EmailArgument,
    name: Annotated[str, typer.Option("--name", help="The person's name.")],
    role: Annotated[list[str], typer.Option("--role", help="A role; may be given several times.")],
    data: DataOption = Path("data"),
) -> int:
    """Invite somebody and print the one-time link; with a mail server set up, send it too."""
    environment.enter_existing(data)
    from evenbar.panel.people import actions, mail
    from evenbar.panel.people.models import Role

    unknown = sorted(set(role) - set(Role.values))
    if unknown:
        raise Unusable(f"there is no role {unknown[0]!r}; there are {', '.join(Role.values)}.")
    user, url = actions.invite(None, email, name, role)
    has_server = bool(os.environ.get("EVENBAR_SMTP_HOST"))
    if has_server and mail.send_invitation(user, url, inviter="The administrator") == "failed":
        typer.echo("The e-mail could not be sent; hand the link over yourself.", err=True)
    typer.echo(url)
    return 0


@users.command("deactivate")
@environment.answering
def deactivate(email: EmailArgument, data: DataOption = Path("data")) -> int:
    """Close an account; what it has written stays. The last administrator's is refused."""
    environment.enter_existing(data)
    from evenbar.panel.people import actions, visibility

    user = visibility.every_account().filter(email=email.strip().lower()).first()
    if user is None:
        raise Unusable(f"there is no account with the e-mail {email}. `evenbar user list` shows them.")
    actions.deactivate(None, user)
    typer.echo(printable(f"The account of {user.name} is closed."))
    return 0


@ledger.command("verify")
@environment.answering
def verify(
    expect: Annotated[
        str | None,
        typer.Option("--expect", metavar="NUMBER:SEAL", help="A line that was noted elsewhere."),
    ] = None,
    data: DataOption = Path("data"),
    as_json: JsonOption = False,
) -> int:
    """Read the whole chain and name every line that is not what was written. Exit status 1 when there is one."""
    anchor = _anchor(expect)
    environment.enter_existing(data)
    from evenbar.panel.ledger import verification

    result = verification.verify(expect=anchor)
    if as_json:
        found = [{"line": finding.number, "finding": finding.sentence} for finding in result.findings]
        give_json(
            {
                "holds": result.holds,
                "lines": result.lines,
                "anchor": result.anchor,
                "wrong": result.wrong,
                "findings": found,
            }
        )
    elif result.holds:
        typer.echo(f"The chain holds: {counted(result.lines, 'line')}. Note this elsewhere, for --expect:")
        typer.echo(result.anchor)
    else:
        typer.echo(
            f"The chain is broken: {counted(result.wrong, 'finding')} in {counted(result.lines, 'line')}."
        )
        for finding in result.findings:
            typer.echo(f"line {finding.number} {finding.sentence}")
    return 0 if result.holds else 1


def _anchor(expect: str | None) -> tuple[int, str] | None:
    if expect is None:
        return None
    found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", expect.strip())
    if not found:
        raise Unusable("--expect takes a line's number, a colon and its seal of 64 hexadecimal digits.")
    return int(found[1]), found[2]


@ledger.command("export")
@environment.answering
def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; standard output without it.")
    ] = None,
    data: DataOption = Path("data"),
) -> int:
    """Write every line as CSV: ids, digests and seals, no names. The ledger says that it was exported."""
    environment.enter_existing(data)
    from evenbar.panel.ledger import export as ledger_export
    from evenbar.panel.ledger.actions import record_export

    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise Unusable(f"{file} cannot be written: name a file in a folder that exists.")
    record_export(None)
    if file is None:
        sys.stdout.writelines(ledger_export.every_line())
        return 0
    os.umask(0o077)
    with file.open("w", encoding="utf-8", newline="") as output:
        output.writelines(ledger_export.every_line())
    return 0
