"""Pages of this topic, below `/canteen/residue-tests/`."""

from django.urls import URLPattern, path

from jieyue.canteen.residue_tests import decision_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.bench, name="residue_tests"),
    path("all/", views.tests, name="residue_tests_all"),
    path("controls/", views.controls, name="residue_controls"),
    path("import/", views.import_sheet, name="residue_import"),
    path("lots/<int:lot_id>/sample/", views.sample, name="residue_sample"),
    path("lots/<int:lot_id>/waive/", decision_pages.waive, name="residue_waive"),
    path("sheet/<str:canteen>/<day:day>/", views.sheet, name="residue_sheet"),
    path("<slug:number>/", views.test, name="residue_test"),
    path("<slug:number>/dispose/", decision_pages.dispose, name="residue_dispose"),
    path("<slug:number>/laboratory/", decision_pages.laboratory, name="residue_laboratory"),
]
