"""Pages of this topic, below `/access/gates/`."""

from django.urls import URLPattern, path

from jieyue.access.gates import views

urlpatterns: list[URLPattern] = [
    path("", views.gates, name="gates"),
    path("<int:gate_id>/", views.gate, name="gate"),
    path("assembly-points/", views.assembly_points, name="assembly_points"),
    path("assembly-points/<int:point_id>/", views.assembly_point, name="assembly_point"),
    path("assembly-points/new/", views.assembly_point, name="assembly_point_new"),
    path("fire/", views.fire, name="fire"),
    path("fire/end/", views.end_fire, name="fire_end"),
    path("new/", views.gate, name="gate_new"),
    path("plans/", views.opening_plans, name="opening_plans"),
    path("plans/<int:plan_id>/", views.opening_plan, name="opening_plan"),
    path("plans/new/", views.opening_plan, name="opening_plan_new"),
    path("zones/", views.zones, name="zones"),
    path("zones/<int:zone_id>/", views.zone, name="zone"),
    path("zones/new/", views.zone, name="zone_new"),
]
