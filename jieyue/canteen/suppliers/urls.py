"""Pages of this topic, below `/canteen/suppliers/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
