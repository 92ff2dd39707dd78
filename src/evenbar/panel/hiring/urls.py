"""Addresses of hiring."""

from django.urls import path

from evenbar.panel.hiring.views import applications, candidates, members, openings

app_name = "hiring"
urlpatterns = [
    path("openings/", openings.openings, name="openings"),
    path("openings/new/", openings.new_opening, name="new-opening"),
    path("openings/<int:pk>/", openings.opening, name="opening"),
    path("openings/<int:pk>/clone/", openings.clone_opening, name="clone-opening"),
    path("openings/<int:pk>/close/", openings.close_opening, name="close-opening"),
    path("openings/<int:pk>/reopen/", openings.reopen_opening, name="reopen-opening"),
    path("openings/<int:pk>/version/", openings.change_version, name="change-version"),
    path("openings/<int:pk>/panel/", members.members, name="members"),
    path("openings/<int:pk>/panel/invite/", members.invite_member, name="invite-member"),
    path("openings/<int:pk>/panel/<int:member>/remove/", members.remove_member, name="remove-member"),
    path("openings/<int:pk>/candidates/new/", candidates.new_candidate, name="new-candidate"),
    path("openings/<int:pk>/candidates/import/", candidates.import_candidates, name="import-candidates"),
    path("openings/<int:pk>/candidates/duplicates/", candidates.duplicates, name="duplicates"),
    path("candidates/<int:keep>/merge/<int:duplicate>/", candidates.merge, name="merge"),
    path("applications/<int:pk>/", applications.application, name="application"),
    path("applications/<int:pk>/move/", applications.move, name="move"),
    path("applications/<int:pk>/status/", applications.set_status, name="set-status"),
    path("applications/<int:pk>/candidate/", applications.edit_candidate, name="edit-candidate"),
    path("applications/<int:pk>/documents/", applications.add_document, name="add-document"),
    path("documents/<int:pk>/", applications.document, name="document"),
]
