"""Pages of this topic, below `/energy/`."""

from django.urls import URLPattern, path

from jieyue.energy.overview import compare_views, sheet_views, tree_views, views, wall_views

urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("buildings/<str:code>/", views.building, name="building_use"),
    path("compare/", compare_views.compare, name="compare"),
    path("flow/", tree_views.flow, name="flow"),
    path("like-units/", compare_views.like_units, name="like_units"),
    path("standing/", wall_views.standing_part, name="standing"),
    path("tiles/", wall_views.tiles_part, name="tiles"),
    path("tree/", tree_views.tree, name="tree_figures"),
    path("unit/", sheet_views.mine, name="my_unit"),
    path("units/<int:unit_id>/", views.unit, name="unit_use"),
    path(
        "units/<int:unit_id>/<int:year>/<int:number>/",
        sheet_views.month,
        name="unit_month",
    ),
    path("use/<str:number>/", views.meter, name="meter_use"),
    path("wall/", wall_views.wall, name="wall"),
]
