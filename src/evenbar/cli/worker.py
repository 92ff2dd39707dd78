"""What each worker of the server loads: the panel's WSGI application, tied to the life of the server."""

import os

from evenbar.cli.tie import end_with

if "EVENBAR_SERVER" in os.environ:
    end_with(int(os.environ["EVENBAR_SERVER"]))

from evenbar.panel.wsgi import application

__all__ = ["application"]
