"""How many threads linear algebra takes: one, but for very large matrices whatever the libraries take.

The threads of OpenBLAS wait by spinning. On matrices of a few hundred rows they cost more than they bring, and where
others use the machine a call may wait for a thread that does not come: on a busy machine of two cores a fit of 0.1 s
took 3 s of CPU with two threads, and one of 0.75 s took 6 s. NumPy and SciPy each bring an OpenBLAS of their own, and
both can be told. Where they stand on another library nothing is done.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module

LARGE = 8_000  # order of a matrix from which a second thread is worth the risk
Switch = tuple[Callable[[], int], Callable[[int], None]]  # asks how many threads there are, and sets it


@cache
def _switches() -> tuple[Switch, ...]:
    found = []
    for module, ending in (("scipy.linalg._flapack", ""), ("numpy.linalg._umath_linalg", "64_")):
        library = ctypes.CDLL(import_module(module).__file__)
        names = [f"scipy_openblas_{verb}_num_threads{ending}" for verb in ("get", "set")]
        if all(hasattr(library, name) for name in names):
            found.append((getattr(library, names[0]), getattr(library, names[1])))
    return tuple(found)


@contextmanager
def threads_for(order: int) -> Iterator[None]:
    """Do linear algebra with matrices of this order on as many threads as pay."""
    if order >= LARGE:
        yield
        return
    before = [(switch, switch[0]()) for switch in _switches()]
    changed = [(switch, count) for switch, count in before if count > 1]
    for (_, change), _count in changed:
        change(1)
    try:
        yield
    finally:
        for (_, change), count in changed:
            change(count)
