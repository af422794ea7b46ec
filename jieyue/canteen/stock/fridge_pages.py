"""温度记录 on a phone: the fridges, one of them with its curve, and the places of the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import qrcode
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from qrcode.image.svg import SvgPathImage

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.stock import places
from jieyue.canteen.stock.forms import PlaceForm, ReadingForm
from jieyue.canteen.stock.messages import EXPECTED, say
from jieyue.canteen.stock.models import FridgeReading, StockLocation
from jieyue.canteen.stock.reminders import hours
from jieyue.canteen.stock.views import chosen_canteen
from jieyue.kit import formats, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.charts import ChartTable
from jieyue.kit.pages import actor_of, render_page

DAYS_SHOWN = 14


@dataclass(frozen=True, kw_only=True)
class FridgeRow:
    """One cooled place with its last reading."""

    id: int
    code: str
    name: str
    limits: str
    temperature_c: Decimal | None
    at: datetime | None
    is_in_range: bool | None
    missed: str


@login_required
@require_GET
def fridges(request: HttpRequest) -> HttpResponse:
    """Every fridge of a canteen: what it showed last, and where nobody looked."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.STOCK_READ)
    place = chosen_canteen(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    at = timezone.now()
    due_by = hours(parameters.read(site_id=place.site_id, on=timezone.localdate(at)))
    late = places.missing_readings(site_id=place.site_id, at=at, due_by=due_by)
    missed = {row.id: ", ".join(f"{hour:%H:%M}" for hour in hrs) for row, hrs in late}
    context = {
        "place": place,
        "rows": [_row(row, missed) for row in _fridges(actor, place.id)],
        "may_edit": actor.may(CanteenPermission.STOCK_MOVE),
    }
    return render_page(request, "canteen/stock/fridges.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def fridge(request: HttpRequest, location_id: int) -> HttpResponse:
    """One fridge: the form first, then the last two weeks. Its QR code leads here."""
    actor = actor_of(request)
    found = StockLocation.objects.visible_to(actor).filter(id=location_id).first()
    if found is None:
        raise Http404
    form = ReadingForm(_with_point(request) if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            places.read_fridge(
                location_id=location_id, **form.cleaned_data, actor=actor, at=timezone.now()
            )
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("%(place)s: noted.") % {"place": found.name})
            return redirect("canteen:fridges")
    readings = list(
        found.readings.filter(at__gte=timezone.now() - timedelta(days=DAYS_SHOWN)).order_by("at")
    )
    option, table = _curve(found, readings)
    context = {
        "name": found.name,
        "code": found.code,
        "limits": places.limits(found),
        "form": form,
        "option": option,
        "table": table,
        "readings": [_reading(row) for row in reversed(readings)],
        "may_note": actor.may(CanteenPermission.STOCK_MOVE)
        or actor.may(CanteenPermission.FOOD_SAFETY_RECORD),
        "qr": _qr(request, location_id),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "canteen/stock/fridge.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def store_places(request: HttpRequest, location_id: int | None = None) -> HttpResponse:
    """The places of a store, and a form for one more or for the chosen one."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.STOCK_READ)
    place = chosen_canteen(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    rows = StockLocation.objects.visible_to(actor).filter(canteen_id=place.id)
    changed = _place(rows, location_id) if location_id else None
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=changed)
    if form.is_bound and form.is_valid():
        try:
            places.put(
                canteen_id=place.id,
                **form.cleaned_data,
                location_id=location_id,
                actor=actor,
                at=timezone.now(),
            )
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("canteen:stock_places")
    listed = [
        {
            "id": row.id,
            "code": row.code,
            "name": row.name,
            "storage": row.get_storage_display(),
            "limits": places.limits(row),
        }
        for row in rows
    ]
    context = {
        "place": place,
        "rows": listed,
        "form": form,
        "is_change": location_id is not None,
        "may_edit": actor.may(CanteenPermission.STOCK_MOVE),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "canteen/stock/places.html", context, status=status)


def _qr(request: HttpRequest, location_id: int) -> str:
    """The fridge's own address as an inline SVG."""
    address = request.build_absolute_uri(reverse("canteen:fridge", args=[location_id]))
    image = qrcode.make(address, image_factory=SvgPathImage, box_size=12, border=1)
    drawn: str = image.to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308 - drawn by us


def _place(rows: Any, location_id: int) -> dict[str, Any]:
    found = rows.filter(id=location_id).first()
    if found is None:
        raise Http404
    names = ("code", "name", "storage", "lowest_c", "highest_c", "holds_samples")
    return {name: getattr(found, name) for name in names}


def _with_point(request: HttpRequest) -> Any:
    """What was typed, with the signs of a phone's keyboard: a comma, a long minus."""
    typed = request.POST.copy()
    typed["temperature_c"] = (
        typed.get("temperature_c", "").replace(",", ".").replace("−", "-").replace("—", "-")
    )
    return typed


def _fridges(actor: Actor, canteen_id: int) -> Any:
    """Cooled places with their last reading. One query."""
    last = FridgeReading.objects.filter(location=OuterRef("pk")).order_by("-at")
    return (
        StockLocation.objects.visible_to(actor)
        .filter(canteen_id=canteen_id, is_active=True, storage__in=places.LIMITS_C)
        .annotate(
            last_c=Subquery(last.values("temperature_c")[:1]),
            last_at=Subquery(last.values("at")[:1]),
            last_fits=Subquery(last.values("is_in_range")[:1]),
        )
    )


def _row(row: Any, missed: dict[int, str]) -> FridgeRow:
    return FridgeRow(
        id=row.id,
        code=row.code,
        name=row.name,
        limits=places.limits(row),
        temperature_c=row.last_c,
        at=row.last_at,
        is_in_range=row.last_fits,
        missed=missed.get(row.id, ""),
    )


def _reading(row: FridgeReading) -> dict[str, Any]:
    return {
        "at": row.at,
        "temperature_c": row.temperature_c,
        "is_in_range": row.is_in_range,
        "measure_taken": row.measure_taken,
        "by": row.recorded_by,
    }


def _curve(
    location: StockLocation, readings: list[FridgeReading]
) -> tuple[dict[str, Any], ChartTable]:
    """Readings over time with the limits as lines."""
    times = [formats.moment(row.at) for row in readings]
    values = [float(row.temperature_c) for row in readings]
    edges = [limit for limit in (location.lowest_c, location.highest_c) if limit is not None]
    option = {
        "xAxis": {"type": "category", "data": times},
        "yAxis": {"type": "value", "scale": True},
        "series": [
            {
                "type": "line",
                "name": _("Temperature (°C)"),
                "data": values,
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "data": [{"yAxis": float(edge)} for edge in edges],
                },
            }
        ],
    }
    table = ChartTable([_("Time"), _("Temperature (°C)")], list(zip(times, values, strict=True)))
    return option, table
