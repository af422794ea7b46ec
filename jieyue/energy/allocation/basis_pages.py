"""What units are told of for a month: the list, one figure by hand, many from Excel."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jieyue.energy.allocation import actions, monthly
from jieyue.energy.allocation.forms import BasisForm
from jieyue.energy.allocation.messages import EXPECTED
from jieyue.energy.allocation.models import AllocationBasis, BasisKind
from jieyue.energy.allocation.sheet import SPEC
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import say
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.tables import (
    Action,
    Empty,
    MomentColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    table_page,
)
from jieyue.people.steps import submit
from jieyue.people.units.models import Unit

SOURCES = {"hand": gettext_lazy("by hand"), "excel": gettext_lazy("Excel")}


class BasisTable(Table):
    month = TextColumn(verbose_name=gettext_lazy("month"))
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")
    kind = StatusColumn(
        verbose_name=gettext_lazy("kind"),
        states={each.value: (each.label, "blue") for each in BasisKind},
    )
    value = NumberColumn(verbose_name=gettext_lazy("value"), places=3)
    source = TextColumn(verbose_name=gettext_lazy("source"))
    recorded_at = MomentColumn(verbose_name=gettext_lazy("recorded"))

    def render_month(self, value: Any) -> str:
        return f"{value:%Y-%m}"

    def value_month(self, value: Any) -> str:
        return f"{value:%Y-%m}"

    def render_source(self, value: Any) -> str:
        return str(SOURCES.get(value, _("the system")))

    def value_source(self, value: Any) -> str:
        return self.render_source(value)


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Figures of all months, with a form for one."""
    actor = actor_of(request)
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    units = Unit.objects.visible_to(actor).filter(is_active=True).values_list("code", "short_name")
    initial = {"month": monthly.last_month(timezone.localdate())}
    form = BasisForm(request.POST or None, initial=initial, units=list(units))
    here = reverse("energy:allocation_basis")
    reply = submit(
        request,
        form,
        lambda: actions.set_basis(**form.cleaned_data, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=here,
        said=_("The figure is entered."),
    )
    if reply:
        return reply
    answer = table_page(
        request,
        BasisTable,
        AllocationBasis.objects.visible_to(actor).select_related("unit"),
        title=_("Basis of allocation"),
        page="energy/allocation/basis.html",
        actions=[
            Action(_("From Excel"), reverse("energy:allocation_basis_import"), "table-import")
        ],
        empty=Empty(
            _("No figures yet"),
            _("Diner-meals come from the canteen by themselves; enter the others here."),
            icon="scale",
        ),
        context={"form": form},
    )
    answer.status_code = 422 if form.is_bound else answer.status_code
    return answer


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Figures from Excel."""
    actor, at = actor_of(request), timezone.now()
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    return import_page(
        request,
        SPEC,
        apply=lambda row: actions.set_basis(**row.values, source="excel", actor=actor, at=at),
        done_url=reverse("energy:allocation_basis"),
        refusals=EXPECTED,
        say=say,
    )
