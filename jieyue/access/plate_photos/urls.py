"""Pages of this topic, below `/access/plates/read/`."""

from django.urls import URLPattern, path

from jieyue.access.plate_photos import views

urlpatterns: list[URLPattern] = [path("", views.read_plate, name="read_plate")]
