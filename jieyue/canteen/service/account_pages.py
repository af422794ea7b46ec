"""餐卡账户: the list, one account, money from a sheet, and one's own."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service import accounts, queries, sheets
from jieyue.canteen.service.forms import CardForm, CreditForm, OpenForm, PayOutForm
from jieyue.canteen.service.messages import EXPECTED
from jieyue.canteen.service.models import MealAccount
from jieyue.canteen.service.refusals import ServiceRefused
from jieyue.canteen.service.tables import AccountTable
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.tables import Action, Empty, table_page

PAGE = "canteen/service/account.html"


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(CanteenPermission.ACCOUNTS_READ)
    may_edit = actor.may(CanteenPermission.ACCOUNTS_EDIT)
    new, sheet = reverse("canteen:account_new"), reverse("canteen:accounts_import")
    return table_page(
        request,
        AccountTable,
        queries.accounts(actor),
        title=_("Meal accounts"),
        actions=[
            Action(_("Credit from a sheet"), sheet, "file-upload"),
            Action(_("Open an account"), new, "plus", "primary"),
        ]
        if may_edit
        else [],
        empty=Empty(
            _("No meal account yet"),
            _("Open an account for each person who pays with a card."),
            new if may_edit else "",
            _("Open an account"),
            "credit-card",
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(CanteenPermission.ACCOUNTS_EDIT)
    form = OpenForm(request.POST or None, actor=actor)
    if form.is_valid():
        try:
            made = accounts.open_account(
                person_id=form.person.id,
                card_number=form.cleaned_data["card_number"],
                actor=actor,
                at=timezone.now(),
            )
        except ServiceRefused as error:
            form.add_error(None, problems.say(error))
        else:
            messages.success(request, _("The account is open."))
            return redirect("canteen:account", account_id=made.id)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "canteen/service/account_new.html", {"form": form}, status=status)


@login_required
@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    return _page(request, account_id)


@login_required
@require_POST
def credit(request: HttpRequest, account_id: int) -> HttpResponse:
    form = CreditForm(request.POST)
    return _attempt(request, account_id, form, accounts.credit, "credit")


@login_required
@require_POST
def pay_out(request: HttpRequest, account_id: int) -> HttpResponse:
    form = PayOutForm(request.POST)
    return _attempt(request, account_id, form, accounts.pay_out, "pay_out")


@login_required
@require_POST
def card(request: HttpRequest, account_id: int) -> HttpResponse:
    """Card and limit of an account."""
    return _attempt(request, account_id, CardForm(request.POST), _set_card, "card")


@login_required
@require_POST
def block(request: HttpRequest, account_id: int) -> HttpResponse:
    """Block the account, or with an empty `block` let it go."""
    actor = actor_of(request)
    try:
        accounts.set_blocked(
            account_id=account_id,
            is_blocked=request.POST.get("block") == "yes",
            reason=request.POST.get("reason", "")[:120],
            actor=actor,
            at=timezone.now(),
        )
    except MealAccount.DoesNotExist:
        raise Http404 from None
    except ServiceRefused as error:
        messages.error(request, problems.say(error))
    return redirect("canteen:account", account_id=account_id)


@login_required
@require_http_methods(["GET", "POST"])
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Money for many accounts, such as the month's subsidy."""
    actor = actor_of(request)
    actor.require(CanteenPermission.ACCOUNTS_EDIT)
    return import_page(
        request,
        sheets.CREDITS,
        apply=partial(sheets.put_credit, actor=actor, at=timezone.now()),
        done_url=reverse("canteen:accounts"),
        refusals=EXPECTED,
        say=problems.say,
    )


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own account: what is left and where it went."""
    actor = actor_of(request)
    found = queries.own_account(actor)
    rows = queries.entries(actor, account_id=found.id) if found else []
    context = {"account": found, "entries": rows}
    return render_page(request, "canteen/service/my_account.html", context)


def _set_card(*, account_id: int, card_number: str, may_be_negative_yuan: Any, **by: Any) -> None:
    accounts.set_card(account_id=account_id, card_number=card_number, **by)
    accounts.set_limit(account_id=account_id, may_be_negative_yuan=may_be_negative_yuan, **by)


def _attempt(
    request: HttpRequest, account_id: int, form: Any, do: Callable[..., object], name: str
) -> HttpResponse:
    """Do what the form says, or show the account with what was typed and why not."""
    if form.is_valid():
        try:
            do(
                account_id=account_id,
                **form.cleaned_data,
                actor=actor_of(request),
                at=timezone.now(),
            )
        except MealAccount.DoesNotExist:
            raise Http404 from None
        except ServiceRefused as error:
            form.add_error(None, problems.say(error))
        else:
            messages.success(request, _("The account is up to date."))
            return redirect("canteen:account", account_id=account_id)
    return _page(request, account_id, **{f"{name}_form": form}, status=422)


def _page(
    request: HttpRequest, account_id: int, *, status: int = 200, **forms: Any
) -> HttpResponse:
    actor = actor_of(request)
    try:
        found = queries.account(actor, account_id=account_id)
    except MealAccount.DoesNotExist:
        raise Http404 from None
    initial = {
        "card_number": found.card_number,
        "may_be_negative_yuan": found.may_be_negative_yuan,
    }
    context = {
        "account": found,
        "entries": queries.entries(actor, account_id=account_id),
        "may_edit": actor.may(CanteenPermission.ACCOUNTS_EDIT),
        "credit_form": CreditForm(),
        "pay_out_form": PayOutForm(),
        "card_form": CardForm(initial=initial),
    }
    return render_page(request, PAGE, context | forms, status=status)
