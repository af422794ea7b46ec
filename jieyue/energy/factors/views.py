"""折标系数与碳因子: every factor in force, with source and evidence, and the way to a new one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from jieyue.energy.factors import parameters as defined
from jieyue.energy.factors.wording import name_of
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.parameters import Parameter, read
from jieyue.kit.parameters.models import Evidence, ParameterVersion, VersionStatus
from jieyue.kit.parameters.registry import FROM_THE_BEGINNING, parse
from jieyue.kit.parameters.unit_names import name_of as unit_name

GROUPS: tuple[tuple[Any, tuple[Parameter, ...]], ...] = (
    (
        _("Standard coal, by the energy's own heat (calorific)"),
        (*defined.CALORIFIC.values(), *defined.DENSITY.values(), defined.OTHER_ENERGY),
    ),
    (
        _("Standard coal of electricity in other sets"),
        (defined.EQUIVALENT_ELECTRICITY, defined.LOCAL_SETS),
    ),
    (_("Carbon dioxide"), (defined.GRID_SCOPE, defined.GRID, *defined.CARBON.values())),
    (_("Prices"), tuple(defined.PRICE.values())),
)


@dataclass(frozen=True)
class FactorRow:
    """One factor in force: value, since when, from where. table: of one with many values."""

    code: str
    label: str
    value: Decimal | str
    unit: str
    source: str
    evidence: str
    since_on: date
    table: tuple[tuple[str, str], ...]


@login_required
@require_GET
def factors(request: HttpRequest) -> HttpResponse:
    """Factors in force today."""
    actor = actor_of(request)
    actor.require(EnergyPermission.STATISTICS_READ, unit_id=actor.unit_id)
    context = {"groups": _groups(actor), "today": timezone.localdate()}
    return render_page(request, "energy/factors/factors.html", context)


def _groups(actor: Actor) -> list[tuple[str, list[FactorRow]]]:
    """Two queries."""
    if actor.site_id is None:
        raise Http404
    today = timezone.localdate()
    read(site_id=actor.site_id, on=today)  # gives a new site its first versions
    versions = {
        row.code: row
        for row in ParameterVersion.objects.filter(
            site_id=actor.site_id,
            code__startswith="energy.factors.",
            status=VersionStatus.APPROVED,
            effective_from__lte=today,
        ).order_by("effective_from")
    }
    return [
        (
            str(title),
            [_row(each, versions[each.code]) for each in group],
        )
        for title, group in GROUPS
    ]


def _row(parameter: Parameter, version: ParameterVersion) -> FactorRow:
    """The product's own source is told in the reader's language, a person's as written."""
    value = parse(parameter, version.value)
    is_own = version.effective_from == FROM_THE_BEGINNING
    return FactorRow(
        parameter.code,
        str(parameter.label),
        "" if isinstance(value, dict) else name_of(value) if isinstance(value, str) else value,
        unit_name(parameter.unit),
        str(parameter.source) if is_own else version.source_text,
        str(Evidence(version.evidence).label),
        version.effective_from,
        _flat(value) if isinstance(value, dict) else (),
    )


def _flat(value: dict[str, Any], prefix: str = "") -> tuple[tuple[str, str], ...]:
    """Nested tables as lines: ("sichuan 2022", "0.1404")."""
    found: list[tuple[str, str]] = []
    for key, each in value.items():
        name = f"{prefix} {name_of(key)}".strip()
        if isinstance(each, dict):
            found.extend(_flat(each, name))
        else:
            found.append((name, str(each)))
    return tuple(found)
