"""Pages of this topic, below `/access/gates/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
