"""Pages of this topic, below `/canteen/receiving/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
