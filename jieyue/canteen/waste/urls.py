"""Pages of this topic, below `/canteen/waste/`."""

from django.urls import URLPattern, path

from jieyue.canteen.waste import haul_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.weigh, name="waste"),
    path("<int:weighing_id>/correct/", views.correct, name="waste_correct"),
    path("containers/", views.container, name="waste_container"),
    path("days/", views.overview, name="waste_overview"),
    path("dish/<str:code>/", views.of_dish, name="waste_dish"),
    path("haulers/", haul_pages.hauler, name="hauler"),
    path("hauls/", haul_pages.hauls, name="hauls"),
    path("hauls/ledger/", haul_pages.print_ledger, name="waste_ledger"),
    path("kept/<str:canteen>/", views.kept, name="waste_kept"),
    path("leftovers/", views.register, name="leftovers"),
    path("leftovers/<int:leftover_id>/", views.settle, name="leftover_settle"),
    path("proposals/<int:proposal_id>/", views.decide, name="recipe_proposal"),
]
