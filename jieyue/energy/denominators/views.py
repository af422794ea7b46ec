"""用能人数与建筑面积: what indicators divide by, and recording what changes."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jieyue.energy.denominators import actions, queries
from jieyue.energy.denominators.forms import AreaForm, ExtraPersonsForm
from jieyue.energy.denominators.messages import EXPECTED
from jieyue.energy.denominators.models import AreaFigure, ExtraPersons
from jieyue.energy.permissions import EnergyPermission
from jieyue.estate.buildings import queries as buildings
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sites.models import Site
from jieyue.people.steps import named, status_of, submit
from jieyue.people.units import queries as units

ROWS_SHOWN = 60


@login_required
@require_http_methods(["GET", "POST"])
def denominators(request: HttpRequest) -> HttpResponse:
    """Persons and areas of the complex and each unit today; what was recorded; two forms."""
    actor, now = actor_of(request), timezone.now()
    actor.require(EnergyPermission.STATISTICS_READ)
    if actor.site_id is None:
        raise Http404
    today = timezone.localdate(now)
    whole = Site.objects.get(id=actor.site_id).name
    of_units = [(f"u{unit_id}", name) for unit_id, name in units.choices(actor)]
    of_buildings = [(f"b{row.id}", row.name) for row in buildings.rows(actor)]
    asked = request.POST.get("about") if request.method == "POST" else None
    area = AreaForm(
        request.POST if asked == "area" else None,
        places=[("", whole), *of_buildings, *of_units],
        initial={"since_on": today},
    )
    extra = ExtraPersonsForm(
        request.POST if asked == "persons" else None,
        units=[("", whole), *((value[1:], name) for value, name in of_units)],
        initial={"since_on": today},
    )

    def record_area() -> None:
        values = dict(area.cleaned_data)
        of = values.pop("of")
        place = {"u": "unit_id", "b": "building_id"}
        values |= {place[of[0]]: int(of[1:])} if of else {}
        actions.record_area(**values, actor=actor, at=now)

    def record_extra() -> None:
        values = dict(extra.cleaned_data)
        unit = values.pop("unit")
        actions.record_extra_persons(
            **values, unit_id=int(unit) if unit else None, actor=actor, at=now
        )

    for form, act in ((area, record_area), (extra, record_extra)):
        if form.is_bound:
            reply = submit(
                request,
                form,
                act,
                refusals=EXPECTED,
                done_url=reverse("energy:denominators"),
                said=_("Recorded; it counts from its day on."),
            )
            if reply is not None:
                return reply
    context = {
        **named(area=area, extra=extra),
        "rows": _rows(actor, actor.site_id, whole),
        "figures": AreaFigure.objects.visible_to(actor)
        .select_related("unit", "building")
        .order_by("-id")[:ROWS_SHOWN],
        "extras": ExtraPersons.objects.visible_to(actor)
        .select_related("unit")
        .order_by("-id")[:ROWS_SHOWN],
        "whole": whole,
        "may_configure": actor.may(EnergyPermission.STATISTICS_CONFIGURE),
    }
    return render_page(
        request, "energy/denominators/denominators.html", context, status=status_of(area, extra)
    )


def _rows(actor: Actor, site_id: int, whole: str) -> list[tuple[str, queries.Denominators]]:
    today = timezone.localdate()
    names: list[tuple[int | None, str]] = [(None, whole), *units.choices(actor)]
    found = queries.for_units(
        site_id=site_id,
        unit_ids=[unit_id for unit_id, _name in names],
        first=today.replace(month=1, day=1),
        last=today,
    )
    return [(name, found[unit_id]) for unit_id, name in names]
