"""Addresses of people."""

from django.conf import settings
from django.urls import URLPattern, path

from evenbar.panel.people import views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("", views.accounts, name="accounts"),
    path("invite/", views.invite, name="invite"),
    path("<int:pk>/", views.account, name="account"),
    path("<int:pk>/roles/", views.roles, name="roles"),
    path("<int:pk>/closed/", views.deactivate, name="deactivate"),
    path("<int:pk>/sign-out/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("invitations/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
    path("join/<str:token>/", views.join, name="join"),
    path("first/<str:token>/", views.first_administrator, name="first-administrator"),
]
if settings.DEMO:  # outside the demo the address does not exist
    urlpatterns.append(path("demo/", views.demo_sign_in, name="demo-sign-in"))
