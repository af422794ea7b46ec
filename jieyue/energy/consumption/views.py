"""What was odd in a meter's registers and what was done about it; adjustments of its use."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jieyue.energy.consumption import actions, lists
from jieyue.energy.consumption.forms import AdjustmentForm, TakeBackForm
from jieyue.energy.consumption.messages import EXPECTED
from jieyue.energy.consumption.models import Adjustment
from jieyue.energy.meters.models import Meter
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.scale import of_micro
from jieyue.kit import problems
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.kit.unit_labels import label_of

FORM = "energy/consumption/adjust.html"


@login_required
@require_GET
def notes(request: HttpRequest, number: str) -> HttpResponse:
    """计量异常步: every step of a meter's register that needed a rule; also as Excel."""
    actor = actor_of(request)
    meter = _meter(actor, number)
    return table_page(
        request,
        lists.NoteTable,
        lists.notes_of(meter),
        title=_("Odd steps of meter %(number)s") % {"number": meter.number},
        filterset=lists.NoteFilter,
        actions=[
            Action(_("Meter"), reverse("energy:meter", args=[number]), icon="gauge"),
            Action(
                _("Adjustments"),
                reverse("energy:adjustments", args=[number]),
                icon="plus-minus",
            ),
        ],
        empty=Empty(
            _("Nothing odd"),
            _("Every step of this meter's register was a plain one."),
            icon="check",
        ),
    )


@login_required
@require_GET
def adjustments(request: HttpRequest, number: str) -> HttpResponse:
    """调整记录: what was added beside the register, by whom and why; also as Excel."""
    actor = actor_of(request)
    meter = _meter(actor, number)
    may_correct = actor.may(EnergyPermission.CONSUMPTION_CORRECT)
    buttons = [
        Action(_("Odd steps"), reverse("energy:step_notes", args=[number]), icon="alert-circle")
    ]
    if may_correct:
        address = reverse("energy:adjust", args=[number])
        buttons.append(Action(_("Adjust the use"), address, icon="plus", style="primary"))
    return table_page(
        request,
        lists.AdjustmentTable,
        lists.adjustments_of(meter, may_correct=may_correct),
        title=_("Adjustments of meter %(number)s") % {"number": meter.number},
        actions=buttons,
        empty=Empty(_("No adjustments"), _("The use is what the register says.")),
    )


@login_required
@require_http_methods(["GET", "POST"])
def adjust(request: HttpRequest, number: str) -> HttpResponse:
    """Add use to a meter or take it away, with a reason."""
    actor = actor_of(request)
    actor.require(EnergyPermission.CONSUMPTION_CORRECT)
    meter = _meter(actor, number)
    today = timezone.localdate()
    unit = label_of(UNIT_OF[meter.medium])
    form = AdjustmentForm(request.POST or None, today=today, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            actions.adjust(meter_id=meter.id, actor=actor, at=timezone.now(), **form.cleaned_data)
        except EXPECTED as error:
            form.add_error(None, problems.say(error))
        else:
            messages.success(request, _("The use has been adjusted."))
            return redirect("energy:adjustments", number=number)
    context = {"form": form, "meter": meter, "row": None}
    return render_page(request, FORM, context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, number: str, adjustment_id: int) -> HttpResponse:
    """Undo an adjustment by its opposite."""
    actor = actor_of(request)
    actor.require(EnergyPermission.CONSUMPTION_CORRECT)
    meter = _meter(actor, number)
    row = Adjustment.objects.filter(meter=meter, id=adjustment_id).first()
    if row is None:
        raise Http404
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(
                adjustment_id=row.id,
                reason=form.cleaned_data["reason"],
                actor=actor,
                at=timezone.now(),
            )
        except EXPECTED as error:
            form.add_error(None, problems.say(error))
        else:
            messages.success(request, _("The adjustment has been taken back."))
            return redirect("energy:adjustments", number=number)
    context = {
        "form": form,
        "meter": meter,
        "row": row,
        "use": of_micro(row.use_micro),
        "unit": UNIT_OF[meter.medium],
    }
    return render_page(request, FORM, context, status=422 if form.errors else 200)


def _meter(actor: Actor, number: str) -> Meter:
    """A meter whose use the reader may see. Raises NotAllowed, Http404."""
    if actor.scope_of(EnergyPermission.CONSUMPTION_READ) is None:
        raise NotAllowed(EnergyPermission.CONSUMPTION_READ, held=None)
    found: Meter | None = Meter.objects.visible_to(actor).filter(number=number).first()
    if found is None:
        raise Http404
    return found
