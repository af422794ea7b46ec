"""收运: the haul ledger with its print-out, haulers, and the barrel of waste oil."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.books.rules import following
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.waste import hauling, ledger
from jieyue.canteen.waste.forms import HaulerForm, HaulForm, MonthForm
from jieyue.canteen.waste.hauling import Taken
from jieyue.canteen.waste.messages import EXPECTED, say
from jieyue.canteen.waste.models import Hauler, WasteStage
from jieyue.canteen.waste.places import needs_canteen, place_of
from jieyue.kit.pages import actor_of, render_page

DAYS_SHOWN = 14


@login_required
@require_http_methods(["GET", "POST"])
@needs_canteen
def hauls(request: HttpRequest) -> HttpResponse:
    """The last two weeks: what was made, what was taken, and a form for a collection."""
    actor, now = actor_of(request), timezone.now()
    actor.require(CanteenPermission.WASTE_READ)
    place, places = place_of(request, actor)
    form = HaulForm(request.POST if request.method == "POST" else None, actor=actor)
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        hauler_id = int(values.pop("hauler"))
        try:
            row = hauling.haul(
                taken=Taken(canteen_id=place.id, hauler_id=hauler_id, **values),
                actor=actor,
                at=now,
            )
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("Collection %(number)s is noted.") % {"number": row.number})
            return redirect("canteen:hauls")
    today = timezone.localdate(now)
    days = ledger.removals(
        actor, canteen_id=place.id, first=today - timedelta(days=DAYS_SHOWN), last=today
    )
    context = {
        "form": form,
        "hauler_form": HaulerForm(),
        "place": place,
        "places": places,
        "days": days[::-1],
        "missed": [day for day in days if not day.was_removed and day.day < today],
        "oil": ledger.oil_account(actor, canteen_id=place.id, until=today),
        "haulers": Hauler.objects.visible_to(actor),
        "today": today,
        "may_record": actor.may(CanteenPermission.WASTE_RECORD),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "canteen/waste/hauls.html", context, status=status)


@login_required
@require_POST
def hauler(request: HttpRequest) -> HttpResponse:
    """Enter a hauler, or renew its licence by the same name."""
    actor = actor_of(request)
    form = HaulerForm(request.POST)
    if form.is_valid():
        hauling.set_hauler(**form.cleaned_data, actor=actor, at=timezone.now())
        messages.success(request, _("The hauler is kept."))
    else:
        messages.error(request, _("Give the hauler's name, licence number and last day."))
    return redirect("canteen:hauls")


@login_required
@require_GET
@needs_canteen
def print_ledger(request: HttpRequest) -> HttpResponse:
    """厨余垃圾台账 of a month, A4, in the form of DB12/T 1216-2023, annex B."""
    actor = actor_of(request)
    place, _places = place_of(request, actor)
    month = MonthForm(request.GET).first(default=timezone.localdate())
    days = ledger.removals(
        actor, canteen_id=place.id, first=month, last=following(month) - timedelta(days=1)
    )
    rows = [(day, [day.by_stage.get(stage.value) for stage in WasteStage]) for day in days]
    context = {
        "place": place,
        "month": month,
        "rows": rows,
        "stages": [stage.label for stage in WasteStage],
        "weighed_kg": sum(day.weighed_kg for day in days),
        "hauled_kg": sum(day.hauled_kg for day in days),
        "oil": ledger.oil_account(
            actor, canteen_id=place.id, until=following(month) - timedelta(days=1)
        ),
        "printed_at": timezone.now(),
        "printed_by": actor.name,
    }
    return render_page(request, "canteen/waste/ledger.html", context)
