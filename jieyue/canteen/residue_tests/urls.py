"""Pages of this topic, below `/canteen/residue-tests/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
