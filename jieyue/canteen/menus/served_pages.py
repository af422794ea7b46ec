"""After the meal: how many portions of each dish were taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jieyue.canteen.demand.cells import MOST_DINERS
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import canteens, served_on
from jieyue.canteen.menus import actions, counting
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.pages import actor_of, render_page


@dataclass
class Field:
    """One number as typed, with what is wrong about it."""

    text: str
    error: str = ""


@dataclass
class DishField:
    """One dish of the menu: portions taken as typed."""

    dish_id: int
    dish: str
    taken: Field
    sold_out: bool


@dataclass
class Entry:
    """The whole form as typed."""

    diners: Field
    dishes: list[DishField] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return bool(self.diners.error or any(row.taken.error for row in self.dishes))


@login_required
@require_http_methods(["GET", "POST"])
def served(request: HttpRequest) -> HttpResponse:
    """One number for each dish of a meal; a dish left empty is not counted."""
    actor, today = actor_of(request), timezone.localdate()
    actor.require(CanteenPermission.MENUS_EDIT)
    places = canteens(actor)
    if not places:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    asked = request.POST if request.method == "POST" else request.GET
    place = among(places, asked.get("canteen", ""))
    day, meal = _day(asked.get("day", ""), today), asked.get("meal", Meal.LUNCH.value)
    if meal not in Meal.values:
        raise Http404
    dishes = counting.dishes_of_meal(canteen_id=place.id, day=day, meal=meal)
    known = served_on(canteen_id=place.id, meal=meal, first=day, last=day).get(day)
    status = 200
    if request.method == "POST":
        entry = _typed(request.POST, dishes)
        counts = _counts(entry, day=day, meal=meal)
        if not entry.has_errors:
            actions.record_served(
                canteen_id=place.id, counts=counts, actor=actor, at=timezone.now()
            )
            done = _("Portions taken are recorded for %(dishes)s dishes.")
            messages.success(request, done % {"dishes": len(counts)})
            address = reverse("canteen:served")
            return redirect(f"{address}?canteen={place.code}&day={day}&meal={meal}")
        status = 422
    else:
        entry = _stored(dishes, known)
    context: dict[str, Any] = {
        "place": place,
        "places": places,
        "day": day,
        "today": today,
        "meal": Meal(meal),
        "meals": Meal.choices,
        "entry": entry,
        "known": known,
    }
    return render_page(request, "canteen/menus/served.html", context, status=status)


def _day(text: str, today: date) -> date:
    """The day asked for, today when none was; a day to come has not been eaten."""
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise Http404 from None
    return min(day, today)


def _stored(dishes: list[counting.DishOfMeal], known: int | None) -> Entry:
    diners = next((row.diners for row in dishes if row.diners is not None), known)
    return Entry(
        diners=Field("" if diners is None else str(diners)),
        dishes=[
            DishField(
                row.dish_id,
                row.dish,
                Field("" if row.taken is None else str(row.taken)),
                row.sold_out,
            )
            for row in dishes
        ],
    )


def _typed(data: Mapping[str, str], dishes: list[counting.DishOfMeal]) -> Entry:
    return Entry(
        diners=Field(data.get("diners", "").strip()),
        dishes=[
            DishField(
                row.dish_id,
                row.dish,
                Field(data.get(f"taken-{row.dish_id}", "").strip()),
                f"sold-out-{row.dish_id}" in data,
            )
            for row in dishes
        ],
    )


def _counts(entry: Entry, *, day: date, meal: str) -> list[actions.DishCount]:
    """The counts of the dishes filled in; what is wrong is written beside its number."""
    diners = _number(entry.diners)
    if not entry.diners.text:
        entry.diners.error = _("Give how many came to eat.")
    counts = []
    for row in entry.dishes:
        taken = _number(row.taken)
        if taken is None or diners is None:
            continue
        if taken > diners:
            row.taken.error = _(
                "More portions than diners, %(diners)s. Count each diner once, or correct the "
                "diners."
            ) % {"diners": diners}
        count = actions.DishCount(
            day=day,
            meal=meal,
            dish_id=row.dish_id,
            diners=diners,
            taken=taken,
            sold_out=row.sold_out,
        )
        counts.append(count)
    return counts


def _number(typed: Field) -> int | None:
    """The whole number typed; None for nothing, or for what is none, which is then said."""
    text = typed.text
    if not text:
        return None
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    if not 0 <= value <= MOST_DINERS:
        typed.error = _("Give a whole number from 0 to %(most)s.") % {"most": MOST_DINERS}
        return None
    return value
