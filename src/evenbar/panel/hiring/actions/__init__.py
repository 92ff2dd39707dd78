"""Every write in hiring: openings and their panels, candidates, documents, merging. One ledger line each."""

from evenbar.panel.hiring.actions.candidates import (
    add_candidate,
    edit_candidate,
    import_candidates,
    move,
    set_status,
)
from evenbar.panel.hiring.actions.documents import add_document, record_download
from evenbar.panel.hiring.actions.members import add_member, invite_member, remove_member
from evenbar.panel.hiring.actions.merging import merge_candidates
from evenbar.panel.hiring.actions.openings import (
    clone_opening,
    close_opening,
    open_fitted_opening,
    open_opening,
    reopen_opening,
)
from evenbar.panel.hiring.actions.versions import change_version

__all__ = [
    "add_candidate",
    "add_document",
    "add_member",
    "change_version",
    "clone_opening",
    "close_opening",
    "edit_candidate",
    "import_candidates",
    "invite_member",
    "merge_candidates",
    "move",
    "open_fitted_opening",
    "open_opening",
    "record_download",
    "remove_member",
    "reopen_opening",
    "set_status",
]
