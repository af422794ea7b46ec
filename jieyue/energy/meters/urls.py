"""Pages of this topic, below `/energy/meters/`."""

from django.urls import URLPattern, path

from jieyue.energy.meters import edit_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.ledger, name="meters"),
    path("import/", edit_pages.import_sheet, name="meter_import"),
    path("labels/", views.labels, name="meter_labels"),
    path("new/", edit_pages.new, name="meter_new"),
    path("of/<str:number>/", views.meter, name="meter"),
    path("of/<str:number>/calibrate/", edit_pages.calibrate, name="meter_calibrate"),
    path("of/<str:number>/change/", edit_pages.change, name="meter_change"),
    path("of/<str:number>/place/", edit_pages.place, name="meter_place"),
    path("of/<str:number>/replace/", edit_pages.replace, name="meter_replace"),
    path("of/<str:number>/retire/", edit_pages.retire, name="meter_retire"),
    path(
        "of/<str:number>/instruments/<int:instrument_id>/",
        edit_pages.correct,
        name="instrument_correct",
    ),
    path("tree/", views.tree, name="meter_tree"),
]
