"""Pages that set up gates, zones, plans and assembly points; and the fire release."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.access.gates import actions, opening, plans, queries, tables
from jieyue.access.gates.forms import (
    GateForm,
    PlanForm,
    PointForm,
    ReleaseForm,
    SlotFormSet,
    ZoneForm,
    initial_of,
)
from jieyue.access.gates.messages import EXPECTED
from jieyue.access.gates.models import AssemblyPoint, Gate, OpeningPlan, Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page

FORM = "access/gates/form.html"
DAYS_OF_COMMANDS = 30


def gates(request: HttpRequest) -> HttpResponse:
    """Every gate and what its plan says now."""
    actor = actor_of(request)
    new = [_new(_("Set up a gate"), "access:gate_new")] if _may_edit(actor) else []
    return table_page(
        request,
        tables.GateTable,
        queries.gates(actor, at=timezone.now()),
        title=_("Gates and lanes"),
        actions=[Action(_("Access zones"), reverse("access:zones"), "layout-grid"), *new],
        empty=_empty(actor, _("No gate yet"), _("A gate leads into a zone; set up zones first."),
                     "access:gate_new", _("Set up a gate")),
    )  # fmt: skip


def gate(request: HttpRequest, gate_id: int | None = None) -> HttpResponse:
    """Set up a gate, or look at one and change it."""
    actor = actor_of(request)
    row = _row(request, Gate, gate_id)
    form = GateForm(request.POST or None, initial=_initial(row, GateForm), site_id=actor.site_id)

    def save() -> None:
        actions.put_gate(wanted=form.wanted(), gate_id=gate_id, actor=actor, at=timezone.now())

    title = row.name if row else _("Set up a gate")
    context: dict[str, Any] = {"title": title, "back": reverse("access:gates"), "gate": row}
    if row is not None:
        since = timezone.now() - timedelta(days=DAYS_OF_COMMANDS)
        context["commands"] = queries.commands(actor, since=since, gate_id=row.id)
        mode = queries.modes([row], site_id=row.site_id, at=timezone.now())[row.id]
        context["mode"] = tables.MODES[mode]
    return _form_page(request, form, save, context, page="access/gates/gate.html")


def zones(request: HttpRequest) -> HttpResponse:
    """The tree of zones."""
    actor = actor_of(request)
    new = [_new(_("Set up a zone"), "access:zone_new")] if _may_edit(actor) else []
    points = Action(_("Assembly points"), reverse("access:assembly_points"), "flag")
    return table_page(
        request,
        tables.ZoneTable,
        queries.zones(actor),
        title=_("Access zones"),
        actions=[points, *new],
        empty=_empty(actor, _("No access zone yet"),
                     _("Begin with the grounds, then the buildings on them."),
                     "access:zone_new", _("Set up a zone")),
    )  # fmt: skip


def zone(request: HttpRequest, zone_id: int | None = None) -> HttpResponse:
    """Set up a zone, or change one."""
    actor = actor_of(request)
    row = _row(request, Zone, zone_id)
    form = ZoneForm(request.POST or None, initial=_initial(row, ZoneForm), site_id=actor.site_id)

    def save() -> None:
        actions.put_zone(wanted=form.wanted(), zone_id=zone_id, actor=actor, at=timezone.now())

    title = row.name if row else _("Set up a zone")
    return _form_page(request, form, save, {"title": title, "back": reverse("access:zones")})


def assembly_points(request: HttpRequest) -> HttpResponse:
    """Where people gather."""
    actor = actor_of(request)
    new = [_new(_("Set up an assembly point"), "access:assembly_point_new")]
    return table_page(
        request,
        tables.PointTable,
        queries.assembly_points(actor),
        title=_("Assembly points"),
        actions=new if _may_edit(actor) else [],
        empty=_empty(actor, _("No assembly point yet"),
                     _("Each building needs a place where people gather and are counted."),
                     "access:assembly_point_new", _("Set up an assembly point")),
    )  # fmt: skip


def assembly_point(request: HttpRequest, point_id: int | None = None) -> HttpResponse:
    """Set up an assembly point, or change one."""
    actor = actor_of(request)
    actor.require(AccessPermission.GATES_READ if point_id else AccessPermission.GATES_EDIT)
    points = AssemblyPoint.objects.filter(site_id=actor.site_id)
    row = get_object_or_404(points, id=point_id) if point_id else None
    form = PointForm(request.POST or None, initial=_initial(row, PointForm))

    def save() -> None:
        actions.put_assembly_point(
            **form.cleaned_data, point_id=point_id, actor=actor, at=timezone.now()
        )

    title = row.name if row else _("Set up an assembly point")
    context = {"title": title, "back": reverse("access:assembly_points")}
    return _form_page(request, form, save, context)


def opening_plans(request: HttpRequest) -> HttpResponse:
    """When gates are controlled, open or locked."""
    actor = actor_of(request)
    new = [_new(_("Set up an opening plan"), "access:opening_plan_new")]
    return table_page(
        request,
        tables.PlanTable,
        queries.opening_plans(actor),
        title=_("Opening plans"),
        actions=new if _may_edit(actor) else [],
        empty=_empty(actor, _("No opening plan yet"),
                     _("Without a plan a gate is controlled day and night."),
                     "access:opening_plan_new", _("Set up an opening plan")),
    )  # fmt: skip


def opening_plan(request: HttpRequest, plan_id: int | None = None) -> HttpResponse:
    """Set up a plan, or change one; below, the day as the plan has it."""
    actor = actor_of(request)
    row = _row(request, OpeningPlan, plan_id)
    form = PlanForm(request.POST or None, initial=_initial(row, PlanForm))
    slots = [plans.wanted_of(each) for each in row.slots.all()] if row else []
    initial = [vars(each) for each in slots]
    # Every line is read as it stands: one like the stored slot is not an empty one.
    plain = {"empty_permitted": False, "use_required_attribute": False}
    formset = SlotFormSet(request.POST or None, initial=initial, prefix="slots", form_kwargs=plain)

    def save() -> None:
        wanted = [each.wanted() for each in formset]
        plans.put_plan(
            **form.cleaned_data,
            slots=[each for each in wanted if each is not None],
            plan_id=plan_id,
            actor=actor,
            at=timezone.now(),
        )

    context: dict[str, Any] = {
        "title": row.name if row else _("Set up an opening plan"),
        "back": reverse("access:opening_plans"),
        "formset": formset,
        "hours": queries.HOURS,
    }
    if row is not None:
        context["strips"] = queries.strips(plans.slots_of(plan_ids=[row.id])[row.id])
    return _form_page(request, form, save, context, page="access/gates/plan.html", also=formset)


def fire(request: HttpRequest) -> HttpResponse:
    """The fire release: start it, end it, and what there was."""
    actor = actor_of(request)
    form = ReleaseForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            opening.start_fire_release(**form.cleaned_data, actor=actor, at=timezone.now())
        except EXPECTED as error:
            form.add_error(None, problems.say(error))
        else:
            messages.warning(request, _("The gates open."))
            return redirect("access:fire")
    if form.errors:
        status = 422
    rows = queries.releases(actor)
    context = {
        "form": form,
        "rows": rows,
        "standing": next((row for row in rows if row.until is None), None),
        "may_release": actor.may(AccessPermission.GATES_RELEASE),
    }
    return render_page(request, "access/gates/fire.html", context, status=status)


@require_POST
def end_fire(request: HttpRequest) -> HttpResponse:
    """The gates follow their plans again."""
    try:
        opening.end_fire_release(actor=actor_of(request), at=timezone.now())
    except EXPECTED as error:
        messages.error(request, problems.say(error))
    else:
        messages.success(request, _("The gates follow their plans again."))
    return redirect("access:fire")


def _form_page(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[], None],
    context: dict[str, Any],
    *,
    page: str = FORM,
    also: Any = None,
) -> HttpResponse:
    """Show the form, or save what was typed; a refusal keeps it and answers 422."""
    actor = actor_of(request)
    if request.method == "POST":
        actor.require(AccessPermission.GATES_EDIT)
        is_valid = form.is_valid() and (also is None or also.is_valid())
        if is_valid:
            try:
                save()
            except EXPECTED as error:
                form.add_error(None, problems.say(error))
            else:
                messages.success(request, _("Saved. The gates know it with their next snapshot."))
                return redirect(context["back"])
    status = 422 if request.method == "POST" else 200
    shown = context | {"form": form, "may_edit": _may_edit(actor)}
    return render_page(request, page, shown, status=status)


def _row(request: HttpRequest, kind: type[Any], row_id: int | None) -> Any:
    actor = actor_of(request)
    if row_id is None:
        actor.require(AccessPermission.GATES_EDIT)
        return None
    return get_object_or_404(kind.objects.visible_to(actor), id=row_id)


def _initial(row: Any, form: type[forms.Form]) -> Any:
    return initial_of(row, form) if row is not None else None


def _may_edit(actor: Actor) -> bool:
    return actor.may(AccessPermission.GATES_EDIT)


def _new(label: str, url_name: str) -> Action:
    return Action(label, reverse(url_name), "plus", "primary")


def _empty(actor: Actor, title: str, text: str, url_name: str, action: str) -> Empty:
    url = reverse(url_name) if _may_edit(actor) else ""
    return Empty(title, text, url, action, "door-enter")
