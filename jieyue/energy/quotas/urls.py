"""Pages of this topic, below `/energy/quotas/`."""

from django.urls import URLPattern, path

from jieyue.energy.quotas import explanation_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.index, name="quotas"),
    path("<int:quota_id>/", views.quota, name="quota"),
    path("explanations/", explanation_pages.index, name="explanations"),
    path("explanations/<slug:number>/", explanation_pages.explanation, name="explanation"),
    path("explanations/<slug:number>/decide/", explanation_pages.decide, name="explanation_decide"),
    path(
        "explanations/<slug:number>/explain/", explanation_pages.explain, name="explanation_explain"
    ),
    path("new/", views.new, name="quota_new"),
    path("rating/", views.rating, name="rating"),
    path("tables/", views.tables, name="quota_tables"),
    path("tables/new/", views.table_new, name="quota_table_new"),
]
