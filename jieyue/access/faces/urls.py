"""Pages of this topic, below `/access/faces/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
