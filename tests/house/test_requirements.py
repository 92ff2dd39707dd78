"""What is installed is pinned, hashed, few, and under a licence that users of an Apache-2.0 program can live with."""

import re
import tomllib
from importlib.metadata import Distribution, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser|0BSD|Unlicense", re.IGNORECASE
)
REFUSED = re.compile(
    r"(?<![A-Z])A?GPL|(?<!Lesser )General Public License|Affero|SSPL|Commons Clause|Proprietary",
    re.IGNORECASE,
)
MOST_DIRECT = 16
# Licence files that a person has read, because the metadata say less or something else.
READ = {"qrcode": "BSD-3-Clause"}  # its second classifier speaks of the trademark on the words "QR Code"


def pins(text: str) -> dict[str, Requirement]:
    """The pinned requirements of a file, by canonical name."""
    lines = re.findall(r"^([A-Za-z0-9][^\\\n]*?)\s*\\?$", text, re.MULTILINE)
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def unhashed(text: str) -> list[str]:
    """Requirements that are not pinned to one version with at least one hash."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    sound = re.compile(r"[\w.\[\],-]+==\S+.*\\\n\s+--hash=sha256:[0-9a-f]{64}")
    return [block.split("\n")[0] for block in blocks if not sound.match(block)]


def pinned(kind: str) -> str:
    return (ROOT / "requirements" / f"{kind}.txt").read_text()


def direct() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [Requirement(line) for line in project["dependencies"]]


def here(kind: str) -> dict[str, Requirement]:
    """The pins that hold on this machine."""
    return {name: r for name, r in pins(pinned(kind)).items() if r.marker is None or r.marker.evaluate()}


def licence(found: Distribution) -> str:
    """What a distribution says about its licence, in the fields of its age."""
    data = found.metadata
    if data["Name"] in READ:
        return READ[data["Name"]]
    classifiers = [
        c.split(" :: ")[-1] for c in data.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    own = data["License-Expression"] or " ".join(classifiers) or data["License"] or ""
    return own.split("\n")[0]


def acceptable(words: str) -> bool:
    """Permissive, or weak copyleft that ends at the library; of alternatives one is enough."""
    alternatives = re.split(r"\bOR\b", words)
    return any(ALLOWED.search(part) and not REFUSED.search(part) for part in alternatives)


@pytest.mark.parametrize("kind", ["runtime", "test"])
def test_every_requirement_is_one_version_with_hashes(kind: str) -> None:
    assert unhashed(pinned(kind)) == []


@pytest.mark.parametrize("kind", ["runtime", "test"])
def test_the_tests_run_on_the_pinned_versions(kind: str) -> None:
    installed = {name: distribution(name).version for name in here(kind)}
    assert {n: v for n, v in installed.items() if not here(kind)[n].specifier.contains(v)} == {}


def test_every_direct_requirement_is_pinned_within_its_range() -> None:
    runtime = pins(pinned("runtime"))
    for requirement in direct():
        [pin] = runtime[canonicalize_name(requirement.name)].specifier
        assert requirement.specifier.contains(pin.version), requirement


def test_tests_and_product_agree_on_every_pin() -> None:
    runtime, test = pins(pinned("runtime")), pins(pinned("test"))
    assert {n for n, r in runtime.items() if n not in test or test[n].specifier != r.specifier} == set()


def test_the_product_has_at_most_16_direct_requirements() -> None:
    assert len(direct()) <= MOST_DIRECT


def test_the_licence_of_every_installed_runtime_requirement_is_acceptable() -> None:
    told = {name: licence(distribution(name)) for name in here("runtime")}
    assert {name: words for name, words in told.items() if not acceptable(words)} == {}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("LGPL-3.0-only", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("GPL-2.0-only OR MIT", True),
        ("GPL-3.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("AGPL-3.0-only", False),
        ("GNU Affero General Public License v3", False),
        ("MIT AND GPL-3.0-only", False),
        ("Other/Proprietary License", False),
        ("", False),
    ],
)
def test_a_licence_is_judged_by_what_it_says(words: str, answer: bool) -> None:
    assert acceptable(words) is answer


def test_a_loose_or_unhashed_requirement_is_seen() -> None:
    hashed = "a==1.0 \\\n    --hash=sha256:" + "0" * 64
    assert unhashed(hashed) == []
    assert unhashed(f"{hashed}\nb==2.0\nc>=1 \\\n    --hash=sha256:" + "0" * 64) == ["b==2.0", "c>=1 \\"]
