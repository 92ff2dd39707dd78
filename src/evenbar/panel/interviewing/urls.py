"""Addresses of interviewing."""

from django.urls import path

from evenbar.panel.interviewing import views

app_name = "interviewing"
urlpatterns = [
    path("assignments/<int:pk>/kit/", views.kit, name="kit"),
    path("assignments/<int:pk>/draft/", views.save_draft, name="save-draft"),
    path("assignments/<int:pk>/states/", views.states, name="states"),
    path("assignments/<int:pk>/states/<int:revision>/", views.restore, name="restore"),
    path("assignments/<int:pk>/review/", views.review, name="review"),
    path("assignments/<int:pk>/seal/", views.seal, name="seal"),
    path("assignments/<int:pk>/sealed/", views.sealed, name="sealed"),
    path("assignments/<int:pk>/comparison/", views.comparison, name="comparison"),
    path("ratings/<int:pk>/amend/", views.amend, name="amend"),
]
