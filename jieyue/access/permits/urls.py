"""Pages of this topic, below `/access/permits/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
