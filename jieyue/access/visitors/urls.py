"""Pages of this topic, below `/access/visitors/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
