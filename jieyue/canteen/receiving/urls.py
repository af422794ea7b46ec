"""Pages of this topic, below `/canteen/receiving/`."""

from django.urls import URLPattern, path

from jieyue.canteen.receiving import views

urlpatterns: list[URLPattern] = [
    path("", views.bay, name="receiving"),
    path("receipts/", views.receipts, name="receipts"),
    path("receipts/<slug:number>/", views.receipt, name="receipt"),
    path("receipts/<slug:number>/print/", views.print_receipt, name="receipt_print"),
]
