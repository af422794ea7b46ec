"""Pages of this topic, below `/canteen/experiments/`."""

from django.urls import URLPattern, path

from jieyue.canteen.experiments import views

urlpatterns: list[URLPattern] = [
    path("", views.index, name="experiments"),
    path("new/", views.new, name="experiment_new"),
    path("<slug:number>/", views.measure, name="experiment"),
    path("<slug:number>/abandon/", views.abandon, name="experiment_abandon"),
    path("<slug:number>/day/", views.leave_out, name="experiment_day"),
    path("<slug:number>/evaluate/", views.evaluate, name="experiment_evaluate"),
    path("<slug:number>/rating/", views.rate, name="experiment_rating"),
]
