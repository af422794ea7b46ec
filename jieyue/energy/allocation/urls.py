"""Pages of this topic, below `/energy/allocation/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
