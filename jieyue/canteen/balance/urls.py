"""Pages of this topic, below `/canteen/balance/`."""

from django.urls import URLPattern, path

from jieyue.canteen.balance import views

urlpatterns: list[URLPattern] = [
    path("", views.balance, name="balance"),
    path("checks/<int:check_id>/", views.explain, name="balance_explain"),
]
