"""Pages of this topic, below `/canteen/purchasing/`."""

from django.urls import URLPattern, path

from jieyue.canteen.purchasing import order_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.desk, name="purchasing"),
    path("by-hand/", views.by_hand, name="purchase_by_hand"),
    path("drop/", views.drop, name="purchase_drop"),
    path("orders/", order_pages.orders, name="purchase_orders"),
    path("orders/<slug:number>/", order_pages.order, name="purchase_order"),
    path("orders/<slug:number>/cancel/", order_pages.cancel, name="purchase_order_cancel"),
    path("orders/<slug:number>/close/", order_pages.close, name="purchase_order_close"),
    path("orders/<slug:number>/print/", order_pages.print_order, name="purchase_order_print"),
    path("prices/", order_pages.prices, name="prices"),
    path("requests/", views.requests, name="purchase_requests"),
    path("requests/<slug:number>/", views.request_page, name="purchase_request"),
]
