"""入库: deliveries and what was refused of them, hand entry, a meter's readings."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.energy.intake import by_hand, correcting, queries
from jieyue.energy.intake.by_hand import Read
from jieyue.energy.intake.forms import CorrectionForm, HandForm
from jieyue.energy.intake.messages import EXPECTED
from jieyue.energy.intake.models import Batch, Source
from jieyue.energy.intake.tables import BatchTable, RefusedTable
from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.readings import corrections, days
from jieyue.kit import problems
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page

HAND = "energy/intake/hand.html"
METER = "energy/intake/meter.html"
CORRECT = "energy/intake/correct.html"


def batches(request: HttpRequest) -> HttpResponse:
    """Every delivery of readings, newest first."""
    actor = actor_of(request)
    actor.require(EnergyPermission.READINGS_READ)
    imports = reverse("energy:import_readings")
    actions = []
    if actor.may(EnergyPermission.READINGS_IMPORT):
        actions.append(Action(_("Import a file"), imports, "file-import", "primary"))
    if actor.may(EnergyPermission.READINGS_RECORD):
        actions.append(Action(_("Enter by hand"), reverse("energy:reading_by_hand"), "pencil"))
    actions.append(Action(_("Collectors"), reverse("energy:collectors"), "router"))
    return table_page(
        request,
        BatchTable,
        queries.batches(actor),
        title=_("Deliveries of readings"),
        actions=actions,
        empty=Empty(
            _("No readings yet"),
            _("Import a file, enter readings by hand, or register a collector that sends them."),
            imports if actor.may(EnergyPermission.READINGS_IMPORT) else "",
            _("Import a file"),
            "database-import",
        ),
    )


def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One delivery: its counts, and each reading that was refused or flagged."""
    actor = actor_of(request)
    found: Batch = get_object_or_404(Batch.objects.visible_to(actor), id=batch_id)
    return table_page(
        request,
        RefusedTable,
        queries.refusals(found),
        title=_("Delivery %(number)s") % {"number": found.id},
        page="energy/intake/batch.html",
        empty=Empty(_("Nothing was refused or flagged"), "", "", "", "circle-check"),
        context={
            "batch": found,
            "source": Source(found.source).label,
            "reasons": queries.counted(found),
            "is_cut": found.refused + found.flagged > found.refusals.count(),
        },
    )


def hand(request: HttpRequest) -> HttpResponse:
    """One meter after the other, entered at a desk."""
    actor = actor_of(request)
    if actor.scope_of(EnergyPermission.READINGS_RECORD) is None:
        raise NotAllowed(EnergyPermission.READINGS_RECORD)
    at = timezone.now()
    form = HandForm(request.POST or None, initial={"read_at": timezone.localtime(at)})
    if request.method == "POST" and form.is_valid() and _noted(request, form, actor):
        return redirect("energy:reading_by_hand")
    own = Batch.objects.filter(site_id=actor.site_id, received_by=actor.name[:80])
    recent = own.filter(source__in=(Source.HAND, Source.PHOTO))[:10]
    context = {"form": form, "recent": recent}
    return render_page(request, HAND, context, status=422 if form.errors else 200)


def _noted(request: HttpRequest, form: HandForm, actor: Actor) -> bool:
    values = form.cleaned_data
    read = Read(values["meter_number"], values["register"], values["read_at"], note=values["note"])
    try:
        noted = by_hand.note(read, actor=actor, at=timezone.now())
    except Meter.DoesNotExist:
        form.add_error("meter_number", _("There is no such meter."))
        return False
    except EXPECTED as error:
        form.add_error("register", problems.say(error))
        return False
    named = {"number": read.meter_number, "register": read.register}
    messages.success(request, _("%(number)s: %(register)s has been noted.") % named)
    for _code, words in noted.flags:
        messages.warning(request, f"{read.meter_number}: {words}")
    return True


def meter_readings(request: HttpRequest, number: str) -> HttpResponse:
    """What came of one meter on a day."""
    actor = actor_of(request)
    meter = _meter(number, actor)
    day = _day(request) or queries.last_day(meter) or timezone.localdate()
    context = {
        "meter": meter,
        "day": day,
        "before": date.fromordinal(day.toordinal() - 1),
        "after": date.fromordinal(day.toordinal() + 1),
        "rows": queries.readings_on(meter, day),
        "may_correct": actor.may(EnergyPermission.READINGS_CORRECT),
    }
    return render_page(request, METER, context)


def correct(request: HttpRequest, number: str, at_s: int) -> HttpResponse:
    """Correct or withdraw one reading, with a reason."""
    actor = actor_of(request)
    actor.require(EnergyPermission.READINGS_CORRECT)
    meter = _meter(number, actor)
    day = days.local_day_of(at_s)
    row = next((row for row in queries.readings_on(meter, day) if row.at_s == at_s), None)
    if row is None:
        raise Http404
    seen = corrections.newest(meter.id, at_s)
    initial = {"register": row.register, "seen_id": seen.id if seen else None}
    form = CorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.correct(
                meter_id=meter.id,
                read_at=days.instant(at_s),
                register=form.cleaned_data["register"],
                reason=form.cleaned_data["reason"],
                seen_id=form.cleaned_data["seen_id"],
                actor=actor,
                at=timezone.now(),
            )
        except EXPECTED as error:
            form.add_error(None, problems.say(error))
        else:
            messages.success(request, _("The reading has been corrected."))
            return redirect(f"{reverse('energy:meter_readings', args=[number])}?day={day}")
    context = {"form": form, "meter": meter, "row": row, "day": day}
    return render_page(request, CORRECT, context, status=422 if form.errors else 200)


def _meter(number: str, actor: Actor) -> Meter:
    meter = queries.meter_of(number, actor)
    if meter is None:
        raise Http404
    return meter


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
