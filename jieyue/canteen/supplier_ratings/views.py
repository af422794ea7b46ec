"""Suppliers by rating, and one supplier month by month."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.supplier_ratings import charts, queries
from jieyue.canteen.suppliers.models import Supplier
from jieyue.kit.pages import actor_of, render_page

MONTHS_SHOWN = 12


@login_required
@require_GET
def ratings(request: HttpRequest) -> HttpResponse:
    """Every supplier of one month, the best first."""
    actor, today = actor_of(request), timezone.localdate()
    actor.require(CanteenPermission.SUPPLIERS_READ)
    months = queries.months_back(today, count=MONTHS_SHOWN)
    month = _month(request.GET.get("month", ""), months)
    rows = queries.ratings(actor, months=[month], today=today)
    rows = sorted(rows, key=lambda row: (row.rating.score is None, -(row.rating.score or 0)))
    context = {
        "month": month,
        "months": [(each, f"{each:%Y-%m}") for each in months],
        "parts": list(charts.PARTS.values()),
        "rows": [
            (row, [charts.percent(row.rating.parts[part]) for part in charts.PARTS]) for row in rows
        ],
    }
    return render_page(request, "canteen/supplier_ratings/ratings.html", context)


@login_required
@require_GET
def supplier(request: HttpRequest, code: str) -> HttpResponse:
    """One supplier over a year, with the parts of its rating."""
    actor, today = actor_of(request), timezone.localdate()
    found = Supplier.objects.visible_to(actor).filter(code=code).first()
    if found is None:
        raise Http404
    months = queries.months_back(today, count=MONTHS_SHOWN)
    rows = queries.ratings(actor, months=months, today=today, codes=[code])
    option, table = charts.by_month(rows)
    context = {
        "code": code,
        "name": found.name,
        "rows": [
            (row, f"{row.month:%Y-%m}",
             [charts.percent(row.rating.parts[part]) for part in charts.PARTS])
            for row in reversed(rows)
        ],
        "parts": list(charts.PARTS.values()),
        "option": option,
        "table": table,
    }  # fmt: skip
    return render_page(request, "canteen/supplier_ratings/supplier.html", context)


def _month(text: str, months: list[date]) -> date:
    """The month asked for among those shown; at first the last one that is over."""
    return next((each for each in months if f"{each:%Y-%m}" == text), months[-2])
