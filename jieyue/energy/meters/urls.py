"""Pages of this topic, below `/energy/meters/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
