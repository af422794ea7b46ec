"""Pages of this topic, below `/access/presence/`."""

from django.urls import URLPattern, path

from jieyue.access.presence import lookup_views, views

urlpatterns: list[URLPattern] = [
    path("buildings/", views.buildings, name="presence_buildings"),
    path("heat/", views.heat, name="presence_heat"),
    path("hours/", views.quarters, name="presence_hours"),
    path("lookup/", lookup_views.lookup, name="presence_lookup"),
    path("lookups/", lookup_views.register, name="presence_lookups"),
]
