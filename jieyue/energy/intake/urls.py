"""Pages of this topic, below `/energy/readings/`."""

from django.urls import URLPattern, path

from jieyue.energy.intake import collector_pages, import_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.batches, name="batches"),
    path("<int:batch_id>/", views.batch, name="batch"),
    path("collectors/", collector_pages.collector_list, name="collectors"),
    path("collectors/new/", collector_pages.new_collector, name="new_collector"),
    path("collectors/<int:collector_id>/", collector_pages.collector, name="collector"),
    path(
        "collectors/<int:collector_id>/key/",
        collector_pages.renew_key,
        name="renew_collector_key",
    ),
    path("hand/", views.hand, name="reading_by_hand"),
    path("import/", import_pages.import_readings, name="import_readings"),
    path("meter/<str:number>/", views.meter_readings, name="meter_readings"),
    path("meter/<str:number>/<int:at_s>/", views.correct, name="correct_reading"),
]
