"""Tills with their keys, and what meals cost."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jieyue.canteen.diners.queries import canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service import prices, queries, tills
from jieyue.canteen.service.forms import PriceForm, TillForm
from jieyue.canteen.service.models import Till
from jieyue.canteen.service.refusals import ServiceRefused
from jieyue.canteen.service.rules import Price
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

PAGE = "canteen/service/setup.html"
KEY = "canteen/service/key.html"


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@login_required
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """The key is in this answer and nowhere else."""
    actor = actor_of(request)
    actor.require(CanteenPermission.SERVICE_CONFIGURE)
    form = TillForm(request.POST, canteens=_canteens(actor))
    if form.is_valid():
        values = form.cleaned_data
        try:
            new = tills.register(
                canteen_id=int(values["canteen"]),
                code=values["code"],
                name=values["name"],
                actor=actor,
                at=timezone.now(),
            )
        except ServiceRefused as error:
            form.add_error("code", problems.say(error))
        else:
            return render_page(request, KEY, {"new": new})
    return _page(request, till_form=form, status=422)


@never_cache
@login_required
@require_POST
def renew_key(request: HttpRequest, till_id: int) -> HttpResponse:
    try:
        new = tills.renew_key(till_id=till_id, actor=actor_of(request), at=timezone.now())
    except Till.DoesNotExist:
        raise Http404 from None
    return render_page(request, KEY, {"new": new})


@login_required
@require_POST
def switch(request: HttpRequest, till_id: int) -> HttpResponse:
    try:
        tills.switch(
            till_id=till_id,
            is_active=request.POST.get("active") == "yes",
            actor=actor_of(request),
            at=timezone.now(),
        )
    except Till.DoesNotExist:
        raise Http404 from None
    return redirect("canteen:service_setup")


@login_required
@require_POST
def set_price(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(CanteenPermission.SERVICE_CONFIGURE)
    form = PriceForm(request.POST, canteens=_canteens(actor), actor=actor)
    if form.is_valid():
        values = form.cleaned_data
        try:
            prices.set_price(
                canteen_id=int(values["canteen"]),
                meal=values["meal"],
                dish_id=int(values["dish"]) if values["dish"] else None,
                effective_on=values["effective_on"],
                price=Price(values["price_yuan"], values["subsidy_yuan"]),
                actor=actor,
                at=timezone.now(),
            )
        except ServiceRefused as error:
            form.add_error(None, problems.say(error))
        else:
            messages.success(request, _("The price is set."))
            return redirect("canteen:service_setup")
    return _page(request, price_form=form, status=422)


def _canteens(actor: Actor) -> list[tuple[int, str]]:
    return [(row.id, row.name) for row in canteens(actor)]


def _page(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor = actor_of(request)
    actor.require(CanteenPermission.SERVICE_CONFIGURE)
    places = _canteens(actor)
    context = {
        "tills": queries.tills(actor),
        "prices": queries.prices(actor, today=timezone.localdate()),
        "today": timezone.localdate(),
        "till_form": TillForm(canteens=places),
        "price_form": PriceForm(canteens=places, actor=actor),
    }
    return render_page(request, PAGE, context | forms, status=status)
