"""One batch: its temperatures, the lots in it, and what was typed wrong."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.kitchen import actions, queries, refusals, typed
from jieyue.canteen.kitchen.messages import EXPECTED
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.kitchen.places import at_time, attempt
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page


@login_required
@require_GET
def batch(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        row = queries.batch(actor, number, now=timezone.now())
    except ProductionBatch.DoesNotExist:
        raise Http404 from None
    found = _row(actor, number)
    context = {
        "row": row,
        "meal": Meal(row.meal).label,
        "day": found.day,
        "canteen": found.canteen,
        "lots": queries.lots_of(actor, number),
        "may_cook": actor.may(CanteenPermission.KITCHEN_COOK),
    }
    return render_page(request, "canteen/kitchen/batch.html", context)


@login_required
@require_POST
def reheat(request: HttpRequest, number: str) -> HttpResponse:
    """Heated again until the centre was hot enough."""

    def call(actor: Actor) -> None:
        centre_c = typed.required(request.POST.get("centre_c", ""), places=1)
        actions.reheat(number=number, centre_c=centre_c, actor=actor, at=timezone.now())

    return _step(request, number, call, done=_("The batch is hot again."))


@login_required
@require_POST
def holding(request: HttpRequest, number: str) -> HttpResponse:
    """The temperature at the counter."""

    def call(actor: Actor) -> None:
        holding_c = typed.required(request.POST.get("holding_c", ""), places=1)
        actions.measure_holding(number=number, holding_c=holding_c, actor=actor, at=timezone.now())

    return _step(request, number, call, done=_("The holding temperature is noted."))


@login_required
@require_POST
def off(request: HttpRequest, number: str) -> HttpResponse:
    """Off the counter, now or at the time given."""

    def call(actor: Actor) -> None:
        at, text = timezone.now(), request.POST.get("time", "")
        off_at = at_time(timezone.localdate(at), text) if text else at
        if off_at is None:
            raise refusals.NotATime(text)
        actions.take_off(number=number, off_at=off_at, actor=actor, at=at)

    return _step(request, number, call, done=_("The batch is off the counter."))


@login_required
@require_POST
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """A typing error, with the reason."""

    def call(actor: Actor) -> None:
        actions.correct(
            number=number,
            portions=typed.whole(request.POST.get("portions", "")),
            cooked_kg=typed.decimal(request.POST.get("cooked_kg", ""), places=3),
            centre_c=typed.decimal(request.POST.get("centre_c", ""), places=1),
            reason=request.POST.get("reason", ""),
            actor=actor,
            at=timezone.now(),
        )

    return _step(request, number, call, done=_("The batch is corrected."), to_batch=True)


@login_required
@require_POST
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    """A batch that never was."""

    def call(actor: Actor) -> None:
        reason = request.POST.get("reason", "")
        actions.take_back(number=number, reason=reason, actor=actor, at=timezone.now())

    return _step(request, number, call, done=_("The batch is taken back."))


def _step(
    request: HttpRequest,
    number: str,
    call: Callable[[Actor], None],
    *,
    done: str,
    to_batch: bool = False,
) -> HttpResponse:
    """Do it, say so or why not, and show the day again, or the batch."""
    actor = actor_of(request)
    found = _row(actor, number)
    succeeded = attempt(request, lambda: call(actor), expected=EXPECTED, done=done)
    if to_batch or not succeeded:
        return redirect("canteen:kitchen_batch", number=number)
    return redirect("canteen:kitchen_day", canteen=found.canteen.code, day=found.day)


def _row(actor: Actor, number: str) -> ProductionBatch:
    rows = ProductionBatch.objects.visible_to(actor).select_related("canteen")
    found: ProductionBatch | None = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found
