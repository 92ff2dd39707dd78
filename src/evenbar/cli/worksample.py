"""``evenbar worksample``: ML work samples listed, drawn, graded. Their self-test stands in ``worksample_check``."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli import worksample_check
from evenbar.cli.answers import AS_JSON, give_json, refuse, wrapped
from evenbar.cli.progress import waiting
from evenbar.cli.tables import aligned

if TYPE_CHECKING:
    from evenbar.worksample.grading import Result
    from evenbar.worksample.package import Package
    from evenbar.worksample.seeds import Seed

NAME = typer.Argument(metavar="NAME", help="A packaged sample, or a folder of your own, as ./my-sample.")
app = typer.Typer(
    help="ML work samples: a variant of its own for every candidate, graded to facts.", rich_markup_mode=None
)


@app.callback()
def _worksample() -> None:
    """ML work samples: a variant of its own for every candidate, graded to facts."""


@app.command("list")
def list_samples(*, as_json: Annotated[bool, AS_JSON] = False) -> None:
    """List the packaged work samples with their minutes, AI policy and criteria."""
    from evenbar.worksample.package import find, names

    rows = worksample_check.used(lambda: [_row(find(name)) for name in names()])
    if as_json:
        give_json({"worksamples": rows})
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        typer.echo(f"{row['name']:{width}}  {row['title']}")
        about = f"{row['minutes']} minutes, {row['kind']}, AI {row['ai_policy'].replace('_', ' ')}"
        typer.echo(f"{'':{width}}  {about}")
        for line in wrapped(", ".join(row["criteria"]), indent=width + 2):
            typer.echo(line)


def _row(package: "Package") -> dict[str, Any]:
    sample = package.sample
    return {
        "name": sample.worksample,
        "title": sample.title,
        "company": sample.company,
        "kind": sample.kind,
        "minutes": sample.minutes,
        "ai_policy": sample.ai_policy,
        "review_by": sample.review_by.isoformat(),
        "criteria": [one.criterion for one in sample.criteria],
        "facts": [fact.id for fact in sample.facts],
        "submission": [one.file for one in sample.submission],
        "ai_par": [one.agent for one in sample.par] or None,
        "package": package.hash,
    }


@app.command("make")
def make(
    name: Annotated[str, NAME],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder for public and hidden.")],
    seed: Annotated[
        str | None, typer.Option("--seed", metavar="S", help="For tests: a text that stands for the secret.")
    ] = None,
    secret_file: Annotated[
        Path | None,
        typer.Option("--secret-file", metavar="FILE", help="The organisation's secret, 32 bytes or more."),
    ] = None,
    candidate: Annotated[
        str | None, typer.Option("--candidate", metavar="ID", help="With a secret: whose variant it is.")
    ] = None,
    practice: Annotated[
        bool, typer.Option("--practice", help="The practice variant, its answers among the public files.")
    ] = False,
    twist: Annotated[
        bool, typer.Option("--twist", help="The fresh variant of the same candidate, for the defence.")
    ] = False,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Draw a variant: DIR/public for the candidate, DIR/hidden for the grader alone."""
    from evenbar.worksample import making
    from evenbar.worksample.package import find

    def drawn() -> dict[str, Any]:
        package = find(name)
        chosen = _seed(package, seed, secret_file, candidate, practice=practice)
        chosen = chosen.fresh("twist") if twist else chosen
        made = making.make(package, chosen, practice=practice)
        making.write(made, out)
        return {
            "sample": package.name,
            "package": package.hash,
            "seed_id": chosen.id,
            "public": {"folder": str(out / "public"), "files": sorted(made.public)},
            "hidden": {"folder": str(out / "hidden"), "files": sorted(made.hidden)},
        }

    with waiting("drawing"):
        answer = worksample_check.used(drawn)
    if as_json:
        give_json(answer)
        return
    typer.echo(f"{answer['public']['folder']}: {', '.join(answer['public']['files'])}")
    typer.echo(f"{answer['hidden']['folder']} stays with you: it holds the answers.")


def _seed(
    package: "Package", seed: str | None, secret_file: Path | None, candidate: str | None, *, practice: bool
) -> "Seed":
    """The seed that the options ask for; exactly one way of asking is taken."""
    from evenbar.worksample.seeds import practice_seed, seed_for, self_test_seed

    ways = [seed is not None, secret_file is not None or candidate is not None, practice]
    if sum(ways) != 1:
        raise typer.BadParameter("give one of --seed, --secret-file with --candidate, and --practice.")
    if practice:
        return practice_seed(package=package.hash)
    if seed is not None:
        return self_test_seed(seed, package=package.hash)
    if secret_file is None or candidate is None:
        raise typer.BadParameter("--secret-file and --candidate need each other.")
    try:
        return seed_for(secret_file.read_bytes(), package=package.hash, candidate=candidate)
    except OSError as error:
        reason = (error.strerror or "unknown").lower()
        raise typer.BadParameter(
            f"{secret_file} cannot be read: {reason}.", param_hint="--secret-file"
        ) from None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--secret-file") from None


@app.command("grade")
def grade(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `make` wrote.")],
    submission: Annotated[Path, typer.Argument(metavar="SUBMISSION", help="The folder that came back.")],
    *,
    package: Annotated[
        str | None, typer.Option("--package", metavar="FOLDER", help="The sample at the variant's version.")
    ] = None,
    outputs: Annotated[
        Path | None,
        typer.Option("--outputs", metavar="RUN", help="For code: what its run in the closed box left."),
    ] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Grade what came back: facts beside the baselines', what was found and missed, questions for the defence."""
    from evenbar.worksample import grading

    def graded() -> "Result":
        return _graded(folder, submission, package, outputs)

    with waiting("grading"):
        result = worksample_check.used(graded)
    if as_json:
        give_json(grading.as_json(result))
    if result.status != grading.GRADED:
        if result.fault == "submission":
            raise typer.Exit(refuse(result.alert))
        typer.echo(f"No evidence, and no word about the candidate: {result.alert}", err=True)
        raise typer.Exit(1)
    if not as_json:
        for line in _lines(result):
            typer.echo(line)


def _graded(folder: Path, submission: Path, package: str | None, outputs: Path | None) -> "Result":
    from evenbar.worksample.grading import grade
    from evenbar.worksample.making import read_hidden
    from evenbar.worksample.package import find
    from evenbar.worksample.refusal import Unusable
    from evenbar.worksample.submission import collect

    hidden, record = read_hidden(folder)
    sample = find(package or str(record["sample"]))
    files = collect(submission, sample.sample.submission).files
    if sample.sample.kind == "code":
        if outputs is None:
            raise Unusable(
                f"{sample.name} takes code, which never runs here; run it in the closed box and give what the"
                " run left with --outputs."
            )
        files |= collect(outputs, sample.sample.outputs).files
    return grade(sample, hidden, record, files)


def _lines(result: "Result") -> Iterator[str]:
    yield "Facts, beside what the baselines reach on this variant. They are no ratings."
    rows: list[tuple[str, ...]] = [("fact", "value", "naive", "competent", "oracle")]
    for id, values in (result.facts or {}).items():
        rows.append((id, *(worksample_check.number(values[key]) for key in ("value", *rows[0][2:]))))
    yield from aligned(rows)
    for title, points in (("Found", result.found), ("Missed", result.missed)):
        yield ""
        yield f"{title}: {len(points)}"
        for point in points:
            yield from wrapped(f"{point.about} ({point.did}): {point.because}", first="  - ", indent=4)
    yield ""
    yield "Suggested by the facts, to be seen after a rating of one's own:"
    for criterion, level in (result.suggested or {}).items():
        yield f"  {criterion}: {'nothing' if level is None else f'level {level}'}"
    if result.kit is not None:
        yield ""
        yield "For the defence:"
        for question in result.kit.questions:
            yield from wrapped(question.ask, first="  - ", indent=4)
        yield from wrapped(
            f"Twist, {result.kit.twist.minutes} minutes: {result.kit.twist.say}", first="  - ", indent=4
        )
        if result.kit.critique is not None:
            yield from wrapped(f"Judge this: {result.kit.critique.claim}", first="  - ", indent=4)


@app.command("check")
def check(
    name: Annotated[str, NAME],
    *,
    seeds: Annotated[int, typer.Option("--seeds", min=20, max=1000, help="How many fresh seeds.")] = 20,
    seed: Annotated[
        str | None,
        typer.Option("--seed", metavar="S", help="Draw them from this text; fresh ones unless given."),
    ] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Test a sample on fresh seeds: baselines apart, bytes the same, no answer in public, quick, one page."""
    first = seed if seed is not None else secrets.token_hex(4)
    worksample_check.check(
        name, [f"{first}-{number}" for number in range(seeds)], seed=first, as_json=as_json
    )


@app.command("schema")
def schema(*, as_json: Annotated[bool, AS_JSON] = False) -> None:
    """Print the JSON Schemas of worksample.yaml, rubric.yaml and defence.yaml."""
    from evenbar.worksample.reading import json_schemas

    del as_json  # it is JSON either way
    give_json(json_schemas())
