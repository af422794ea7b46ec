"""Pages of this topic, below `/access/edge/`."""

from django.urls import URLPattern, path

from jieyue.access.edge import views

urlpatterns: list[URLPattern] = [path("", views.rooms, name="gate_rooms")]
