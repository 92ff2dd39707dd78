"""``evenbar scorecard``: packaged scorecards and your own, shown, checked, compared and printed.

Reading problems are told here, all of them; what makes a readable scorecard weak is the linter's subject.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli import library as packaged
from evenbar.cli.answers import AS_JSON, counted, give_json, printable, refuse, wrapped
from evenbar.cli.checklist import checklist
from evenbar.cli.export import export

if TYPE_CHECKING:
    from evenbar.scorecard.scorecard import Scorecard

app = typer.Typer(
    help="Packaged scorecards and your own: show, check, compare, print.",
    rich_markup_mode=None,
)
Source = Annotated[
    str, typer.Argument(metavar="SCORECARD", help="A packaged name, a file, or - for standard input.")
]
AsJson = Annotated[bool, AS_JSON]
app.command("new")(packaged.new)
app.command("export")(export)
app.command("checklist")(checklist)


@app.command("list")
def list_packaged(
    *,
    criteria: Annotated[bool, typer.Option("--criteria", help="List the library's criteria.")] = False,
    questions: Annotated[bool, typer.Option("--questions", help="List the library's questions.")] = False,
    kind: Annotated[str | None, typer.Option(help="Only questions of this kind, as code-review.")] = None,
    covers: Annotated[str | None, typer.Option(help="Only for this standard criterion, as models.")] = None,
    search: Annotated[str, typer.Option(metavar="WORDS", help="Only what says all of these words.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the packaged scorecards, or the library's criteria or questions."""
    from evenbar.scorecard.criterion import STANDARD
    from evenbar.scorecard.question import KINDS

    if criteria and questions:
        raise typer.BadParameter("choose one of --criteria and --questions.")
    if kind is not None and not questions:
        raise typer.BadParameter("--kind chooses among questions: give --questions too.")
    if covers is not None and not (criteria or questions):
        raise typer.BadParameter(
            "--covers chooses among criteria or questions: give --criteria or --questions too."
        )
    for option, value, known in (("--kind", kind, KINDS), ("--covers", covers, STANDARD)):
        if value is not None and value not in known:
            raise typer.BadParameter(f'"{value}" is not one of {", ".join(known)}.', param_hint=option)
    if questions:
        packaged.list_questions(kind=kind, covers=covers, search=search, as_json=as_json)
    elif criteria:
        packaged.list_criteria(covers=covers, search=search, as_json=as_json)
    else:
        packaged.list_scorecards(search=search, as_json=as_json)


@app.command("show")
def show(
    source: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A packaged name, a criterion of the library such as framing@1, a file, or -.",
        ),
    ],
    as_json: AsJson = False,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print the file itself.")] = False,
) -> None:
    """Show a scorecard (rows with their shares and raters, stages, the rule) or a criterion of the library."""
    from evenbar.scorecard.including import without_references
    from evenbar.scorecard.scorecard import fingerprint
    from evenbar.scorecard.writing import plain

    if as_yaml and as_json:
        raise typer.BadParameter("choose one of --json and --yaml.")
    if (entry := packaged.found_entry(source)) is not None:
        packaged.show_entry(entry, as_json=as_json, as_yaml=as_yaml)
        return
    text, card = _read(source)
    if as_yaml:
        typer.echo(text.decode("utf-8-sig"), nl=False)
    elif as_json:
        content = json.loads(json.dumps(plain(without_references(card)), default=str))
        included = {row.id: row.include for row in card.criteria if row.include}
        shares = {id: float(share) for id, share in card.shares().items()}
        facts = {"fingerprint": fingerprint(card), "shares": shares, "included": included}
        give_json({**facts, "content": content})
    else:
        for line in _description(card):
            typer.echo(line)


@app.command("check")
def check(
    files: Annotated[list[str], typer.Argument(metavar="SCORECARD...", help="Packaged names, files, or -.")],
    as_json: AsJson = False,
) -> None:
    """Check that files can be read as scorecards; name every problem with its line and column."""
    from evenbar.scorecard.reading import Unreadable, read
    from evenbar.scorecard.scorecard import fingerprint

    answers: list[dict[str, Any]] = []
    for source in files:
        name, text = _load(source)
        try:
            answers.append({"file": name, "fingerprint": fingerprint(read(text, name=name)), "problems": []})
        except Unreadable as unreadable:
            problems = [
                {
                    "line": problem.line,
                    "column": problem.column,
                    "path": problem.path,
                    "message": problem.message,
                }
                for problem in unreadable.problems
            ]
            answers.append({"file": name, "fingerprint": None, "problems": problems})
    if as_json:
        give_json({"files": answers})
    else:
        _tell(answers)
    if any(answer["problems"] for answer in answers):
        raise typer.Exit(2)


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A packaged name, a file, or -.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A packaged name, a file, or -.")],
    as_json: AsJson = False,
) -> None:
    """Tell what changed from one scorecard to another, criterion by criterion."""
    from evenbar.scorecard.changes import compare
    from evenbar.scorecard.scorecard import fingerprint

    before, after = _read(old)[1], _read(new)[1]
    changes = compare(before, after)
    if as_json:
        rows = [
            {"kind": c.kind, "where": c.where, "sentence": c.sentence, "before": c.before, "after": c.after}
            for c in changes
        ]
        give_json({"old": fingerprint(before), "new": fingerprint(after), "changes": rows})
        return
    for change in changes:
        for line in wrapped(change.sentence, first="- ", indent=2):
            typer.echo(line)
        if change.kind == "anchor-reworded":
            for sign, words in (("was", change.before), ("now", change.after)):
                for line in wrapped(f"{sign}: {words or 'nothing'}", indent=4):
                    typer.echo(line)
    if not changes:
        typer.echo("No changes: both have the same content.")


@app.command("schema")
def schema(as_json: AsJson = False) -> None:  # noqa: ARG001 - asked for or not, it is JSON
    """Print the JSON Schema of the file, for editors and other tools. It is JSON either way."""
    from evenbar.scorecard.schema import json_schema

    give_json(json_schema())


@app.command("print")
def print_page(
    source: Source,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write here instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the one-page template as HTML, for a panel that has only paper."""
    from evenbar.scorecard.page import one_page
    from evenbar.scorecard.scorecard import fingerprint

    card = _read(source)[1]
    try:
        html = one_page(card)
    except ValueError as error:
        raise typer.Exit(refuse(str(error))) from None
    if output is not None:
        _write(output, html)
    if as_json:
        where = {"output": str(output)} if output else {"html": html}
        give_json({"scorecard": card.scorecard, "fingerprint": fingerprint(card), **where})
    elif output is None:
        typer.echo(html, nl=False)
    else:
        typer.echo(f"{output}: open it in a browser and print it; it fits one sheet.")


def _description(card: "Scorecard") -> list[str]:
    from evenbar.scorecard.changes import percent
    from evenbar.scorecard.criterion import FAMILIES
    from evenbar.scorecard.plan import RULES
    from evenbar.scorecard.scorecard import fingerprint, rater_counts

    raters, shares = rater_counts(card), card.shares()
    lines = [*wrapped(card.title), f"{card.scorecard} · {fingerprint(card)[:12]}", ""]
    family = ""
    for criterion in sorted(card.criteria, key=lambda row: list(FAMILIES).index(row.family)):
        if criterion.family != family:
            family = criterion.family
            lines += [FAMILIES[family]]
        limits = [
            f"{word} {level}"
            for word, level in (("minimum", criterion.minimum), ("target", criterion.target))
            if level
        ]
        facts = ", ".join([percent(shares[criterion.id]), counted(raters[criterion.id], "rater"), *limits])
        lines += [*wrapped(criterion.name, indent=2), f"    {criterion.include or criterion.id} · {facts}"]
    lines += ["", "Stages"]
    for stage in card.stages:
        minutes = f"{stage.minutes} minutes, " if stage.minutes else ""
        rates = ", ".join(stage.criteria) if stage.rated else "rates nothing"
        lines += [f"  {printable(stage.name)} · {minutes}{counted(stage.interviewers, 'interviewer')}"]
        lines += wrapped(rates, indent=4)
    bar = f" ({card.decision.bar})" if card.decision.bar is not None else ""
    return [*lines, "", *wrapped(f"{RULES[card.decision.rule]}{bar}.")]


def _tell(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        for problem in answer["problems"]:
            place = f"{answer['file']}:{problem['line']}:{problem['column']}"
            typer.echo(f"{place}: {printable(problem['message'])}", err=True)
        if not answer["problems"]:
            typer.echo(f"{answer['file']}: readable, fingerprint {answer['fingerprint'][:12]}")


def _read(source: str) -> tuple[bytes, "Scorecard"]:
    """The text of a source and its scorecard; a source with problems ends the command."""
    from evenbar.scorecard.reading import Unreadable, read

    name, text = _load(source)
    try:
        return text, read(text, name=name)
    except Unreadable as unreadable:
        for problem in unreadable.problems:
            typer.echo(printable(str(problem)), err=True)
        raise typer.Exit(2) from None


def _load(source: str) -> tuple[str, bytes]:
    """What a source is called and its bytes, no more of them than the reader takes."""
    from evenbar.scorecard import library
    from evenbar.scorecard.source import MOST_BYTES

    if source == "-":
        return "standard input", sys.stdin.buffer.read(MOST_BYTES + 1)
    if source in library.names():
        return f"{source}.yaml", library.text(source).encode()
    if not source:
        raise typer.Exit(refuse("name a scorecard: a packaged name, a file, or - for standard input."))
    try:
        with Path(source).open("rb") as file:
            return source, file.read(MOST_BYTES + 1)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        hint = " `evenbar scorecard list` names the packaged ones." if missing else ""
        raise typer.Exit(refuse(f"{source} cannot be read: {_reason(error)}.{hint}")) from None
    except ValueError:
        raise typer.Exit(refuse("a file name cannot hold a null character.")) from None


def _write(output: Path, html: str) -> None:
    try:
        output.write_text(html, encoding="utf-8")
    except OSError as error:
        raise typer.Exit(refuse(f"{output} cannot be written: {_reason(error)}.")) from None


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
