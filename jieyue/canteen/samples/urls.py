"""Pages of this topic, below `/canteen/samples/`."""

from django.urls import URLPattern, path

from jieyue.canteen.samples import illness_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.today, name="samples"),
    path("<str:canteen>/<day:day>/", views.day_list, name="samples_day"),
    path("<str:canteen>/<day:day>/<slug:meal>/", views.take, name="samples_take"),
    path("<str:canteen>/<day:day>/<slug:meal>/labels/", views.labels, name="samples_labels"),
    path("<str:canteen>/kept/", views.kept, name="samples_kept"),
    path("illness/", illness_pages.reports, name="illness_reports"),
    path("illness/<slug:number>/close/", illness_pages.close, name="illness_close"),
    path("illness/<slug:number>/told/", illness_pages.told, name="illness_told"),
    path("label/<slug:number>/", views.sample, name="sample"),
]
