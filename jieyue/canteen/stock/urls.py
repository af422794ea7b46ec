"""Pages of this topic, below `/canteen/stock/`."""

from django.urls import URLPattern, path

from jieyue.canteen.stock import count_pages, fridge_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.store_page, name="stock"),
    path("desk/", views.desk, name="stock_desk"),
    path("fridges/", fridge_pages.fridges, name="fridges"),
    path("fridges/<int:location_id>/", fridge_pages.fridge, name="fridge"),
    path("lots/", views.lots, name="stock_lots"),
    path("lots/<str:number>/", views.lot, name="stock_lot"),
    path("lots/<str:number>/<slug:move>/", views.move, name="stock_move"),
    path("opening/", views.import_opening, name="stock_opening"),
    path("places/", fridge_pages.store_places, name="stock_places"),
    path("places/<int:location_id>/", fridge_pages.store_places, name="stock_place"),
    path("sheet/", views.sheet, name="stock_sheet"),
    path("stocktakes/", count_pages.overview, name="stocktakes"),
    path("stocktakes/<str:number>/", count_pages.stocktake, name="stocktake"),
    path("stocktakes/<str:number>/<slug:step>/", count_pages.step, name="stocktake_step"),
]
