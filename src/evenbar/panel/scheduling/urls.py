"""Addresses of scheduling."""

from django.urls import path

from evenbar.panel.scheduling.views import assignments, board, guests, interviews

app_name = "scheduling"
urlpatterns = [
    path("openings/<int:pk>/candidates/", board.board, name="board"),
    path("applications/<int:pk>/schedule/", interviews.schedule, name="schedule"),
    path("interviews/<int:pk>/", interviews.interview, name="interview"),
    path("interviews/<int:pk>/reschedule/", interviews.reschedule, name="reschedule"),
    path("interviews/<int:pk>/cancel/", interviews.cancel, name="cancel"),
    path("interviews/<int:pk>/restore/", interviews.restore, name="restore"),
    path("interviews/<int:pk>/calendar.ics", interviews.calendar_file, name="calendar"),
    path("interviews/<int:pk>/people/", assignments.assign, name="assign"),
    path("interviews/<int:pk>/guests/", guests.guest_link, name="guest-link"),
    path("assignments/<int:pk>/decline/", assignments.decline, name="decline"),
    path("assignments/<int:pk>/conflict/", assignments.conflict, name="conflict"),
    path("assignments/<int:pk>/substitute/", assignments.substitute, name="substitute"),
    path("assignments/<int:pk>/remove/", assignments.remove_assignment, name="remove-assignment"),
    path("guest-links/<int:pk>/withdraw/", guests.withdraw_guest_link, name="withdraw-guest-link"),
    path("guest/<str:token>/", guests.guest, name="guest"),
]
