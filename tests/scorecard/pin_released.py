"""Pins what the library's published versions say, at a release: ``python -m tests.scorecard.pin_released``.

Adds the versions that are not pinned yet to ``released.json`` and sets its day. It never changes a pin: a
version that says something else than it did is named, and nothing is written. (Before the first release a line
may be taken out by hand and pinned again.)
"""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from evenbar.scorecard import bank
from evenbar.scorecard.scorecard import content_hash

RELEASED = Path(__file__).with_name("released.json")


def now() -> dict[str, str]:
    """What every version of the library says today, as a hash of its criterion."""
    pairs = [(id, version) for id, versions in bank.versions().items() for version in versions]
    references = [f"{id}@{version}" for id, version in pairs]
    return {each: content_hash(bank.entry(each).criterion) for each in references}


def pinned() -> dict[str, Any]:
    """The day of the last release, and the pins."""
    found: dict[str, Any] = json.loads(RELEASED.read_text(encoding="utf-8"))
    return found


def broken(pins: dict[str, str], library: dict[str, str]) -> list[str]:
    """A sentence for every pinned version that has changed or is gone."""
    return [
        f"{reference} is published and {'says something else now' if reference in library else 'is gone'}: "
        f"put its file back as it was and write the change as {_next(reference)}."
        for reference, pin in pins.items()
        if library.get(reference) != pin
    ]


def unpinned(day: date, pins: dict[str, str]) -> list[str]:
    """The versions published up to a day that have no pin."""
    return [each for each in now() if bank.entry(each).published <= day and each not in pins]


def _next(reference: str) -> str:
    id, version = bank.split(reference)
    return f"{id}@{version + 1}"


def main() -> int:
    """Pin what is new; 1 where a published version has changed."""
    pins, library = pinned()["versions"], now()
    if sentences := broken(pins, library):
        sys.stderr.write("\n".join(sentences) + "\n")
        return 1
    day = datetime.now(UTC).date().isoformat()
    text = json.dumps({"released_on": day, "versions": dict(sorted((library | pins).items()))}, indent=2)
    RELEASED.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(library)} versions are pinned, {len(library) - len(pins)} of them new.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
