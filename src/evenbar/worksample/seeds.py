"""Seeds: every candidate's variant is drawn from a secret, and every use of chance has a stream of its own.

A seed is a keyed digest of the package's hash and the candidate. Without the organisation's secret neither helps to
draw the variant again. Streams are keyed digests of the seed, a role and a name, so no two uses of chance are ever
the same numbers: a generator and a grader that shared one integer once split the data in step with its labels.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

import numpy as np

LEAST_SECRET = 32  # bytes
_SELF_TEST = b"evenbar worksample self-test\0"


@dataclass(frozen=True, slots=True)
class Seed:
    """Thirty-two bytes that draw one variant. They never leave the house; ``id`` may."""

    key: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """A name of the seed from which nothing can be drawn."""
        return keyed(self.key, "id").hex()[:16]

    def streams(self, role: str) -> "Streams":
        """The streams of one role: generate, a baseline, the defence."""
        return Streams(keyed(self.key, "role", role))

    def fresh(self, purpose: str) -> "Seed":
        """A seed of its own for another variant of the same candidate, as for the twist of a defence."""
        return Seed(keyed(self.key, "fresh", purpose))


@dataclass(slots=True)
class Streams:
    """Chance by name. A name is given out once, so that nothing is drawn from the same numbers twice."""

    key: bytes = field(repr=False)
    taken: set[str] = field(default_factory=set)

    def stream(self, name: str) -> np.random.Generator:
        """A generator of random numbers of its own; ValueError where the name was taken before."""
        if name in self.taken:
            raise ValueError(f'the stream "{name}" is in use; give every use of chance its own name.')
        self.taken.add(name)
        return np.random.Generator(np.random.PCG64(int.from_bytes(keyed(self.key, "stream", name), "big")))


def keyed(key: bytes, *parts: str) -> bytes:
    """HMAC-SHA256 over parts, each with its length before it, so that no two lists of parts read the same."""
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for part in ("evenbar worksample 1", *parts):
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()


def seed_for(secret: bytes, *, package: str, candidate: str, purpose: str = "work") -> Seed:
    """The seed of a candidate's variant.

    Parameters
    ----------
    secret : the organisation's, at least 32 random bytes
    package : the hash of the package's files
    candidate : whatever names the candidate for good
    purpose : another purpose is another variant: the work itself, a second try after a fault of ours
    """
    if len(secret) < LEAST_SECRET:
        raise ValueError(f"the secret has {len(secret)} bytes and needs at least {LEAST_SECRET} random ones.")
    return Seed(keyed(secret, "seed", package, candidate, purpose))


def self_test_seed(text: str, *, package: str) -> Seed:
    """The seed that ``--seed`` stands for. Its secret is a text that may be known, so it is for tests alone."""
    secret = hashlib.sha256(_SELF_TEST + text.encode()).digest()
    return Seed(keyed(secret, "self-test", package))


def practice_seed(*, package: str) -> Seed:
    """The seed of the practice variant, whose answers are public."""
    return Seed(keyed(hashlib.sha256(b"evenbar worksample practice\0").digest(), "practice", package))
