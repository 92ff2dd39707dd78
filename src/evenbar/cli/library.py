"""``evenbar scorecard list``, ``show`` of a criterion and ``new``: what comes with Evenbar, found and taken along."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli.answers import AS_JSON, counted, give_json, refuse, wrapped

if TYPE_CHECKING:
    from evenbar.scorecard.criterion import Criterion, Entry
    from evenbar.scorecard.library import Asked, Listed
    from evenbar.scorecard.scorecard import Scorecard


def list_scorecards(*, search: str = "", as_json: bool) -> None:
    """The packaged scorecards, a name and a size each."""
    from evenbar.scorecard import library

    cards = [(name, library.load(name)) for name in library.names()]
    words = search.lower().split()
    rows = [_row(name, card) for name, card in cards if all(word in _about(card) for word in words)]
    if as_json:
        give_json({"scorecards": rows})
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        typer.echo(f"{row['name']:{width}}  {row['title']}")
        size = f"{row['criteria']} criteria, {row['stages']} stages, {row['minutes']} minutes, {row['people']} people"
        typer.echo(" " * width + f"  {size}")


def _about(card: "Scorecard") -> str:
    """What a scorecard is found by."""
    return "\n".join(
        [card.scorecard, card.title, card.job.summary or "", *(row.name for row in card.criteria)]
    ).lower()


def _row(name: str, card: "Scorecard") -> dict[str, Any]:
    rated = [stage for stage in card.stages if stage.rated]
    return {
        "name": name,
        "title": card.title,
        "criteria": len(card.criteria),
        "stages": len(card.stages),
        "minutes": sum(stage.minutes or 0 for stage in card.stages),
        "people": sum(stage.interviewers for stage in rated),
    }


def list_criteria(*, covers: str | None, search: str, as_json: bool) -> None:
    """The library's criteria, family by family."""
    from evenbar.scorecard import library
    from evenbar.scorecard.criterion import FAMILIES

    rows = [
        row
        for row in sorted(library.criteria(), key=lambda row: list(FAMILIES).index(row.family))
        if covers in (None, *row.covers) and library.says(library.criterion(row.id).criterion, search)
    ]
    if as_json:
        give_json({"criteria": [_listed(row) for row in rows]})
        return
    width = max((len(row.id) for row in rows), default=0) + 4
    family = ""
    for row in rows:
        if row.family != family:
            family = row.family
            typer.echo(FAMILIES[family])
        typer.echo(
            f"  {f'{row.id}@{row.versions[-1]}':{width}}{row.title} ({counted(row.questions, 'question')})"
        )


def _listed(row: "Listed") -> dict[str, Any]:
    return {
        "id": row.id,
        "versions": list(row.versions),
        "title": row.title,
        "family": row.family,
        "covers": list(row.covers),
        "questions": row.questions,
    }


def list_questions(*, kind: str | None, covers: str | None, search: str, as_json: bool) -> None:
    """The library's questions, criterion by criterion."""
    from evenbar.scorecard import library

    found = [
        asked
        for asked in library.questions()
        if kind in (None, asked.kind)
        and covers in (None, *asked.criterion.covers)
        and library.says(asked, search)
    ]
    if as_json:
        give_json({"questions": [_asked(asked) for asked in found]})
        return
    criterion = ""
    for asked in found:
        if asked.criterion.id != criterion:
            criterion = asked.criterion.id
            typer.echo(f"{asked.reference} · {asked.criterion.name}")
        for line in _question(asked.question.id, asked.kind, asked.minutes, asked.question.ask):
            typer.echo(line)
    typer.echo(f"{counted(len(found), 'question')}.")


def _asked(asked: "Asked") -> dict[str, Any]:
    return {
        "id": asked.question.id,
        "criterion": asked.reference,
        "kind": asked.kind,
        "minutes": asked.minutes,
        "ask": asked.question.ask,
    }


def _question(id: str, kind: str | None, minutes: int | None, ask: str) -> Iterator[str]:
    facts = [id, *([kind] if kind else []), *([f"{minutes} minutes"] if minutes else [])]
    yield "  " + " · ".join(facts)
    yield from wrapped(" ".join(ask.split()), indent=4)


def found_entry(source: str) -> "Entry | None":
    """The library criterion that a name means, with a version or at its newest; None where it means none."""
    from evenbar.scorecard import bank

    id, _, version = source.partition("@")
    known = bank.versions().get(id)
    if known is None or (version and not version.isdecimal()):
        return None
    if version and int(version) not in known:
        numbers = ", ".join(map(str, known))
        raise typer.Exit(refuse(f"the library has {id} in version {numbers}, not {version}."))
    return bank.entry(f"{id}@{int(version) if version else known[-1]}")


def show_entry(entry: "Entry", *, as_json: bool, as_yaml: bool) -> None:
    """A criterion of the library: its words, its questions, where they come from."""
    from evenbar.scorecard import bank
    from evenbar.scorecard.writing import plain_criterion

    if as_yaml:
        typer.echo(bank.text(entry.reference), nl=False)
        return
    versions = list(bank.versions()[entry.criterion.id])
    if as_json:
        content = json.loads(json.dumps(plain_criterion(entry.criterion), default=str))
        log = [{"on": note.on.isoformat(), "note": note.note} for note in entry.log]
        answer = {"include": entry.reference, "versions": versions, "published": entry.published.isoformat()}
        give_json({**answer, "licence": entry.licence, "log": log, "criterion": content})
        return
    for line in _description(entry, versions):
        typer.echo(line)


def _description(entry: "Entry", versions: list[int]) -> Iterator[str]:
    from evenbar.scorecard.criterion import FAMILIES

    words = entry.criterion
    yield from wrapped(words.name)
    facts = [
        f"include: {entry.reference}",
        FAMILIES[words.family],
        f"published {entry.published}",
        entry.licence,
    ]
    yield from wrapped(" · ".join(facts))
    if versions[-1] > entry.version:
        yield f"The library has moved on to {words.id}@{versions[-1]}."
    yield ""
    yield from wrapped(words.definition or "")
    yield from _list("Not this", words.not_this)
    yield from _levels(words)
    look_alikes = [
        f"{each.says} ({f'worth {each.level}' if each.level else 'no level'})" for each in words.look_alikes
    ]
    yield from _list("Sounds higher than it is", look_alikes)
    yield from ("", "Questions")
    for question in words.questions:
        yield from _question(question.id, question.kind, question.minutes, question.ask)
    for title, texts in (("Fairness", words.fairness), ("Codes", words.codes), ("Sources", words.sources)):
        yield from _list(title, texts)
    yield from _list("How the wording came about", [f"{note.on}: {note.note}" for note in entry.log])


def _levels(words: "Criterion") -> Iterator[str]:
    yield from ("", "Levels")
    for anchor in words.anchors:
        yield from wrapped(anchor.summary, first=f"  {anchor.level}  ", indent=5)
        for signal in anchor.signals:
            yield from wrapped(signal, first="     - ", indent=7)


def _list(title: str, texts: "list[str] | tuple[str, ...]") -> Iterator[str]:
    if texts:
        yield from ("", title)
    for text in texts:
        yield from wrapped(" ".join(text.split()), first="  - ", indent=4)


def new(
    *,
    name: Annotated[
        str, typer.Option("--from", metavar="NAME", help="A packaged scorecard; `list` names them.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", help="Write here; ID.yaml unless given, - for standard output."
        ),
    ] = None,
    title: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    id: Annotated[str | None, typer.Option("--id", help="Its id; that of NAME unless given.")] = None,
    whole: Annotated[
        bool, typer.Option("--written-out", help="Write the library's words out, to change them.")
    ] = False,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Begin a scorecard of your own from a packaged one, in a file that is ready to edit."""
    from evenbar.scorecard.reading import read
    from evenbar.scorecard.scalars import is_id
    from evenbar.scorecard.scorecard import fingerprint
    from evenbar.scorecard.starting import begun

    if id is not None and not is_id(id):
        raise typer.BadParameter(
            f'"{id}" is no id: lower-case letters, digits and hyphens.', param_hint="--id"
        )
    if title is not None and not title.strip():
        raise typer.BadParameter("a title needs words.", param_hint="--title")
    try:
        text = begun(name, id=id, title=title, whole=whole)
    except KeyError:
        raise typer.Exit(refuse(_unknown(name))) from None
    card = read(text)
    file = output or Path(f"{card.scorecard}.yaml")
    if str(file) != "-":
        _create(file, text)
    if as_json:
        place = {"yaml": text} if str(file) == "-" else {"output": str(file)}
        give_json({"scorecard": card.scorecard, "fingerprint": fingerprint(card), **place})
    elif str(file) == "-":
        sys.stdout.write(text)
    else:
        typer.echo(f"{file}: begun from {name}; edit it, then try `evenbar lint {file}`.")


def _unknown(name: str) -> str:
    from evenbar.scorecard import library
    from evenbar.scorecard.source import shown
    from evenbar.scorecard.suggesting import suggestion

    near = suggestion(name, library.names())
    return f"no packaged scorecard is called {shown(name)}{near} `evenbar scorecard list` names them."


def _create(file: Path, text: str) -> None:
    """Write a file that is not there yet; an existing one stays as it is."""
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise typer.Exit(refuse(f"{file} is there already; give another --output or --id.")) from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise typer.Exit(refuse(f"{file} cannot be written: {reason}.")) from None
