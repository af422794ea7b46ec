"""Pages of this topic, below `/canteen/day/`."""

from django.urls import URLPattern, path

from jieyue.canteen.day_book import views

urlpatterns: list[URLPattern] = [
    path("", views.today, name="day_today"),
    path("<str:canteen>/<day:day>/", views.day, name="day_book"),
    path("<str:canteen>/<day:day>/figures/", views.figures, name="day_figures"),
]
