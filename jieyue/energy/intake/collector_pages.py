"""采集器: who delivers readings by itself, and its key."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jieyue.energy.intake import collectors
from jieyue.energy.intake.forms import CollectorChangeForm, CollectorForm
from jieyue.energy.intake.models import Collector
from jieyue.energy.intake.refusals import SerialTaken
from jieyue.energy.intake.tables import CollectorTable
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page

FORM = "energy/intake/collector_form.html"
KEY = "energy/intake/collector_key.html"
PAGE = "energy/intake/collector.html"


def collector_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(EnergyPermission.READINGS_READ)
    new = reverse("energy:new_collector")
    may_edit = actor.may(EnergyPermission.METERS_EDIT)
    return table_page(
        request,
        CollectorTable,
        collectors.rows(actor),
        title=_("Collectors"),
        actions=[Action(_("Register a collector"), new, "plus", "primary")] if may_edit else [],
        empty=Empty(
            _("No collector yet"),
            _("Register a data collector; its key then lets it deliver readings."),
            new if may_edit else "",
            _("Register a collector"),
            "router",
        ),
    )


@never_cache
def new_collector(request: HttpRequest) -> HttpResponse:
    """The key is in the answer to the form and nowhere else."""
    actor = actor_of(request)
    actor.require(EnergyPermission.METERS_EDIT)
    form = CollectorForm(request.POST or None)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render_page(request, FORM, {"form": form}, status=status)
    try:
        new = collectors.register(**form.cleaned_data, actor=actor, at=timezone.now())
    except SerialTaken as error:
        form.add_error("serial", problems.say(error))
        return render_page(request, FORM, {"form": form}, status=422)
    return render_page(request, KEY, {"new": new})


def collector(request: HttpRequest, collector_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(Collector.objects.visible_to(actor), id=collector_id)
    form = CollectorChangeForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        collectors.change(
            collector_id=collector_id, actor=actor, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("The collector has been changed."))
        return redirect("energy:collectors")
    context = {
        "collector": collectors.row_of(found),
        "form": form,
        "may_edit": actor.may(EnergyPermission.METERS_EDIT),
    }
    return render_page(request, PAGE, context, status=422 if form.errors else 200)


@never_cache
@require_POST
def renew_key(request: HttpRequest, collector_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(Collector.objects.visible_to(actor), id=collector_id)
    new = collectors.renew_key(collector_id=collector_id, actor=actor, at=timezone.now())
    return render_page(request, KEY, {"new": new})
