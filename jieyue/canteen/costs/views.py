"""成本核算: a day's dishes, the month's account, other costs, and closing the month."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.books import actions as books
from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.queries import closing_of
from jieyue.canteen.books.rules import following
from jieyue.canteen.costs import actions
from jieyue.canteen.costs.account import MonthAccount, month_account
from jieyue.canteen.costs.checks import before_closing
from jieyue.canteen.costs.dishes import day_cost
from jieyue.canteen.costs.forms import BudgetForm, CostForm
from jieyue.canteen.costs.messages import EXPECTED, FINDINGS, say
from jieyue.canteen.costs.models import CostEntry
from jieyue.canteen.costs.sheet import month_sheet
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.waste.forms import MonthForm
from jieyue.canteen.waste.places import day_of, needs_canteen, place_of
from jieyue.kit import excel, parameters
from jieyue.kit.pages import actor_of, render_page


@login_required
@require_GET
@needs_canteen
def day(request: HttpRequest) -> HttpResponse:
    """What each dish of a day was planned to cost, and did."""
    actor = actor_of(request)
    actor.require(CanteenPermission.COSTS_READ)
    place, places = place_of(request, actor)
    today = timezone.localdate()
    shown = day_of(request, default=today)
    context = {
        "place": place,
        "places": places,
        "day": shown,
        "day_before": shown - timedelta(days=1),
        "day_after": shown + timedelta(days=1) if shown < today else None,
        "cost": day_cost(actor, canteen_id=place.id, day=shown),
        "month": shown.replace(day=1),
    }
    return render_page(request, "canteen/costs/day.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@needs_canteen
def month(request: HttpRequest) -> HttpResponse:
    """The month's account, with a form for other costs and for budgets."""
    actor, now = actor_of(request), timezone.now()
    actor.require(CanteenPermission.COSTS_READ)
    place, places = place_of(request, actor)
    first = MonthForm(request.GET).first(default=timezone.localdate(now))
    initial = {"day": timezone.localdate(now)}
    form = CostForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.enter(canteen_id=place.id, **form.cleaned_data, actor=actor, at=now)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("The cost is entered."))
            return redirect(_address("canteen:costs_month", place.code, first))
    entries = CostEntry.objects.visible_to(actor).filter(
        canteen_id=place.id, day__gte=first, day__lt=following(first)
    )
    context = {
        "place": place,
        "places": places,
        "form": form,
        "budget_form": BudgetForm(),
        "account": month_account(actor, canteen_id=place.id, month=first),
        "closing": closing_of(canteen_id=place.id, month=first),
        "entries": entries,
        "month_before": (first - timedelta(days=1)).replace(day=1),
        "month_after": following(first) if following(first) <= timezone.localdate(now) else None,
        "may_edit": actor.may(CanteenPermission.COSTS_EDIT),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "canteen/costs/month.html", context, status=status)


@login_required
@require_POST
def budget(request: HttpRequest) -> HttpResponse:
    """Set the budget of one kind of cost in the month."""
    actor = actor_of(request)
    place, _places = place_of(request, actor)
    first = MonthForm(request.GET).first(default=timezone.localdate())
    form = BudgetForm(request.POST)
    if form.is_valid():
        values = {"canteen_id": place.id, "month": first, **form.cleaned_data}
        _attempt(
            request,
            lambda: actions.set_budget(**values, actor=actor, at=timezone.now()),
            done=_("The budget is set."),
        )
    else:
        messages.error(request, _("Give the kind of cost and an amount of 0 yuan or more."))
    return redirect(_address("canteen:costs_month", place.code, first))


@login_required
@require_POST
def cancel(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take an entered cost back."""
    actor = actor_of(request)
    rows = CostEntry.objects.visible_to(actor).select_related("canteen")
    row = rows.filter(id=entry_id).first()
    if row is None:
        raise Http404
    _attempt(
        request,
        lambda: actions.cancel(entry_id=entry_id, actor=actor, at=timezone.now()),
        done=_("The cost is taken back; it stays visible."),
    )
    return redirect(_address("canteen:costs_month", row.canteen.code, row.day.replace(day=1)))


@login_required
@require_http_methods(["GET", "POST"])
@needs_canteen
def closing(request: HttpRequest) -> HttpResponse:
    """What hinders closing the month, the closing itself, and opening it again."""
    actor, now = actor_of(request), timezone.now()
    actor.require(CanteenPermission.COSTS_READ)
    place, places = place_of(request, actor)
    today = timezone.localdate(now)
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    first = MonthForm(request.GET).first(default=last_month)
    if request.method == "POST":
        return _decided(request, place.id, place.code, first)
    closed = closing_of(canteen_id=place.id, month=first)
    values = parameters.read(site_id=place.site_id, on=first)
    found = before_closing(canteen_id=place.id, month=first, values=values)
    context = {
        "place": place,
        "places": places,
        "month": first,
        "month_before": (first - timedelta(days=1)).replace(day=1),
        "month_after": following(first) if following(first) <= today else None,
        "closing": closed,
        "account": month_account(actor, canteen_id=place.id, month=first),
        "checks": [(each, FINDINGS[each.code]) for each in found],
        "is_ready": all(each.is_in_order or not each.hinders for each in found),
        "is_over": following(first) <= today,
        "history": ClosedMonth.objects.visible_to(actor).filter(canteen_id=place.id)[:24],
        "may_close": actor.may(CanteenPermission.COSTS_CLOSE),
    }
    return render_page(request, "canteen/costs/closing.html", context)


@login_required
@require_GET
@needs_canteen
def sheet(request: HttpRequest) -> HttpResponse:
    """成本核算表 of a month: to print, or `?export=xlsx`."""
    actor = actor_of(request)
    actor.require(CanteenPermission.COSTS_READ)
    place, _places = place_of(request, actor)
    first = MonthForm(request.GET).first(default=timezone.localdate())
    account = month_account(actor, canteen_id=place.id, month=first)
    if request.GET.get("export") == "xlsx":
        return _workbook(account)
    context = {
        "account": account,
        "rows": month_sheet(account),
        "closing": closing_of(canteen_id=place.id, month=first),
        "place": place,
        "printed_at": timezone.now(),
        "printed_by": actor.name,
    }
    return render_page(request, "canteen/costs/sheet.html", context)


def _decided(request: HttpRequest, canteen_id: int, code: str, first: date) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    if request.POST.get("decision") == "reopen":
        reason = request.POST.get("reason", "")[:200]
        _attempt(
            request,
            lambda: books.reopen(
                canteen_id=canteen_id, month=first, reason=reason, actor=actor, at=now
            ),
            done=_("The month is open again."),
        )
    else:
        seen = request.POST.get("seen", "")
        _attempt(
            request,
            lambda: actions.close_month(
                canteen_id=canteen_id, month=first, seen_closing_yuan=seen, actor=actor, at=now
            ),
            done=_("The month is closed."),
        )
    return redirect(_address("canteen:costs_closing", code, first))


def _workbook(account: MonthAccount) -> HttpResponse:
    title = _("Cost account %(month)s") % {"month": f"{account.month:%Y-%m}"}
    rows = [
        (_("Item"), _("yuan")),
        *((label, amount) for label, amount, _strong in month_sheet(account)),
    ]
    response = HttpResponse(excel.workbook(title, rows), content_type=excel.CONTENT_TYPE)
    name = content_disposition_header(as_attachment=True, filename=f"{title}.xlsx")
    response["Content-Disposition"] = name or "attachment"
    return response


def _address(name: str, code: str, first: date) -> str:
    return reverse(name, query={"canteen": code, "month": f"{first:%Y-%m}"})


def _attempt(request: HttpRequest, call: Callable[[], object], *, done: str) -> None:
    """Do it and say so, or say why it was refused."""
    try:
        call()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, done)
