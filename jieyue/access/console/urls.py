"""Pages of this topic, below `/access/console/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
