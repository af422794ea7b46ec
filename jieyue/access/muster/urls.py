"""Pages of this topic, below `/access/muster/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
