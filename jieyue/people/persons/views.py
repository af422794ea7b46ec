from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.sheets import SheetRow
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons import actions, queries, rules
from jieyue.people.persons.forms import LeaveForm, NewPersonForm, PersonForm, PostingForm
from jieyue.people.persons.models import Person
from jieyue.people.persons.sheet import SPEC, row_of
from jieyue.people.persons.tables import PersonFilter, PersonTable
from jieyue.people.persons.take_in import take_in as take_in_rows
from jieyue.people.steps import named, status_of, submit
from jieyue.people.units import queries as units

PAGE = "people/persons/person.html"
FORM = "people/form_page.html"


def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.scope_of(PeoplePermission.PERSONS_READ) is None:
        actor.require(PeoplePermission.PERSONS_READ)
    may_edit = actor.may(PeoplePermission.PERSONS_EDIT)
    may_phone = actor.may(PeoplePermission.PERSONS_PHONE)
    is_file = request.GET.get("export") == "xlsx"
    rows = queries.rows(actor, with_phones=may_phone and is_file)
    if may_phone and is_file:
        actions.note_phones_shown(persons=rows.count(), actor=actor, at=timezone.now())
    new = reverse("people:person_new")
    buttons = [
        Action(_("Import"), reverse("people:persons_import"), "upload"),
        Action(_("Add a person"), new, "plus", "primary"),
    ]
    return table_page(
        request,
        PersonTable,
        rows,
        title=_("Persons"),
        filterset=PersonFilter,
        actions=buttons if may_edit else [],
        empty=Empty(
            _("No persons yet"),
            _("Add persons one by one, or import a sheet with staff numbers."),
            new if may_edit else "",
            _("Add a person"),
            "users",
        ),
        exclude=[] if may_phone and is_file else ["phone"],
    )


def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.scope_of(PeoplePermission.PERSONS_EDIT) is None:
        actor.require(PeoplePermission.PERSONS_EDIT)
    initial = {"since_on": timezone.localdate()}
    form = NewPersonForm(request.POST or None, units=units.choices(actor), initial=initial)
    reply = submit(
        request,
        form,
        lambda: actions.add(
            form.values,
            unit_id=form.cleaned_data["unit_id"],
            post=form.cleaned_data["post"],
            since_on=form.cleaned_data["since_on"],
            actor=actor,
            at=timezone.now(),
        ),
        refusals=rules.Refusal,
        done_url=reverse("people:persons"),
        said=_("The person has been added."),
    )
    shown = {"title": _("Add a person"), "form": form, "back_url": reverse("people:persons")}
    return reply or render_page(request, FORM, shown, status=status_of(form))


def person(request: HttpRequest, person_id: int) -> HttpResponse:
    return _page(request, person_id)


def change(request: HttpRequest, person_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(Person.objects.visible_to(actor), id=person_id)
    form = PersonForm(request.POST or None, knows_phone=_knows_phone(actor, found))
    return _step(
        request,
        person_id,
        "form",
        form,
        lambda: actions.change(
            person_id=person_id, fields=form.values, actor=actor, at=timezone.now()
        ),
        _("The person has been saved."),
    )


def post(request: HttpRequest, person_id: int) -> HttpResponse:
    """Another posting, or the first after a leave."""
    actor = actor_of(request)
    found = get_object_or_404(Person.objects.visible_to(actor), id=person_id)
    form = PostingForm(request.POST or None, units=units.choices(actor))
    act = actions.post_to if found.left_on is None else actions.come_back
    return _step(
        request,
        person_id,
        "posting_form",
        form,
        lambda: act(person_id=person_id, **form.cleaned_data, actor=actor, at=timezone.now()),
        _("The posting has been recorded."),
    )


def leave(request: HttpRequest, person_id: int) -> HttpResponse:
    actor, form = actor_of(request), LeaveForm(request.POST or None)
    return _step(
        request,
        person_id,
        "leave_form",
        form,
        lambda: actions.leave(
            person_id=person_id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        _("The leave has been recorded."),
    )


def take_in(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(PeoplePermission.PERSONS_EDIT)

    def apply(row: SheetRow) -> str:
        return take_in_rows([row_of(row)], actor=actor, at=timezone.now()).outcome

    return import_page(
        request,
        SPEC,
        apply=apply,
        done_url=reverse("people:persons"),
        refusals=(rules.Refusal,),
        say=say,
    )


def _step(
    request: HttpRequest,
    person_id: int,
    name: str,
    form: Form,
    act: Callable[[], object],
    said: str,
) -> HttpResponse:
    get_object_or_404(Person.objects.visible_to(actor_of(request)), id=person_id)
    done_url = reverse("people:person", args=[person_id])
    reply = submit(request, form, act, refusals=rules.Refusal, done_url=done_url, said=said)
    return reply or _page(request, person_id, **{name: form})


def _page(request: HttpRequest, person_id: int, **shown: Form) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    found = get_object_or_404(Person.objects.visible_to(actor), id=person_id)
    view = queries.view(actor, person_id=person_id)
    forms = {
        "form": PersonForm(initial={**vars(view)}, knows_phone=_knows_phone(actor, found)),
        "posting_form": PostingForm(units=units.choices(actor), initial={"since_on": today}),
        "leave_form": LeaveForm(initial={"left_on": today}),
    } | shown
    context = {
        "person": view,
        "postings": queries.postings(actor, person_id=person_id),
        "may_edit": actor.may(PeoplePermission.PERSONS_EDIT, unit_id=view.unit_id),
    }
    return render_page(request, PAGE, context | named(**forms), status=status_of(*forms.values()))


def _knows_phone(actor: Actor, person: Person) -> bool:
    return actor.may(PeoplePermission.PERSONS_PHONE, unit_id=person.unit_id, person_id=person.id)
