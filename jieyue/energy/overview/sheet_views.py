"""The unit's monthly sheet: the first page of its energy officer."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jieyue.energy.overview import export, places, sheet
from jieyue.energy.overview.page import span_title
from jieyue.energy.overview.sheet import MonthSheet
from jieyue.kit import formats
from jieyue.kit.pages import actor_of, render_page

MONTHS_TO_CHOOSE = 24
DAYS_UNTIL_SHOWN = 5  # before, the month past says more than the one begun


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The sheet of one's own unit; the complex for whoever sees all and belongs to no unit."""
    actor = actor_of(request)
    places.require_reading(actor)
    if actor.unit_id is None:
        return redirect("energy:overview")
    today = timezone.localdate()
    months = sheet.months_before(today, 2)
    return redirect(sheet.address(actor.unit_id, months[int(today.day <= DAYS_UNTIL_SHOWN)]))


@login_required
@require_GET
def month(request: HttpRequest, unit_id: int, year: int, number: int) -> HttpResponse:
    """One unit's month: to read, print, or `?export=xlsx`."""
    actor = actor_of(request)
    place = places.unit(actor, unit_id)
    today = timezone.localdate()
    first = _month(year, number, today)
    found = sheet.month_sheet(actor, place, first, today=today)
    if request.GET.get("export") == "xlsx":
        title = f"{place.name} {formats.day(first, 'month')}"
        return export.answer(title, _rows(found))
    context: dict[str, Any] = {
        "sheet": found,
        "title": span_title(found.span),
        "months": [
            (formats.day(each, "month"), sheet.address(unit_id, each), each == first)
            for each in sheet.months_before(today, MONTHS_TO_CHOOSE)
        ],
        "before": sheet.address(unit_id, found.span.before.first),
        "after": sheet.address(unit_id, found.span.after.first)
        if found.span.after.first <= today
        else "",
        "loads_url": place.at(found.shown),
    }
    return render_page(request, "energy/overview/month.html", context)


def _month(year: int, number: int, today: date) -> date:
    """Raises Http404 for what is no month or lies in the future."""
    if not (2000 <= year <= today.year and 1 <= number <= 12) or date(year, number, 1) > today:
        raise Http404
    return date(year, number, 1)


def _rows(found: MonthSheet) -> Iterator[list[Any]]:
    yield [
        _("medium"), _("part"), _("own use"), _("part of shared use"), _("total"),
        _("unit of measure"), _("a person"), _("a m²"), _("last year"), _("change (%)"),
        _("after hours (%)"), _("cost (yuan)"), _("coverage (%)"), _("estimated (%)"),
    ]  # fmt: skip
    for line in found.lines:
        figure = line.medium.figure
        late = None if line.after_hours is None else line.after_hours * 100
        yield [
            line.medium.label, "", figure.use, line.shared, line.total, line.medium.unit,
            line.per_person, line.per_m2, figure.year_ago, figure.change_pct, late, line.yuan,
            figure.coverage_pct, figure.estimated_pct,
        ]  # fmt: skip
        for part in line.items.parts if line.items else ():
            own = part.figure
            yield [
                line.medium.label, part.name, own.use, None, own.use, line.medium.unit, None,
                None, own.year_ago, own.change_pct, None, own.yuan, own.coverage_pct,
                own.estimated_pct,
            ]  # fmt: skip
