"""Pages of this topic, below `/access/credentials/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
