from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.sheets import SheetRow
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.permissions import PeoplePermission
from jieyue.people.steps import named, status_of, submit
from jieyue.people.units import actions, queries, rules
from jieyue.people.units.forms import HeadCountForm, LeaveForm, UnitForm
from jieyue.people.units.models import Unit
from jieyue.people.units.sheet import SPEC, fields_of
from jieyue.people.units.tables import UnitFilter, UnitTable

PAGE = "people/units/unit.html"
FORM = "people/form_page.html"


def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.scope_of(PeoplePermission.UNITS_READ) is None:
        actor.require(PeoplePermission.UNITS_READ)
    may_edit = actor.may(PeoplePermission.UNITS_EDIT)
    new = reverse("people:unit_new")
    buttons = [
        Action(_("Import"), reverse("people:units_import"), "upload"),
        Action(_("Add a unit"), new, "plus", "primary"),
    ]
    return table_page(
        request,
        UnitTable,
        queries.rows(actor, on=timezone.localdate()),
        title=_("Units"),
        filterset=UnitFilter,
        actions=buttons if may_edit else [],
        empty=Empty(
            _("No units yet"),
            _("Add the units of the complex one by one, or import a sheet."),
            new if may_edit else "",
            _("Add a unit"),
            "building-community",
        ),
    )


def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(PeoplePermission.UNITS_EDIT)
    form = UnitForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: actions.add(form.values, actor=actor, at=timezone.now()),
        refusals=rules.Refusal,
        done_url=reverse("people:units"),
        said=_("The unit has been added."),
    )
    shown = {"title": _("Add a unit"), "form": form, "back_url": reverse("people:units")}
    return reply or render_page(request, FORM, shown, status=status_of(form))


def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    return _page(request, unit_id)


def change(request: HttpRequest, unit_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(Unit.objects.visible_to(actor), id=unit_id)
    form = UnitForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: actions.change(
            unit_id=found.id, fields=form.values, actor=actor, at=timezone.now()
        ),
        refusals=rules.Refusal,
        done_url=reverse("people:unit", args=[unit_id]),
        said=_("The unit has been saved."),
    )
    return reply or _page(request, unit_id, form=form)


def record_head_count(request: HttpRequest, unit_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(Unit.objects.visible_to(actor), id=unit_id)
    form = HeadCountForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: actions.record_head_count(
            unit_id=unit_id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=rules.Refusal,
        done_url=reverse("people:unit", args=[unit_id]),
        said=_("The head-count has been recorded."),
    )
    return reply or _page(request, unit_id, head_count_form=form)


@require_POST
def leave(request: HttpRequest, unit_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(Unit.objects.visible_to(actor), id=unit_id)
    form = LeaveForm(request.POST)
    reply = submit(
        request,
        form,
        lambda: actions.leave(unit_id=unit_id, **form.cleaned_data, actor=actor, at=timezone.now()),
        refusals=rules.Refusal,
        done_url=reverse("people:unit", args=[unit_id]),
        said=_("The unit has moved out."),
    )
    return reply or _page(request, unit_id, leave_form=form)


def take_in(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(PeoplePermission.UNITS_EDIT)

    def apply(row: SheetRow) -> str:
        imported = actions.take_in([fields_of(row)], actor=actor, at=timezone.now())
        return imported.outcome

    return import_page(
        request,
        SPEC,
        apply=apply,
        done_url=reverse("people:units"),
        refusals=(rules.Refusal,),
        say=say,
    )


def _page(
    request: HttpRequest,
    unit_id: int,
    *,
    form: UnitForm | None = None,
    head_count_form: HeadCountForm | None = None,
    leave_form: LeaveForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    if actor.scope_of(PeoplePermission.UNITS_READ) is None:
        actor.require(PeoplePermission.UNITS_READ)
    get_object_or_404(Unit.objects.visible_to(actor), id=unit_id)
    today = timezone.localdate()
    row = queries.row(actor, unit_id=unit_id, on=today)
    form = form or UnitForm.of(row)
    head_count_form = head_count_form or HeadCountForm(initial={"since_on": today})
    leave_form = leave_form or LeaveForm(initial={"left_on": today})
    context = {
        "unit": row,
        "history": queries.history(actor, unit_id=unit_id),
        **named(form=form, head_count_form=head_count_form, leave_form=leave_form),
        "may_edit": actor.may(PeoplePermission.UNITS_EDIT),
    }
    status = status_of(form, head_count_form, leave_form)
    return render_page(request, PAGE, context, status=status)
