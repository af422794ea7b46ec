"""The tick list of a day's samples, their labels, and what may be thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import qrcode
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from qrcode.image.svg import SvgPathImage

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.queries import canteens
from jieyue.canteen.kitchen.places import Place, at_time, attempt, meal_now, place_of
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.samples import actions, queries, refusals
from jieyue.canteen.samples.messages import EXPECTED
from jieyue.canteen.samples.models import RetainedSample
from jieyue.canteen.samples.queries import DishToSample, MealSamples, SampleRow
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

DAY = "canteen/samples/day.html"
NO_CANTEEN = "canteen/planning/no_canteen.html"


@dataclass(frozen=True, kw_only=True)
class TickLine:
    """A dish of the tick list with what was typed, or what is usual."""

    dish: DishToSample
    ticked: bool
    mass_g: str
    slot: str


@dataclass(frozen=True, kw_only=True)
class TickList:
    """A meal's tick list; `error` is why the last try was refused."""

    meal: MealSamples
    lines: Sequence[TickLine]
    time: str
    location: str
    error: str = ""


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The tick list of the first canteen."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.SAMPLES_READ)
    found = canteens(actor)
    if not found:
        return render_page(request, NO_CANTEEN, {})
    return redirect("canteen:samples_day", canteen=found[0].code, day=timezone.localdate())


@login_required
@require_GET
def day_list(request: HttpRequest, canteen: str, day: date) -> HttpResponse:
    """Every meal of a day with its dishes: ticked, or still without a sample."""
    actor = actor_of(request)
    return _page(request, actor, place_of(actor, canteen, day))


@login_required
@require_POST
def take(request: HttpRequest, canteen: str, day: date, meal: str) -> HttpResponse:
    """Keep the ticked dishes; what is wrong comes back with what was typed."""
    actor = actor_of(request)
    place = place_of(actor, canteen, day)
    if meal not in Meal.values:
        raise Http404
    try:
        made = _take(request.POST, place, meal, actor)
    except EXPECTED as error:
        return _page(request, actor, place, typed=request.POST, meal=meal, error=error)
    messages.success(request, _("%(count)s samples are kept.") % {"count": len(made)})
    return redirect("canteen:samples_day", canteen=canteen, day=day)


@login_required
@require_GET
def labels(request: HttpRequest, canteen: str, day: date, meal: str) -> HttpResponse:
    """A sheet of small labels, one for each box of the meal."""
    actor = actor_of(request)
    place = place_of(actor, canteen, day)
    if meal not in Meal.values:
        raise Http404
    rows = queries.labels(actor, canteen_id=place.canteen.id, day=day, meal=meal)
    shown = [(row, _code(request, row)) for row in rows]
    context = {"rows": shown, "place": place, "meal": Meal(meal).label}
    return render_page(request, "canteen/samples/labels.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest, canteen: str) -> HttpResponse:
    """What is in the fridge, and a list of what may be thrown away."""
    actor, now = actor_of(request), timezone.now()
    place = place_of(actor, canteen, timezone.localdate(now))
    status = 200
    if request.method == "POST":
        ids = [int(text) for text in request.POST.getlist("sample") if _is_number(text)]
        try:
            done = attempt(
                request,
                lambda: actions.dispose(sample_ids=ids, actor=actor, at=now),
                expected=EXPECTED,
                done=_("%(count)s samples are thrown away.") % {"count": len(ids)},
            )
        except RetainedSample.DoesNotExist:
            raise Http404 from None
        if done:
            return redirect("canteen:samples_kept", canteen=canteen)
        status = 422
    rows = queries.kept(actor, canteen_id=place.canteen.id)
    context = {
        "place": place,
        "due": [row for row in rows if row.is_due(now)],
        "rows": [row for row in rows if not row.is_due(now)],
        "may_dispose": actor.may(CanteenPermission.SAMPLES_DISPOSE),
    }
    return render_page(request, "canteen/samples/kept.html", context, status=status)


@login_required
@require_GET
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """One sample: where the code on its label leads."""
    actor = actor_of(request)
    try:
        row = queries.by_number(actor, number)
    except RetainedSample.DoesNotExist:
        raise Http404 from None
    context = {"row": row, "meal": Meal(row.meal).label, "is_due": row.is_due(timezone.now())}
    return render_page(request, "canteen/samples/sample.html", context)


def _page(
    request: HttpRequest,
    actor: Actor,
    place: Place,
    *,
    typed: QueryDict | None = None,
    meal: str = "",
    error: Exception | None = None,
) -> HttpResponse:
    site_id = place.canteen.site_id
    meals = queries.day_samples(actor, canteen_id=place.canteen.id, site_id=site_id, day=place.day)
    figures = queries.figures(site_id=site_id, on=place.day)
    lists = [
        _ticks(each, figures.least_g, typed if each.meal == meal else None, error) for each in meals
    ]
    context = {
        "place": place,
        "lists": lists,
        "open_meal": meal or meal_now(place),
        "figures": figures,
        "fridges": [(str(i), name) for i, name in queries.fridges(canteen_id=place.canteen.id)],
        "reports": queries.open_reports(canteen_id=place.canteen.id),
        "may_take": actor.may(CanteenPermission.SAMPLES_RECORD) and place.day <= place.today,
    }
    return render_page(request, DAY, context, status=422 if error else 200)


def _ticks(
    meal: MealSamples, least_g: int, typed: QueryDict | None, error: Exception | None
) -> TickList:
    now = f"{timezone.localtime():%H:%M}"
    if typed is None:
        lines = [TickLine(dish=d, ticked=True, mass_g=str(least_g), slot="") for d in meal.missing]
        return TickList(meal=meal, lines=lines, time=now, location="")
    ticked = set(typed.getlist("dish"))
    return TickList(
        meal=meal,
        lines=[
            TickLine(
                dish=dish,
                ticked=str(dish.dish_id) in ticked,
                mass_g=typed.get(f"mass_{dish.dish_id}", ""),
                slot=typed.get(f"slot_{dish.dish_id}", ""),
            )
            for dish in meal.missing
        ],
        time=typed.get("time", now),
        location=typed.get("location", ""),
        error=problems.say(error) if error else "",
    )


def _take(typed: QueryDict, place: Place, meal: str, actor: Actor) -> list[RetainedSample]:
    """Raises what `actions.take` raises, and NotATime."""
    sampled_at = at_time(place.day, typed.get("time", ""))
    if sampled_at is None:
        raise refusals.NotATime(typed.get("time", ""))
    location = typed.get("location", "")
    return actions.take(
        meal=actions.MealOf(canteen_id=place.canteen.id, day=place.day, meal=meal),
        samples=[
            actions.Taken(
                dish_id=int(text),
                mass_g=_grams(typed.get(f"mass_{text}", "")),
                slot=typed.get(f"slot_{text}", ""),
            )
            for text in typed.getlist("dish")
            if _is_number(text)
        ],
        sampled_at=sampled_at,
        location_id=int(location) if _is_number(location) else None,
        actor=actor,
        at=timezone.now(),
    )


def _grams(text: str) -> int:
    """Whole grams as typed; 0, which is too light, when it is no number."""
    return int(text.strip()) if _is_number(text.strip()) else 0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _code(request: HttpRequest, row: SampleRow) -> SafeString:
    """The address of a sample as a square code, in SVG."""
    address = request.build_absolute_uri(reverse("canteen:sample", args=[row.number]))
    image = qrcode.make(address, image_factory=SvgPathImage, box_size=10, border=1)
    drawn: str = image.to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308 - drawn by us
