"""Pages of this topic, below `/canteen/purchasing/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
