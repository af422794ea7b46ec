"""Pages of this topic, below `/access/muster/`."""

from django.urls import URLPattern, path

from jieyue.access.muster import views

urlpatterns: list[URLPattern] = [
    path("", views.current, name="musters_now"),
    path("<int:muster_id>/", views.muster, name="muster"),
    path("<int:muster_id>/end/", views.end, name="muster_end"),
    path("<int:muster_id>/list/", views.lines, name="muster_lines"),
    path("past/", views.musters, name="musters"),
    path("units/", views.units, name="muster_units"),
]
