"""Pages of this topic, below `/access/console/`."""

from django.urls import URLPattern, path

from jieyue.access.console import views

urlpatterns: list[URLPattern] = [
    path("", views.console, name="console"),
    path("answer/", views.answer, name="console_answer"),
    path("by-hand/", views.by_hand, name="by_hand"),
    path("emergencies/", views.emergencies, name="emergencies"),
    path("emergencies/<int:passage_id>/", views.fill_in, name="emergency_fill_in"),
    path("pictures/<int:decision_id>/", views.picture, name="console_picture"),
    path("emergency/", views.emergency, name="console_emergency"),
]
