"""Pages of this topic, below `/canteen/trace/`."""

from django.urls import URLPattern, path

from jieyue.canteen.trace import views

urlpatterns: list[URLPattern] = [
    path("", views.find, name="trace"),
    path("dish/<str:code>/<day:day>/", views.dish, name="trace_dish"),
    path("lot/<str:number>/", views.lot, name="trace_lot"),
    path("lot/<str:number>/print/", views.print_lot, name="trace_print"),
    path("lot/<str:number>/recall/", views.recall, name="trace_recall"),
]
