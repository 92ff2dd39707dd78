"""What each worker of the server loads: the panel's WSGI application, tied to the life of the server."""

import ctypes
import os
import signal
import sys

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


def end_with(server: int, *, by: int = signal.SIGKILL) -> None:
    """Ask Linux to end this process when its parent dies, even by SIGKILL; end now if it already has."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, by)
    if os.getppid() != server:
        os._exit(1)


if "EVENBAR_SERVER" in os.environ:
    end_with(int(os.environ["EVENBAR_SERVER"]))

from evenbar.panel.wsgi import application  # noqa: E402 - the tie comes first

__all__ = ["application"]
