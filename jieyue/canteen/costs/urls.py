"""Pages of this topic, below `/canteen/costs/`."""

from django.urls import URLPattern, path

from jieyue.canteen.costs import views

urlpatterns: list[URLPattern] = [
    path("", views.day, name="costs"),
    path("budget/", views.budget, name="costs_budget"),
    path("closing/", views.closing, name="costs_closing"),
    path("entries/<int:entry_id>/cancel/", views.cancel, name="cost_cancel"),
    path("month/", views.month, name="costs_month"),
    path("sheet/", views.sheet, name="costs_sheet"),
]
