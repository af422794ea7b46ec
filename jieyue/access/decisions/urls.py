"""Pages of this topic, below `/access/decisions/`."""

from django.urls import URLPattern, path

from jieyue.access.decisions import views

urlpatterns: list[URLPattern] = [
    path("", views.decisions, name="decisions"),
    path("<int:decision_id>/", views.decision, name="decision"),
]
