"""Pages of this topic, below `/access/parking/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
