"""Pages of this topic, below `/canteen/evaluation/`."""

from django.urls import URLPattern, path

from jieyue.canteen.evaluation import views

urlpatterns: list[URLPattern] = [
    path("", views.indicators, name="indicators"),
]
