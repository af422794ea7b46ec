"""物料平衡: a day's balance by group, its Sankey, and the checks that gaps opened."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jieyue.canteen.balance import actions
from jieyue.canteen.balance.charts import sankey
from jieyue.canteen.balance.messages import EXPECTED, group_label, say
from jieyue.canteen.balance.models import BalanceCheck, Cause, CheckStatus
from jieyue.canteen.balance.queries import day_balance
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.waste.places import day_of, needs_canteen, place_of
from jieyue.kit import formats
from jieyue.kit.pages import actor_of, render_page

CHECKS_SHOWN = 50


@login_required
@require_GET
@needs_canteen
def balance(request: HttpRequest) -> HttpResponse:
    """One day: groups, gaps with their errors, and from bought to eaten."""
    actor = actor_of(request)
    actor.require(CanteenPermission.BALANCE_READ)
    place, places = place_of(request, actor)
    today = timezone.localdate()
    day = day_of(request, default=today)
    found = day_balance(actor, canteen_id=place.id, day=day)
    option, table = sankey(found)
    known = BalanceCheck.objects.visible_to(actor).filter(canteen_id=place.id)
    checks = {row.group: row for row in known.filter(day=day)}
    pending = known.filter(status=CheckStatus.OPEN).exclude(day=day)[:CHECKS_SHOWN]
    context = {
        "place": place,
        "places": places,
        "day": day,
        "day_before": day - timedelta(days=1),
        "day_after": day + timedelta(days=1) if day < today else None,
        "balance": found,
        "groups": [
            (row, group_label(row.balance.group), _check(checks.get(row.balance.group)))
            for row in found.groups
        ],
        "option": option,
        "table": table,
        "open_checks": [(row.day, group_label(row.group), row.unexplained_kg) for row in pending],
        "causes": Cause.choices,
        "may_explain": actor.may(CanteenPermission.BALANCE_EXPLAIN),
    }
    return render_page(request, "canteen/balance/balance.html", context)


@login_required
@require_POST
def explain(request: HttpRequest, check_id: int) -> HttpResponse:
    """Close a check with its cause and an explanation."""
    actor = actor_of(request)
    rows = BalanceCheck.objects.visible_to(actor).select_related("canteen")
    row = rows.filter(id=check_id).first()
    if row is None:
        raise Http404
    try:
        actions.explain(
            check_id=check_id,
            cause=request.POST.get("cause", ""),
            explanation=request.POST.get("explanation", "")[:400],
            actor=actor,
            at=timezone.now(),
        )
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("The check is closed with its explanation."))
    address = reverse("canteen:balance", query={"canteen": row.canteen.code, "day": str(row.day)})
    return redirect(address)


def _check(row: BalanceCheck | None) -> dict[str, object] | None:
    """What the page shows of a check."""
    if row is None:
        return None
    return {
        "id": row.id,
        "is_open": row.status == CheckStatus.OPEN,
        "cause": str(Cause(row.cause).label) if row.cause else "",
        "explanation": row.explanation,
        "by": formats.who(row.explained_by),
        "at": row.explained_at,
    }
