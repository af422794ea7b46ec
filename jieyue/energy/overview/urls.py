"""Pages of this topic, below `/energy/`."""

from django.urls import URLPattern, path

from jieyue.energy.overview import sheet_views, views

urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("buildings/<str:code>/", views.building, name="building_use"),
    path("unit/", sheet_views.mine, name="my_unit"),
    path("units/<int:unit_id>/", views.unit, name="unit_use"),
    path(
        "units/<int:unit_id>/<int:year>/<int:number>/",
        sheet_views.month,
        name="unit_month",
    ),
    path("use/<str:number>/", views.meter, name="meter_use"),
]
