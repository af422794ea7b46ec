"""Pages of this topic, below `/energy/water/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
