"""One's own wishes, and the duties and exemptions of the site."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.watch import choosing, queries
from jieyue.energy.watch.forms import DutyForm, ExemptionForm, WishesForm
from jieyue.energy.watch.models import Exemption
from jieyue.energy.watch.refusals import WatchRefused
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page


@login_required
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """What of the watch reaches me, and how."""
    actor = actor_of(request)
    queries.require_reading(actor)
    if request.method == "POST":
        form = WishesForm(request.POST)
        if form.is_valid():
            choosing.subscribe(wishes=form.wishes(), actor=actor)
            messages.success(request, _("Recorded."))
            return redirect("energy:watch_wishes")
    else:
        form = WishesForm(initial=_initial(queries.wishes(actor)))
    status = 422 if form.is_bound else 200
    return render_page(request, "energy/watch/wishes.html", {"form": form}, status=status)


@login_required
@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    """Whose episodes are, which meters are exempt, and where the figures are set."""
    actor = actor_of(request)
    actor.require(EnergyPermission.WATCH_CONFIGURE)
    return _settings(request, actor)


@login_required
@require_POST
def exempt(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(EnergyPermission.WATCH_CONFIGURE)
    form = ExemptionForm(request.POST)
    if form.is_valid():
        try:
            choosing.exempt(**form.cleaned_data, actor=actor, at=timezone.now())
        except Meter.DoesNotExist:
            form.add_error("meter_number", _("There is no meter of this number."))
        except WatchRefused as error:
            form.add_error(None, problems.say(error))
        else:
            messages.success(request, _("Recorded."))
            return redirect("energy:watch_settings")
    return _settings(request, actor, exemption=form)


@login_required
@require_POST
def end_exemption(request: HttpRequest, exemption_id: int) -> HttpResponse:
    actor = actor_of(request)
    try:
        choosing.end_exemption(exemption_id=exemption_id, actor=actor, at=timezone.now())
    except Exemption.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The meter is watched again."))
    return redirect("energy:watch_settings")


@login_required
@require_POST
def duty(request: HttpRequest) -> HttpResponse:
    """Set whose episodes are, or nobody's with the button that takes the duty away."""
    actor = actor_of(request)
    actor.require(EnergyPermission.WATCH_CONFIGURE)
    if request.POST.get("do") == "remove":
        unit = request.POST.get("unit", "")
        choosing.set_duty(
            kind=request.POST.get("kind", "")[:14],
            unit_id=int(unit) if unit.isdecimal() else None,
            person_id=None,
            actor=actor,
            at=timezone.now(),
        )
        return redirect("energy:watch_settings")
    form = _duty_form(actor, request.POST)
    if form.is_valid():
        unit_chosen = form.cleaned_data["unit"]
        choosing.set_duty(
            kind=form.cleaned_data["kind"],
            unit_id=unit_chosen.id if unit_chosen else None,
            person_id=form.cleaned_data["person"],
            actor=actor,
            at=timezone.now(),
        )
        messages.success(request, _("Recorded."))
        return redirect("energy:watch_settings")
    return _settings(request, actor, duty_form=form)


def _settings(
    request: HttpRequest,
    actor: Actor,
    *,
    exemption: ExemptionForm | None = None,
    duty_form: DutyForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "duties": [
            {
                "kind": row.kind,
                "kind_label": row.get_kind_display() if row.kind else _("every kind"),
                "unit_id": row.unit_id,
                "unit": row.unit.short_name if row.unit else _("every unit"),
                "person": row.person.name,
            }
            for row in queries.duties(actor)
        ],
        "exemptions": [
            {
                "id": row.id,
                "meter": f"{row.meter.number} {row.meter.name}",
                "kind": row.get_kind_display() if row.kind else _("every kind"),
                "reason": row.reason,
                "until_on": row.until_on,
                "by": row.recorded_by,
            }
            for row in queries.exemptions(actor, today=timezone.localdate())
        ],
        "exemption_form": exemption or ExemptionForm(),
        "duty_form": duty_form or _duty_form(actor, None),
    }
    status = 422 if exemption or duty_form else 200
    return render_page(request, "energy/watch/settings.html", context, status=status)


def _duty_form(actor: Actor, data: Any) -> DutyForm:
    persons = queries.handlers(actor, at=timezone.now())
    return DutyForm(data, site_id=actor.site_id, persons=persons)


def _initial(found: dict[str, tuple[int, str]]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for kind, (least, how) in found.items():
        initial[f"{kind or 'rest'}_how"] = how
        initial[f"{kind or 'rest'}_least"] = least
    return initial
