"""Pages of this topic, below `/energy/allocation/`."""

from django.urls import URLPattern, path

from jieyue.energy.allocation import basis_pages, method_pages, run_pages

urlpatterns: list[URLPattern] = [
    path("", run_pages.index, name="allocation"),
    path("basis/", basis_pages.index, name="allocation_basis"),
    path("basis/import/", basis_pages.take_in, name="allocation_basis_import"),
    path("methods/", method_pages.index, name="allocation_methods"),
    path("methods/new/", method_pages.new, name="allocation_method_new"),
    path("methods/<int:method_id>/", method_pages.method, name="allocation_method"),
    path(
        "methods/<int:method_id>/publish/",
        method_pages.publish,
        name="allocation_method_publish",
    ),
    path("new/", run_pages.new, name="allocation_new"),
    path("runs/<slug:number>/", run_pages.run, name="allocation_run"),
    path("runs/<slug:number>/meters/<int:meter_id>/", run_pages.meter, name="allocation_meter"),
    path("runs/<slug:number>/print/", run_pages.print_run, name="allocation_print"),
    path("runs/<slug:number>/publish/", run_pages.publish, name="allocation_publish"),
    path("runs/<slug:number>/units/<int:unit_id>/", run_pages.unit, name="allocation_unit"),
]
