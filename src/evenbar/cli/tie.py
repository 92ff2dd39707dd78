"""The tie of a worker process to the life of the process that started it."""

import ctypes
import os
import signal
import sys

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


def end_with(parent: int, *, by: int = signal.SIGKILL) -> None:
    """Ask Linux to end this process when its parent dies, even by SIGKILL; end now if it already has."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, by)
    if os.getppid() != parent:
        os._exit(1)
