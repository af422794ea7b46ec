"""Pages of this topic, below `/canteen/tills/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
