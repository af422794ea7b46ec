"""配备率与计量率: are enough meters there, and how much of the use do they see."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jieyue.energy.equipping import actions, queries
from jieyue.energy.meters.models import Level, Medium
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.pages import actor_of, render_page

MONTHS = 12


class NeedForm(forms.Form):
    """How many meters of a medium each level needs."""

    medium = forms.ChoiceField(label=gettext_lazy("Medium"), choices=Medium.choices)
    institution = forms.IntegerField(
        label=Level.INSTITUTION.label, required=False, min_value=0, max_value=100_000
    )
    sub_unit = forms.IntegerField(
        label=Level.SUB_UNIT.label, required=False, min_value=0, max_value=100_000
    )
    equipment = forms.IntegerField(
        label=Level.EQUIPMENT.label, required=False, min_value=0, max_value=100_000
    )


@login_required
@require_http_methods(["GET", "POST"])
def equipping(request: HttpRequest) -> HttpResponse:
    """The rates of GB 17167 by medium and level, over the last twelve whole months."""
    actor = actor_of(request)
    actor.require(EnergyPermission.METERS_READ)
    form = NeedForm(request.POST or None)
    if form.is_bound and form.is_valid():
        needed = {level.value: form.cleaned_data[level.value] for level in Level}
        medium = form.cleaned_data["medium"]
        actions.set_need(medium=medium, needed=needed, actor=actor, at=timezone.now())
        messages.success(request, _("Needed meters are noted."))
        return redirect("energy:equipping")
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    first = (last + timedelta(days=1)).replace(year=last.year - 1 + (last.month == MONTHS))
    context = {
        "media": queries.rates(site_id=actor.site_id or 0, first=first, last=last),
        "first": first,
        "last": last,
        "form": form,
        "may_edit": actor.may(EnergyPermission.METERS_EDIT),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "energy/equipping/equipping.html", context, status=status)
