"""Every write in scheduling: interviews, who holds them, links for guests. Nothing is deleted; changes are kept."""

from evenbar.panel.scheduling.actions.assignments import (
    assign,
    declare_conflict,
    decline,
    remove_assignment,
    substitute,
)
from evenbar.panel.scheduling.actions.guests import make_guest_link, open_guest_link, withdraw_guest_link
from evenbar.panel.scheduling.actions.interviews import cancel, reschedule, restore, schedule

__all__ = [
    "assign",
    "cancel",
    "declare_conflict",
    "decline",
    "make_guest_link",
    "open_guest_link",
    "remove_assignment",
    "reschedule",
    "restore",
    "schedule",
    "substitute",
    "withdraw_guest_link",
]
