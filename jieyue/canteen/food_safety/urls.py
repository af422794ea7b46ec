"""Pages of this topic, below `/canteen/food-safety/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
