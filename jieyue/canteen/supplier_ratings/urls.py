"""Pages of this topic, below `/canteen/supplier-ratings/`."""

from django.urls import URLPattern, path

from jieyue.canteen.supplier_ratings import views

urlpatterns: list[URLPattern] = [
    path("", views.ratings, name="supplier_ratings"),
    path("<str:code>/", views.supplier, name="supplier_rating"),
]
