"""Addresses of studio."""

from django.urls import path

from evenbar.panel.studio import checking_off, proofing, publishing, shelf, views, writing, yaml_writing

app_name = "studio"
urlpatterns = [
    path("", views.scorecards, name="scorecards"),
    path("new/", views.new, name="new"),
    path("library/", shelf.shelf_page, name="library"),
    path("library/criteria/<slug:id>/<int:version>/", shelf.criterion_page, name="library-criterion"),
    path("library/scorecards/<slug:name>/", shelf.scorecard_page, name="library-scorecard"),
    path("<int:pk>/", views.scorecard, name="scorecard"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/yaml/", yaml_writing.yaml, name="yaml"),
    path("<int:pk>/proof/", proofing.proof, name="proof"),
    path("<int:pk>/checklist/", checking_off.checklist, name="checklist"),
    path("<int:pk>/publish/", publishing.publish, name="publish"),
    path("<int:pk>/compare/", views.compare, name="compare"),
    path("<int:pk>/discard/", views.discard_draft, name="discard-draft"),
    path("versions/<int:pk>/", views.version, name="version"),
    path("versions/<int:pk>/print/", views.version_print, name="version-print"),
    path("versions/<int:pk>/yaml/", views.version_yaml, name="version-yaml"),
    path("versions/<int:pk>/json/", views.version_json, name="version-json"),
    path("versions/<int:pk>/xlsx/", views.version_xlsx, name="version-xlsx"),
    path("versions/<int:pk>/draft/", views.start_draft, name="start-draft"),
    path("versions/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
