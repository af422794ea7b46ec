"""Pages of this topic, below `/canteen/trace/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
