"""The ledger as CSV, line by line: everything that is needed to check the chain elsewhere, and no name."""

import csv
import json
from collections.abc import Iterable, Iterator

from evenbar.panel.ledger.models import Line

COLUMNS = ("number", "at", "actor", "action", "subject", "facts", "previous", "seal")


class _Echo:
    """A file that hands back what is written, so that csv can be streamed."""

    def write(self, text: str) -> str:
        return text


def as_csv(lines: Iterable[Line]) -> Iterator[str]:
    """The header, then a row a line; facts are JSON."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for line in lines:
        facts = json.dumps(line.facts, sort_keys=True)
        cells = [line.number, line.at, line.actor, line.action, line.subject, facts, line.previous, line.seal]
        yield writer.writerow(["" if cell is None else cell for cell in cells])


def every_line() -> Iterator[str]:
    """The whole ledger as CSV, in constant memory. Who calls this has recorded that it is exported."""
    return as_csv(Line.objects.order_by("number").iterator(chunk_size=500))
