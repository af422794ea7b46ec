"""Five-year plans: targets of the complex and the units, one target's years, filing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.energy.factors.wording import GRID_NAMES
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics.wording import SET_NAMES
from jieyue.energy.targets import actions, charts, queries
from jieyue.energy.targets.forms import FileForm, TargetForm, YearForm
from jieyue.energy.targets.messages import EXPECTED
from jieyue.energy.targets.models import Target, TargetPlan
from jieyue.energy.targets.rules import Reached
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.steps import named, press, status_of, submit
from jieyue.people.units.models import Unit

REACHED: dict[str, tuple[Promise, str]] = {
    Reached.YES: (gettext_lazy("reached"), "green"),
    Reached.NO: (gettext_lazy("missed"), "red"),
    Reached.UNKNOWN: (gettext_lazy("not known"), "secondary"),
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The newest plan with figures."""
    actor = reading(request)
    plans = queries.plans(actor)
    if not plans:
        return render_page(request, "energy/targets/no_plan.html", {})
    chosen = next((plan for plan in plans if not plan.is_open), plans[0])
    return redirect("energy:target_plan", plan_id=chosen.id)


@require_GET
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Every target of a plan the reader may see."""
    actor = reading(request)
    found = _plan(actor, plan_id)
    rows = queries.targets(actor, found)
    context = {
        "plan": found,
        "set_name": SET_NAMES.get(found.set_code, found.set_code),
        "plans": queries.plans(actor),
        "years": range(found.first_year, found.last_year + 1),
        "rows": [(row, *_outcome(row)) for row in rows],
        "agreements": queries.agreements(rows, site_id=found.site_id, on=timezone.localdate()),
        "without": queries.units_without(actor, found) if _is_whole(actor) else [],
        "may_edit": actor.may(EnergyPermission.QUOTAS_EDIT),
    }
    return render_page(request, "energy/targets/plan.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Set a target of the complex, or break the plan down to a unit."""
    actor = actor_of(request)
    actor.require(EnergyPermission.QUOTAS_EDIT)
    found = _plan(actor, plan_id)
    units = Unit.objects.visible_to(actor).filter(is_active=True).values_list("code", "short_name")
    years = range(found.first_year, found.last_year + 1)
    form = TargetForm(request.POST or None, units=list(units), years=years)
    reply = submit(
        request,
        form,
        lambda: actions.set_target(plan_id=plan_id, **form.target, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("energy:target_plan", args=[plan_id]),
        said=_("The target is set."),
    )
    back = reverse("energy:target_plan", args=[plan_id])
    context = {"title": _("Set a target"), "form": form, "back_url": back, "plan": found}
    return reply or render_page(
        request, "energy/targets/form.html", context, status=status_of(form)
    )


@require_GET
def target(request: HttpRequest, target_id: int) -> HttpResponse:
    return _page(request, target_id)


@require_POST
def file_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """Note that it was filed, with the plan."""
    form = FileForm(request.POST, request.FILES)

    def act(actor: Actor) -> None:
        actions.file_target(
            target_id=target_id, **form.cleaned_data, actor=actor, at=timezone.now()
        )

    reply = _submitted(request, target_id, form, act, _("The filing is noted."))
    return reply or _page(request, target_id, file_form=form)


@require_POST
def record_year(request: HttpRequest, target_id: int) -> HttpResponse:
    """Enter what a year came to."""
    form = YearForm(request.POST)

    def act(actor: Actor) -> None:
        actions.record_year(
            target_id=target_id, **form.cleaned_data, actor=actor, at=timezone.now()
        )

    reply = _submitted(request, target_id, form, act, _("The result is recorded."))
    return reply or _page(request, target_id, year_form=form)


@require_POST
def take_year(request: HttpRequest, target_id: int, year: int) -> HttpResponse:
    """Take a year from the statistics."""
    actor = actor_of(request)
    _target(actor, target_id)
    return press(
        request,
        lambda: actions.take_year(target_id=target_id, year=year, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("energy:target", args=[target_id]),
        said=_("The year is taken from the statistics."),
    )


def reading(request: HttpRequest) -> Actor:
    """Whoever may read targets, of the complex or of his unit. Raises NotAllowed."""
    actor = actor_of(request)
    if actor.scope_of(EnergyPermission.QUOTAS_READ) is None:
        raise NotAllowed(EnergyPermission.QUOTAS_READ)
    return actor


def _submitted(
    request: HttpRequest,
    target_id: int,
    form: Any,
    act: Callable[[Actor], object],
    said: str,
) -> HttpResponse | None:
    actor = actor_of(request)
    _target(actor, target_id)
    done = reverse("energy:target", args=[target_id])
    return submit(request, form, lambda: act(actor), refusals=EXPECTED, done_url=done, said=said)


def _page(
    request: HttpRequest,
    target_id: int,
    *,
    file_form: FileForm | None = None,
    year_form: YearForm | None = None,
) -> HttpResponse:
    actor = reading(request)
    found = _target(actor, target_id)
    [row] = queries.targets(actor, found.plan, target_id=target_id)
    option, table = charts.plan_and_real(row)
    today = timezone.localdate()
    forms = named(
        file_form=file_form or FileForm(initial={"filed_on": found.filed_on or today}),
        year_form=year_form or YearForm(initial={"year": found.plan.base_year}),
    )
    context = {
        "plan": found.plan,
        "row": row,
        "years": [
            (
                replace(year, note=_grid_named(year.note)),
                *REACHED[year.reached],
                year.year < today.year,
            )
            for year in row.years
        ],
        "option": option,
        "table": table,
        "may_edit": actor.may(EnergyPermission.QUOTAS_EDIT),
    }
    return render_page(
        request, "energy/targets/target.html", context | forms, status=status_of(*forms.values())
    )


def _outcome(row: queries.TargetRow) -> tuple["str | Promise", str]:
    return REACHED[row.latest.reached if row.latest else Reached.UNKNOWN]


def _is_whole(actor: Actor) -> bool:
    return actor.may(EnergyPermission.QUOTAS_READ)


def _plan(actor: Actor, plan_id: int) -> TargetPlan:
    try:
        found: TargetPlan = TargetPlan.objects.visible_to(actor).get(id=plan_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    return found


def _target(actor: Actor, target_id: int) -> Target:
    try:
        found: Target = Target.objects.visible_to(actor).select_related("plan").get(id=target_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    return found


def _grid_named(note: str) -> str:
    """A note such as "sichuan 2022" with the grid in words; any other as it is."""
    scope, _space, year = note.partition(" ")
    return f"{GRID_NAMES[scope]} {year}" if scope in GRID_NAMES else note
