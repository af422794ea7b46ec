"""Pages of this topic, below `/canteen/kitchen/`."""

from django.urls import URLPattern, path

from jieyue.canteen.kitchen import batch_pages, slip_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.today, name="kitchen"),
    path("<str:canteen>/<day:day>/", views.desk, name="kitchen_day"),
    path("<str:canteen>/<day:day>/<slug:meal>/batch/", views.record, name="kitchen_record"),
    path("<str:canteen>/<day:day>/<slug:meal>/slip/", slip_pages.draw_up, name="kitchen_draw_up"),
    path(
        "<str:canteen>/<day:day>/<slug:meal>/slip/by-hand/",
        slip_pages.by_hand,
        name="kitchen_slip_by_hand",
    ),
    path("batches/<slug:number>/", batch_pages.batch, name="kitchen_batch"),
    path("batches/<slug:number>/correct/", batch_pages.correct, name="kitchen_correct"),
    path("batches/<slug:number>/holding/", batch_pages.holding, name="kitchen_holding"),
    path("batches/<slug:number>/off/", batch_pages.off, name="kitchen_off"),
    path("batches/<slug:number>/reheat/", batch_pages.reheat, name="kitchen_reheat"),
    path("batches/<slug:number>/take-back/", batch_pages.take_back, name="kitchen_take_back"),
    path("slips/", slip_pages.overview, name="kitchen_slips"),
    path("slips/<slug:number>/", slip_pages.slip, name="kitchen_slip"),
    path("slips/<slug:number>/anew/", slip_pages.anew, name="kitchen_slip_anew"),
    path("slips/<slug:number>/back/", slip_pages.give_back, name="kitchen_slip_back"),
    path("slips/<slug:number>/cancel/", slip_pages.cancel, name="kitchen_slip_cancel"),
    path("slips/<slug:number>/receive/", slip_pages.receive, name="kitchen_slip_receive"),
]
