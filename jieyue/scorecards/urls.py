"""Pages of the scorecards, by address."""

from django.urls import URLPattern, path

from jieyue.scorecards.cards import views as cards
from jieyue.scorecards.standards import views as standards

app_name = "scorecards"
urlpatterns: list[URLPattern] = [
    path("", cards.index, name="cards"),
    path("cards/<slug:number>/", cards.card, name="card"),
    path("cards/<slug:number>/bulletin/", cards.bulletin, name="card_bulletin"),
    path("cards/<slug:number>/confirm/", cards.confirm, name="card_confirm"),
    path("cards/<slug:number>/final/", cards.finalise, name="card_final"),
    path("cards/<slug:number>/refresh/", cards.refresh, name="card_refresh"),
    path("contests/<int:contest_id>/", cards.decide, name="contest_decide"),
    path("lines/<int:line_id>/", cards.line, name="line"),
    path("lines/<int:line_id>/contest/", cards.contest, name="line_contest"),
    path("new/", cards.new, name="card_new"),
    path("standards/", standards.index, name="standards"),
    path("standards/<int:standard_id>/", standards.standard, name="standard"),
    path("standards/<int:standard_id>/approve/", standards.approve, name="standard_approve"),
    path("standards/<int:standard_id>/export/", standards.export, name="standard_export"),
    path("standards/import/", standards.take_in, name="standard_import"),
]
