"""The pages' figures as an Excel file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from jieyue.energy.overview.breakdown import Breakdown, MediumFigure
from jieyue.energy.overview.figures import Figure
from jieyue.energy.overview.places import Place
from jieyue.energy.overview.span import Span
from jieyue.kit import excel


def place_file(
    place: Place, span: Span, media: Mapping[str, MediumFigure], parts: Sequence[Breakdown]
) -> HttpResponse:
    """Every medium, then the chosen one's parts, a row each."""
    rows: list[list[Any]] = [[_place_header(), _("part"), _("from"), _("to"), *_figure_headers()]]
    rows += [
        [place.name, each.label, span.first, span.last, *_cells(each.figure), each.unit]
        for each in media.values()
    ]
    rows += [
        [part.title, line.name, span.first, span.last, *_cells(line.figure), ""]
        for part in parts
        for line in part.parts
    ]
    return answer(place.name, rows)


def answer(title: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download named after its title."""
    reply = HttpResponse(excel.workbook(title, rows), content_type=excel.CONTENT_TYPE)
    name = content_disposition_header(as_attachment=True, filename=f"{title}.xlsx")
    reply["Content-Disposition"] = name or "attachment"
    return reply


def _place_header() -> str:
    return _("place")


def _figure_headers() -> list[str]:
    return [
        _("Use"),
        _("last year"),
        _("change (%)"),
        _("coverage (%)"),
        _("estimated (%)"),
        _("cost (yuan)"),
        _("standard coal (kgce)"),
        _("unit of measure"),
    ]


def _cells(figure: Figure) -> list[Any]:
    return [
        figure.use,
        figure.year_ago,
        figure.change_pct,
        figure.coverage_pct,
        figure.estimated_pct,
        figure.yuan,
        figure.kgce,
    ]
