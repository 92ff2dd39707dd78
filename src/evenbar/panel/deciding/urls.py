"""Addresses of deciding."""

from django.urls import path

from evenbar.panel.deciding import views

app_name = "deciding"
urlpatterns = [
    path("", views.today, name="today"),
    path("applications/<int:pk>/debriefs/new/", views.new_debrief, name="new-debrief"),
    path("debriefs/<int:pk>/", views.debrief, name="debrief"),
    path("debriefs/<int:pk>/estimate/", views.debrief_estimate, name="debrief-estimate"),
    path("debriefs/<int:pk>/open/", views.open_debrief, name="open-debrief"),
    path("debriefs/<int:pk>/ratings/<int:rating_pk>/", views.revise, name="revise"),
    path("debriefs/<int:pk>/decide/", views.decide, name="decide"),
    path("debriefs/<int:pk>/packet/", views.packet, name="packet"),
    path("decisions/<int:pk>/", views.decision, name="decision"),
    path("openings/<int:pk>/compare/", views.compare, name="compare"),
    path("openings/<int:pk>/compare/estimate/", views.compare_estimate, name="compare-estimate"),
]
