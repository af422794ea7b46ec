"""Weighing waste by phone, the day's waste, and the leftovers register."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.queries import periods
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.menus.queries import menu_entries
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.waste import charts, leftovers, proposals, queries, weighings
from jieyue.canteen.waste.forms import ContainerForm, CorrectionForm
from jieyue.canteen.waste.messages import EXPECTED, say
from jieyue.canteen.waste.models import (
    LeftoverFate,
    WasteContainer,
    WasteStage,
    WasteWeighing,
)
from jieyue.canteen.waste.places import day_of, needs_canteen, place_of
from jieyue.canteen.waste.weighings import Weighed
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

DAYS_SHOWN = (30, 90, 365)
STAGE_ICONS = {"trimmings": "carrot", "unserved": "bowl", "plate": "tools-kitchen"}


@login_required
@require_GET
@needs_canteen
def weigh(request: HttpRequest) -> HttpResponse:
    """The scale's page: stage, meal, container, mass; it works with the network gone."""
    actor, now = actor_of(request), timezone.now()
    place, places = place_of(request, actor)
    today = timezone.localdate(now)
    containers = WasteContainer.objects.visible_to(actor).filter(canteen_id=place.id)
    context = _form_context(actor, place.id, today) | {
        "place": place,
        "places": places,
        "today": today,
        "rows": queries.weighings(actor, canteen_id=place.id, day=today),
        "stages": [(s.value, s.label, STAGE_ICONS[s.value]) for s in WasteStage],
        "containers": containers.filter(is_active=True),
        "container_form": ContainerForm(),
        "may_record": actor.may(CanteenPermission.WASTE_RECORD),
    }
    part = "canteen/waste/_weighed.html"
    return render_page(request, "canteen/waste/weigh.html", context, part=part)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, weighing_id: int) -> HttpResponse:
    """Put what the scale really showed in the place of what was written."""
    actor = actor_of(request)
    actor.require(CanteenPermission.WASTE_RECORD)
    rows = WasteWeighing.objects.visible_to(actor).select_related("canteen", "dish", "ingredient")
    row = rows.filter(id=weighing_id).first()
    if row is None:
        raise Http404
    initial = {"gross_kg": row.gross_kg, "tare_kg": row.tare_kg}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        weighed = Weighed(
            canteen_id=row.canteen_id,
            stage=row.stage,
            gross_kg=form.cleaned_data["gross_kg"],
            tare_kg=form.cleaned_data["tare_kg"],
            meal=row.meal,
            dish_id=row.dish_id,
            ingredient_id=row.ingredient_id,
            edible_share=row.edible_share,
        )
        try:
            weighings.correct(
                weighing_id=row.id,
                weighed=weighed,
                reason=form.cleaned_data["reason"],
                client_id=uuid4(),
                actor=actor,
                at=timezone.now(),
            )
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("The weighing is corrected; the old one stays visible."))
            return redirect("canteen:waste")
    what = row.dish.name if row.dish else row.ingredient.name if row.ingredient else ""
    context = {"form": form, "stage": WasteStage(row.stage).label, "day": row.day, "what": what}
    status = 422 if form.is_bound else 200
    return render_page(request, "canteen/waste/correct.html", context, status=status)


@login_required
@require_POST
def container(request: HttpRequest) -> HttpResponse:
    """A container's empty mass."""
    actor = actor_of(request)
    place, _places = place_of(request, actor)
    form = ContainerForm(request.POST)
    if form.is_valid():
        values = {"canteen_id": place.id, **form.cleaned_data}
        _attempt(
            request,
            lambda: weighings.set_container(**values, actor=actor, at=timezone.now()),
            done=_("The container is kept with its empty mass."),
        )
    else:
        messages.error(request, _("Give the container's name and its empty mass in kilograms."))
    return redirect("canteen:waste")


@login_required
@require_GET
@needs_canteen
def overview(request: HttpRequest) -> HttpResponse:
    """Waste per guest by day, its trend, and the same quarter of last year."""
    actor = actor_of(request)
    place, places = place_of(request, actor)
    today = timezone.localdate()
    asked = request.GET.get("days", "")
    shown = int(asked) if asked in {str(n) for n in DAYS_SHOWN} else DAYS_SHOWN[0]
    first = today - timedelta(days=shown)
    days = queries.waste_days(actor, canteen_id=place.id, first=first, last=today)
    option, table = charts.per_guest(days)
    context = _figures(actor, place.id, today, days) | {
        "place": place,
        "places": places,
        "days_shown": shown,
        "choices": DAYS_SHOWN,
        "option": option,
        "table": table,
        "has_days": any(day.by_stage for day in days),
        "dishes": queries.dishes_wasted(actor, canteen_id=place.id, first=first, last=today),
        "proposals": queries.proposals(actor),
        "may_decide": actor.may(CanteenPermission.MENUS_EDIT),
    }
    return render_page(request, "canteen/waste/overview.html", context)


@login_required
@require_GET
@needs_canteen
def register(request: HttpRequest) -> HttpResponse:
    """The leftovers register: what is kept, until when, and a form for more."""
    actor, now = actor_of(request), timezone.now()
    place, places = place_of(request, actor)
    today = timezone.localdate(now)
    day = day_of(request, default=today)
    rows = queries.leftovers(
        actor, canteen_id=place.id, first=day - timedelta(days=6), last=day, at=now
    )
    context = _form_context(actor, place.id, today) | {
        "place": place,
        "places": places,
        "open": [row for row in rows if row.is_open],
        "rows": [row for row in rows if not row.is_open],
        "fates": LeftoverFate.choices,
        "may_record": actor.may(CanteenPermission.WASTE_RECORD),
    }
    part = "canteen/waste/_leftovers.html"
    return render_page(request, "canteen/waste/leftovers.html", context, part=part)


@login_required
@require_POST
def settle(request: HttpRequest, leftover_id: int) -> HttpResponse:
    """What was kept is used or thrown away."""
    actor = actor_of(request)
    end = request.POST.get("as", "")
    _attempt(
        request,
        lambda: leftovers.settle(
            leftover_id=leftover_id, settled_as=end, actor=actor, at=timezone.now()
        ),
        done=_("Noted what became of it."),
    )
    return redirect("canteen:leftovers")


@login_required
@require_GET
def kept(request: HttpRequest, canteen: str) -> HttpResponse:
    """For the plan's page: leftovers that may still be used. Empty for who may not see them."""
    actor = actor_of(request)
    if not actor.may(CanteenPermission.WASTE_READ):
        return HttpResponse()
    places = [row for row in place_of(request, actor)[1] if row.code == canteen]
    if not places:
        raise Http404
    rows = queries.kept(actor, canteen_id=places[0].id, at=timezone.now())
    return render_page(request, "canteen/waste/_kept.html", {"rows": rows})


@login_required
@require_GET
def of_dish(request: HttpRequest, code: str) -> HttpResponse:
    """For the dish's page: what its leftovers ask. Empty for who may not see them."""
    actor = actor_of(request)
    if not actor.may(CanteenPermission.WASTE_READ):
        return HttpResponse()
    rows = queries.proposals(actor, dish_code=code)
    context = {"proposals": rows, "may_decide": actor.may(CanteenPermission.MENUS_EDIT)}
    return render_page(request, "canteen/waste/_proposals.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Take a proposal into the recipe, or refuse it with a reason."""
    actor, now = actor_of(request), timezone.now()
    if request.POST.get("decision") == "accept":
        _attempt(
            request,
            lambda: proposals.accept(proposal_id=proposal_id, actor=actor, at=now),
            done=_("The recipe is changed."),
        )
    else:
        reason = request.POST.get("reason", "")[:200]
        _attempt(
            request,
            lambda: proposals.refuse(proposal_id=proposal_id, reason=reason, actor=actor, at=now),
            done=_("The recipe stays as it is."),
        )
    return redirect("canteen:waste_overview")


def _attempt(request: HttpRequest, call: Callable[[], object], *, done: str) -> None:
    """Do it and say so, or say why it was refused."""
    try:
        call()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, done)


def _form_context(actor: Actor, canteen_id: int, today: date) -> dict[str, Any]:
    """The meals with the one of this hour, today's dishes by name, and the ingredients."""
    now = timezone.localtime().time()
    served = periods(canteen_ids=[canteen_id])
    past = [period.meal for period in served if period.opens <= now]
    entries = menu_entries(
        canteen_id=canteen_id, first=today, last=today, prior_strength=1, day_correlation=0
    )
    ingredients = Ingredient.objects.visible_to(actor).filter(is_active=True).order_by("name")
    return {
        "meals": Meal.choices,
        "meal": past[-1] if past else Meal.BREAKFAST,
        "dishes": sorted({(entry.dish, entry.dish_id) for entry in entries}),
        "ingredients": list(ingredients.values_list("id", "name")),
    }


def _figures(
    actor: Actor, canteen_id: int, today: date, days: list[queries.WasteDay]
) -> dict[str, Any]:
    """The latest day, this quarter, the same of last year, clean plates, and yuan a guest."""
    quarter = queries.quarter_of(today)
    before = queries.quarter_before(today)
    this = queries.waste_span(actor, canteen_id=canteen_id, first=quarter, last=today)
    last = queries.waste_span(actor, canteen_id=canteen_id, first=before[0], last=before[1])
    change = None
    if this.grams is not None and last.grams:
        change = round((this.grams / last.grams - 1) * 100, 1)
    yuan = queries.yuan_per_cooked_kg(canteen_id=canteen_id, first=quarter, last=today)
    latest = next((day for day in reversed(days) if day.by_stage and day.diners), None)
    return {
        "latest": latest,
        "latest_grams": latest.grams() if latest else None,
        "quarter": this,
        "last_year": last,
        "change_pct": change,
        "yuan_per_guest": this.grams * yuan / 1000 if this.grams is not None and yuan else None,
        "plates": queries.plate_rate(
            actor, canteen_id=canteen_id, first=today - timedelta(days=30), last=today
        ),
    }
