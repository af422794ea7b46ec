"""Pages of this topic, below `/energy/equipping/`."""

from django.urls import URLPattern, path

from jieyue.energy.equipping import views

urlpatterns: list[URLPattern] = [
    path("", views.equipping, name="equipping"),
]
