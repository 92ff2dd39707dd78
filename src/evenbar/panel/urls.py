"""Every address of the panel, one line an app."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("evenbar.panel.people.account_urls")),
    path("people/", include("evenbar.panel.people.urls")),
    path("studio/", include("evenbar.panel.studio.urls")),
    path("rules/", include("evenbar.panel.studio.rule_urls")),
    path("", include("evenbar.panel.hiring.urls")),
    path("", include("evenbar.panel.scheduling.urls")),
    path("", include("evenbar.panel.interviewing.urls")),
    path("", include("evenbar.panel.deciding.urls")),
    path("insight/", include("evenbar.panel.insight.urls")),
    path("ledger/", include("evenbar.panel.ledger.urls")),
]
