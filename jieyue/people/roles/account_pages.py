"""Accounts as the officers see them: made, given roles, approved, suspended, unlocked."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.accounts import actions as accounts
from jieyue.people.accounts import queries as account_queries
from jieyue.people.accounts.forms import AdmitForm, AssignForm, NewAccountForm, SuspendForm
from jieyue.people.accounts.rules import Refusal as AccountRefusal
from jieyue.people.accounts.tables import AccountFilter, AccountTable
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons.models import Person
from jieyue.people.roles import actions, queries
from jieyue.people.roles.models import Assignment
from jieyue.people.roles.rules import Refusal
from jieyue.people.steps import named, press, status_of, submit

PAGE = "people/accounts/account.html"
FORM = "people/form_page.html"
PASSWORD = "people/accounts/password.html"  # noqa: S105
REFUSALS = (AccountRefusal, Refusal)


def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(PeoplePermission.ACCOUNTS_READ)
    buttons = []
    if actor.may(PeoplePermission.ROLES_ASSIGN):
        address = reverse("people:account_admit")
        buttons.append(Action(_("Admit from another complex"), address, "door-enter"))
    if actor.may(PeoplePermission.ACCOUNTS_CREATE):
        address = reverse("people:account_new")
        buttons.append(Action(_("Create an account"), address, "plus", "primary"))
    return table_page(
        request,
        AccountTable,
        account_queries.rows(actor, at=timezone.now()),
        title=_("Accounts"),
        filterset=AccountFilter,
        actions=buttons,
        empty=Empty(_("No accounts yet"), icon="key"),
    )


@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """The initial password is in the answer to the form and nowhere else."""
    actor = actor_of(request)
    actor.require(PeoplePermission.ACCOUNTS_CREATE)
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person_id = _person_id(form.cleaned_data["staff_no"], actor)
        if person_id is None and form.cleaned_data["staff_no"]:
            form.add_error("staff_no", _("Nobody on this site has this staff number."))
        else:
            try:
                account, password = accounts.create(
                    username=form.cleaned_data["username"],
                    person_id=person_id,
                    actor=actor,
                    at=timezone.now(),
                )
            except AccountRefusal as error:
                form.add_error("username", say(error))
            else:
                return _password(request, account.username, password)
    shown = {
        "title": _("Create an account"),
        "text": _("It waits until the security administrator has granted rights."),
        "form": form,
        "back_url": reverse("people:accounts"),
    }
    return render_page(request, FORM, shown, status=status_of(form))


def admit(request: HttpRequest) -> HttpResponse:
    """A role here for somebody who has an account on another site."""
    actor = actor_of(request)
    actor.require(PeoplePermission.ROLES_ASSIGN)
    form = AdmitForm(request.POST or None, roles=queries.choices(actor))
    reply = submit(
        request,
        form,
        lambda: actions.admit(**form.cleaned_data, actor=actor, at=timezone.now()),
        refusals=REFUSALS,
        done_url=reverse("people:accounts"),
        said=_("The role has been granted."),
    )
    shown = {
        "title": _("Admit from another complex"),
        "text": _(
            "Whoever works on several complexes keeps one account and switches between them."
        ),
        "form": form,
        "submit": _("Grant"),
        "back_url": reverse("people:accounts"),
    }
    return reply or render_page(request, FORM, shown, status=status_of(form))


def account(request: HttpRequest, account_id: int) -> HttpResponse:
    return _page(request, account_id)


@require_POST
def suspend(request: HttpRequest, account_id: int) -> HttpResponse:
    actor, form = actor_of(request), SuspendForm(request.POST)
    _check_exists(account_id, actor)
    reply = submit(
        request,
        form,
        lambda: accounts.suspend(
            account_id=account_id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=REFUSALS,
        done_url=reverse("people:account", args=[account_id]),
        said=_("The account is suspended; its sessions have ended."),
    )
    return reply or _page(request, account_id, suspend_form=form)


@require_POST
def assign(request: HttpRequest, account_id: int) -> HttpResponse:
    actor = actor_of(request)
    _check_exists(account_id, actor)
    form = AssignForm(request.POST, roles=queries.choices(actor))
    reply = submit(
        request,
        form,
        lambda: actions.assign(
            account_id=account_id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=REFUSALS,
        done_url=reverse("people:account", args=[account_id]),
        said=_("The role has been granted."),
    )
    return reply or _page(request, account_id, assign_form=form)


@require_POST
def revoke(request: HttpRequest, assignment_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(Assignment.objects.visible_to(actor), id=assignment_id)
    return press(
        request,
        lambda: actions.revoke(assignment_id=assignment_id, actor=actor, at=timezone.now()),
        refusals=REFUSALS,
        done_url=reverse("people:account", args=[found.account_id]),
        said=_("The role has been revoked."),
    )


@require_POST
def approve(request: HttpRequest, account_id: int) -> HttpResponse:
    return _press(request, account_id, actions.approve, _("The account can be used now."))


@require_POST
def restore(request: HttpRequest, account_id: int) -> HttpResponse:
    said = _("The account waits for the security administrator again.")
    return _press(request, account_id, accounts.restore, said)


@require_POST
def unlock(request: HttpRequest, account_id: int) -> HttpResponse:
    return _press(request, account_id, accounts.unlock, _("The account is unlocked."))


@require_POST
def forget_second_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    said = _("The one-time-code device has been removed.")
    return _press(request, account_id, accounts.forget_second_factor, said)


@never_cache
@require_POST
def reset_password(request: HttpRequest, account_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = _check_exists(account_id, actor)
    try:
        password = accounts.reset_password(account_id=account_id, actor=actor, at=timezone.now())
    except AccountRefusal as error:
        return _page(request, account_id, refusal=say(error))
    return _password(request, found, password)


def _press(
    request: HttpRequest, account_id: int, act: Callable[..., object], said: str
) -> HttpResponse:
    actor = actor_of(request)
    _check_exists(account_id, actor)
    return press(
        request,
        lambda: act(account_id=account_id, actor=actor, at=timezone.now()),
        refusals=REFUSALS,
        done_url=reverse("people:account", args=[account_id]),
        said=said,
    )


def _check_exists(account_id: int, actor: Actor) -> str:
    """The user name. Raises Http404 for an account the actor does not see."""
    return get_object_or_404(account_queries.of_site(actor), id=account_id).username


def _person_id(staff_no: str, actor: Actor) -> int | None:
    found = Person.objects.filter(site_id=actor.site_id, staff_no=staff_no.strip(), left_on=None)
    return found.values_list("id", flat=True).first()


def _password(request: HttpRequest, username: str, password: str) -> HttpResponse:
    return render_page(request, PASSWORD, {"username": username, "password": password})


def _page(
    request: HttpRequest, account_id: int, *, refusal: str = "", **shown: Form
) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    _check_exists(account_id, actor)
    forms: dict[str, Form] = {
        "suspend_form": SuspendForm(),
        "assign_form": AssignForm(roles=queries.choices(actor)),
    } | shown
    row = account_queries.row(actor, account_id=account_id, at=at)
    context = {
        "account": row,
        "held": queries.held_by(actor, account_id=account_id, at=at),
        "is_self": account_id == actor.account_id,
        "refusal": refusal,
        **_rights(actor, is_home=row.is_home),
        **named(**forms),
    }
    return render_page(request, PAGE, context, status=status_of(*forms.values()))


def _rights(actor: Actor, *, is_home: bool) -> dict[str, bool]:
    may_assign = actor.may(PeoplePermission.ROLES_ASSIGN)
    return {
        "may_approve": is_home and may_assign,
        "may_assign": may_assign,
        "may_reset": is_home and actor.may(PeoplePermission.ACCOUNTS_RESET),
        "may_suspend": is_home and actor.may(PeoplePermission.ACCOUNTS_SUSPEND),
        "may_unlock": is_home and actor.may(PeoplePermission.ACCOUNTS_UNLOCK),
    }
