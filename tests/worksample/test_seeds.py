"""Seeds come from a secret, and no two uses of chance share their numbers."""

import hashlib
import itertools

import numpy as np
import pytest

from evenbar.worksample.seeds import Seed, Streams, keyed, practice_seed, seed_for, self_test_seed

SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))


def first(streams: Streams, name: str = "data") -> float:
    return float(streams.stream(name).random())


def test_the_same_secret_package_and_candidate_draw_the_same() -> None:
    one, two = (seed_for(SECRET, package="p", candidate="c") for _ in range(2))
    assert one == two
    assert first(one.streams("generate")) == first(two.streams("generate"))


@pytest.mark.parametrize(
    "other",
    [
        seed_for(OTHER, package="p", candidate="c"),
        seed_for(SECRET, package="q", candidate="c"),
        seed_for(SECRET, package="p", candidate="d"),
        seed_for(SECRET, package="p", candidate="c", purpose="again"),
        seed_for(SECRET, package="pc", candidate=""),
        self_test_seed("c", package="p"),
        practice_seed(package="p"),
    ],
)
def test_another_secret_package_candidate_or_purpose_draws_something_else(other: Seed) -> None:
    here = seed_for(SECRET, package="p", candidate="c")
    assert other.key != here.key
    assert other.id != here.id
    assert first(other.streams("generate")) != first(here.streams("generate"))


def test_who_knows_package_and_candidate_cannot_draw_the_variant_without_the_secret() -> None:
    """Every way to make a seed of public things alone, and of guessed secrets, misses."""
    seed = seed_for(SECRET, package="p", candidate="c")
    guesses = [
        self_test_seed("p", package="c").key,
        practice_seed(package="p").key,
        hashlib.sha256(b"pc").digest(),
        keyed(b"", "seed", "p", "c", "work"),
        keyed(bytes(32), "seed", "p", "c", "work"),
        keyed(bytes.fromhex(seed.id), "seed", "p", "c", "work"),
    ]
    assert seed.key not in guesses


def test_the_name_of_a_seed_draws_nothing_and_the_seed_is_not_shown() -> None:
    seed = seed_for(SECRET, package="p", candidate="c")
    assert len(seed.id) == 16
    assert seed.key.hex() not in repr(seed) + repr(seed.streams("generate"))
    assert seed.id not in seed.key.hex()


@pytest.mark.parametrize("secret", [b"", b"short", bytes(31)])
def test_a_short_secret_is_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match="needs at least 32 random ones"):
        seed_for(secret, package="p", candidate="c")


def test_streams_of_different_roles_and_names_are_not_the_same_numbers() -> None:
    """A generator and a grader with one seed between them once split the data in step with its labels."""
    seed = self_test_seed("s", package="p")
    pairs = [("generate", "data"), ("generate", "split"), ("grade", "data"), ("baseline naive", "data")]
    draws = [seed.streams(role).stream(name).random(2000) for role, name in pairs]
    draws.append(seed.fresh("twist").streams("generate").stream("data").random(2000))
    for one, other in itertools.combinations(draws, 2):
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.1


def test_a_stream_is_given_out_once() -> None:
    streams = self_test_seed("s", package="p").streams("generate")
    streams.stream("data")
    with pytest.raises(ValueError, match='the stream "data" is in use'):
        streams.stream("data")


def test_parts_that_run_together_are_told_apart() -> None:
    assert keyed(SECRET, "a", "bc") != keyed(SECRET, "ab", "c") != keyed(SECRET, "abc")
