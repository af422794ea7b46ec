"""联防联控: the order, the declaration on the phone, the guard's desk, contact tracing.

Without an order there is nothing here but a page that says so to whoever may order.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.access.health import actions, queries, recording, spoken, tallies, tracing
from jieyue.access.health import parameters as figures
from jieyue.access.health.forms import (
    CheckForm,
    EndForm,
    IsolationForm,
    OrderForm,
    OutcomeForm,
    TemperatureForm,
    TraceForm,
    WhoForm,
)
from jieyue.access.health.messages import EXPECTED, say
from jieyue.access.health.models import HealthOrder, Isolation, Question, Switch
from jieyue.access.health.refusals import NobodyKnown, NoOrder
from jieyue.access.health.rules import Verdict
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say as words
from jieyue.people.persons.models import Person


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """The order in force, or that there is none; and those there were."""
    actor, at = actor_of(request), timezone.now()
    context = {
        "orders": queries.orders(actor),
        "current": queries.current(actor, at=at),
        "may_order": actor.may(AccessPermission.HEALTH_ORDER),
    }
    return render_page(request, "access/health/orders.html", context)


@require_GET
def slot(request: HttpRequest) -> HttpResponse:
    """When one's unit eats, a part of the page of one's meals; nothing while there is no order."""
    context = {"slot": queries.own_slot(actor_of(request), at=timezone.now())}
    return render_page(request, "access/health/_slot.html", context)


@require_http_methods(["GET", "POST"])
def new_order(request: HttpRequest, follows_id: int | None = None) -> HttpResponse:
    """Order measures; after another order, what follows it."""
    actor, at = actor_of(request), timezone.now()
    actor.require(AccessPermission.HEALTH_ORDER)
    before = _order(actor, follows_id) if follows_id else None
    form = OrderForm(
        request.POST or None,
        request.FILES or None,
        site_id=actor.site_id or 0,
        initial=_begins(actor, before),
    )
    if form.is_bound and form.is_valid():
        try:
            made = actions.order(
                ordered=form.ordered(),
                basis_file=form.cleaned_data["basis_file"],
                follows_id=follows_id,
                actor=actor,
                at=at,
            )
        except EXPECTED as error:
            form.add_error(None, say(error))
        except FileRefused as error:
            form.add_error("basis_file", words(error))
        else:
            return redirect("access:health_order", order_id=made.id)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "before": before}
    return render_page(request, "access/health/new.html", context, status=status)


@require_GET
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """What an order asks of whom, its counts, and the proof of deletion."""
    actor, at = actor_of(request), timezone.now()
    try:
        shown = queries.view(actor, order_id, at=at)
    except HealthOrder.DoesNotExist:
        raise Http404 from None
    context = {
        "order": shown,
        "kinds": tallies.KINDS.values(),
        "days": queries.day_tallies(actor, order_id),
        "erased": [(tallies.KINDS[kind], number) for kind, number in shown.erased.items()],
        "may_order": actor.may(AccessPermission.HEALTH_ORDER),
        "may_trace": actor.may(AccessPermission.HEALTH_TRACE),
        "end_form": EndForm(),
    }
    return render_page(request, "access/health/order.html", context)


@require_POST
def end(request: HttpRequest, order_id: int) -> HttpResponse:
    """End an order before its last day."""
    actor = actor_of(request)
    actor.require(AccessPermission.HEALTH_ORDER)
    get_object_or_404(HealthOrder.objects.visible_to(actor), id=order_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it ends."))
        return redirect("access:health_order", order_id=order_id)
    try:
        reason = form.cleaned_data["reason"]
        actions.end(order_id=order_id, reason=reason, actor=actor, at=timezone.now())
    except HealthOrder.DoesNotExist:
        raise Http404 from None
    except EXPECTED as error:
        messages.error(request, say(error))
    return redirect("access:health_order", order_id=order_id)


@never_cache
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Everybody's declaration, on the phone."""
    actor, at = actor_of(request), timezone.now()
    actor.require(AccessPermission.HEALTH_DECLARE, person_id=actor.person_id)
    found = _in_force(actor, Switch.DECLARATIONS)
    error = ""
    if request.method == "POST":
        values = {"yes": True, "no": False}
        typed = {str(q): values[v] for q in Question if (v := request.POST.get(q, "")) in values}
        try:
            client_id = UUID(request.POST.get("client_id", ""))
        except ValueError:
            client_id = uuid4()
        try:
            recording.declare(answers=typed, client_id=client_id, actor=actor, at=at)
        except EXPECTED as refused:
            error = say(refused)
        else:
            return redirect("access:health_declare")
    context = {
        "order": found,
        "questions": [
            (q, label, request.POST.get(q, "")) for q, label in queries.questions_of(found)
        ],
        "last": queries.own_declaration(actor, found),
        "now": at,
        "error": error,
        "client_id": uuid4(),
    }
    status = 422 if error else 200
    return render_page(request, "access/health/declare.html", context, status=status)


@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The guard's desk."""
    return _desk(request)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """A contractor's worker."""

    def take(form: CheckForm, actor: Actor) -> str:
        row = recording.check_contractor(
            who=_who(form, actor),
            is_fit=form.cleaned_data["is_fit"],
            actor=actor,
            at=timezone.now(),
        )
        return _("%(name)s: written down.") % {"name": row.label}

    return _take(request, CheckForm, "check_form", take)


@require_POST
def isolate(request: HttpRequest) -> HttpResponse:
    """Somebody was brought to the isolation room."""

    def take(form: IsolationForm, actor: Actor) -> str:
        typed = form.cleaned_data
        row = recording.isolate(
            who=_who(form, actor),
            room=typed["room"],
            reason=typed["reason"],
            actor=actor,
            at=timezone.now(),
        )
        return _("%(name)s: in %(room)s.") % {"name": row.label, "room": row.room}

    return _take(request, IsolationForm, "isolation_form", take)


@require_POST
def end_isolation(request: HttpRequest, isolation_id: int) -> HttpResponse:
    """They left it."""

    def take(form: OutcomeForm, actor: Actor) -> str:
        outcome = form.cleaned_data["outcome"]
        row = recording.end_isolation(
            isolation_id=isolation_id, outcome=outcome, actor=actor, at=timezone.now()
        )
        return _("%(name)s: written down.") % {"name": row.label}

    return _take(request, OutcomeForm, "outcome_form", take)


@never_cache
@require_http_methods(["GET", "POST"])
def trace(request: HttpRequest) -> HttpResponse:
    """Who was near somebody; each look is in the journal."""
    actor, at = actor_of(request), timezone.now()
    actor.require(AccessPermission.HEALTH_TRACE)
    found = _in_force(actor, Switch.TRACING)
    form, contacts = TraceForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        person = Person.objects.filter(site_id=actor.site_id, staff_no=typed["staff_no"]).first()
        try:
            if person is None:
                raise NobodyKnown(number=typed["staff_no"])
            contacts = tracing.trace(
                person_id=person.id,
                purpose=typed["purpose"],
                days=typed["days"],
                actor=actor,
                at=at,
            )
        except EXPECTED as error:
            form.add_error(None, say(error))
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "contacts": contacts, "order": found}
    return render_page(request, "access/health/trace.html", context, status=status)


def _desk(request: HttpRequest, *, status: int = 200, **forms: object) -> HttpResponse:
    actor = actor_of(request)
    try:
        shown = queries.desk(actor, at=timezone.now())
    except NoOrder:
        raise Http404 from None
    context = {
        "desk": shown,
        "now": timezone.now(),
        "takes_temperature": Switch.TEMPERATURE in shown.order.switches,
        "checks_contractors": Switch.CONTRACTORS in shown.order.switches,
        "temperature_form": TemperatureForm(),
        "told": {v: spoken.sentence(v, name="{name}", celsius="{celsius}") for v in Verdict},
        "is_kept": "kept" in request.GET,
        "check_form": CheckForm(),
        "isolation_form": IsolationForm(),
        **forms,
    }
    return render_page(request, "access/health/desk.html", context, status=status)


def _take(request: HttpRequest, kind: type, name: str, take: Callable[..., str]) -> HttpResponse:
    """One entry at the desk: written down, or back with what was typed and why not."""
    actor = actor_of(request)
    actor.require(AccessPermission.HEALTH_RECORD)
    form = kind(request.POST)
    if form.is_valid():
        try:
            messages.success(request, take(form, actor))
        except NoOrder:
            raise Http404 from None
        except Isolation.DoesNotExist:
            raise Http404 from None
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("access:health_desk")
    return _desk(request, status=422, **{name: form})


def _who(form: WhoForm, actor: Actor) -> recording.Who:
    typed = form.cleaned_data
    if typed["number"]:
        return recording.who_is(typed["number"], site_id=actor.site_id)
    return recording.Who("", typed["name"])


def _in_force(actor: Actor, switch: str) -> HealthOrder:
    try:
        return recording.in_force(site_id=actor.site_id, at=timezone.now(), switch=switch)
    except NoOrder:
        raise Http404 from None


def _order(actor: Actor, order_id: int) -> HealthOrder:
    row: HealthOrder | None = HealthOrder.objects.visible_to(actor).filter(id=order_id).first()
    if row is None:
        raise Http404
    return row


def _begins(actor: Actor, before: HealthOrder | None) -> dict[str, object]:
    """What the form begins with: the order that is followed, else the parameters' figures."""
    if before is not None:
        names = [
            *("disease", "switches", "questions", "holders", "fever_c", "again_min"),
            *("declared_h", "meeting_limit", "keep_days"),
        ]
        return {name: getattr(before, name) for name in names}
    values = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate())
    return {
        "questions": [Question.SYMPTOMS],
        "holders": ["visitor", "contractor"],
        "fever_c": values.decimal(figures.FEVER_FROM),
        "again_min": values.integer(figures.AGAIN_AFTER),
        "declared_h": values.integer(figures.DECLARED_FOR),
        "keep_days": values.integer(figures.KEPT_AFTER),
    }
