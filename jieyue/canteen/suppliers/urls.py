"""Pages of this topic, below `/canteen/suppliers/`."""

from django.urls import URLPattern, path

from jieyue.canteen.suppliers import price_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.suppliers, name="suppliers"),
    path("new/", views.edit, name="supplier_new"),
    path("survey/", price_pages.survey, name="price_survey"),
    path("terms/import/", views.import_terms, name="terms_import"),
    path("certificates/<int:certificate_id>/verify/", views.verify, name="certificate_verify"),
    path(
        "certificates/<int:certificate_id>/withdraw/", views.withdraw, name="certificate_withdraw"
    ),
    path("of/<str:code>/", views.supplier, name="supplier"),
    path("of/<str:code>/certificate/", views.certificate, name="certificate_new"),
    path("of/<str:code>/edit/", views.edit, name="supplier_edit"),
    path("of/<str:code>/price/", price_pages.contract, name="contract_price_new"),
]
