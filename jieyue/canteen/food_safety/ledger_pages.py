"""One ledger: a line more, and the last ones."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jieyue.canteen.food_safety import ledgers, queries
from jieyue.canteen.food_safety.forms import LedgerForm
from jieyue.canteen.food_safety.models import LogKind
from jieyue.canteen.food_safety.places import place_of
from jieyue.canteen.food_safety.refusals import MeasureMissing
from jieyue.canteen.food_safety.rules.logs import BadEntry
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page


@login_required
@require_http_methods(["GET", "POST"])
def ledger(request: HttpRequest, kind: str) -> HttpResponse:
    """The lines of a ledger and a form for the next."""
    actor = actor_of(request)
    if kind not in LogKind.values:
        raise Http404
    place = place_of(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    form = LedgerForm(request.POST if request.method == "POST" else None, kind=kind)
    if form.is_bound and form.is_valid():
        try:
            ledgers.write(
                canteen_id=place.id,
                kind=kind,
                given=form.given(),
                measure_taken=form.cleaned_data["measure_taken"],
                actor=actor,
                at=timezone.now(),
            )
        except MeasureMissing as error:
            form.add_error("measure_taken", problems.say(error))
        except BadEntry as error:
            form.add_error(error.field.code, problems.say(error))
        else:
            messages.success(request, _("Recorded."))
            return redirect(request.get_full_path())
    context = {
        "place": place,
        "title": LogKind(kind).label,
        "form": form,
        "rows": queries.ledger(actor, canteen_id=place.id, kind=kind),
        "may_record": actor.may(CanteenPermission.FOOD_SAFETY_RECORD),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "canteen/food_safety/ledger.html", context, status=status)
