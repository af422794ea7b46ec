"""NY101: a public institution's basic information, kept, printed and in Excel."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics import institutions, sheets
from jieyue.energy.statistics import parameters as defined
from jieyue.energy.statistics.form_fields import BasicsForm
from jieyue.energy.statistics.forms import edition_of, form
from jieyue.energy.statistics.report_pages import form_reply
from jieyue.energy.statistics.spans import Span
from jieyue.kit import parameters
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.steps import status_of, submit
from jieyue.people.units.models import Unit


@login_required
@require_http_methods(["GET", "POST"])
def basics(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The lines of NY101 and who signs; `?print=1` and `?export=xlsx` give the form."""
    actor, now = actor_of(request), timezone.now()
    if not actor.may(EnergyPermission.STATISTICS_READ, unit_id=unit_id):
        raise Http404
    unit = Unit.objects.filter(site_id=actor.site_id, id=unit_id).first()
    if unit is None:
        raise Http404
    known = institutions.of_unit(unit)
    address = reverse("energy:statistics_basics", args=[unit_id])
    today = timezone.localdate(now)
    if "print" in request.GET or "export" in request.GET:
        values = parameters.read(site_id=unit.site_id, on=today)
        edition = edition_of(today.year, values.json(defined.EDITIONS_SINCE))
        laid_out = sheets.of_basics(
            form("NY101", edition=edition),
            unit.name,
            known,
            span=Span(today.year, 0),
            filled_by=actor.name,
            on=today,
        )
        return form_reply(request, laid_out, back=address)
    typed = BasicsForm(request.POST if request.method == "POST" else None, initial=vars(known))
    reply = submit(
        request,
        typed,
        lambda: institutions.record(
            unit_id=unit_id,
            information=institutions.BasicInformation(**typed.cleaned_data),
            actor=actor,
            at=now,
        ),
        refusals=(),
        done_url=address,
        said=_("The basic information is kept."),
    )
    if reply is not None:
        return reply
    context = {
        "unit": unit.name,
        "form": typed,
        "address": address,
        "may_fill": actor.may(EnergyPermission.STATISTICS_FILL, unit_id=unit_id),
    }
    return render_page(request, "energy/statistics/basics.html", context, status=status_of(typed))
