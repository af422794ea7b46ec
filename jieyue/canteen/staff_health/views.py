"""晨检与健康证: the morning's list on the phone, who works with food, their certificates."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.staff_health import actions, queries
from jieyue.canteen.staff_health.forms import CertificateForm, CheckForm, HandlerForm
from jieyue.canteen.staff_health.messages import CONCLUSIONS, FAULTS, REASONS, SYMPTOMS
from jieyue.canteen.staff_health.models import FoodHandler, MorningCheck
from jieyue.canteen.staff_health.rules import (
    Conclusion,
    ConclusionContradicts,
    ImpossibleTemperature,
)
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.files import storing
from jieyue.kit.files.purposes import FileKind, Purpose, declare
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.persons.models import Person

REFUSALS = (actions.HealthRefused, ConclusionContradicts, ImpossibleTemperature)
SCAN = declare(
    Purpose(
        "canteen.health_certificate",
        (FileKind.PDF, FileKind.JPEG, FileKind.PNG),
        may_read=lambda actor, _stored: actor.may(CanteenPermission.FOOD_SAFETY_READ),
    )
)
SOON = timedelta(days=30)


@login_required
@require_http_methods(["GET", "POST"])
def morning(request: HttpRequest) -> HttpResponse:
    """Everybody who works with food today; each is checked with a tap or two."""
    actor = actor_of(request)
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    place = _place(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    refusal, form = "", CheckForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        refusal = _check(form, place.id, actor)
        if not refusal:
            return redirect(f"{request.path}?canteen={place.code}")
    context = _morning_context(actor, place, form=form, refusal=refusal)
    return render_page(
        request,
        "canteen/staff_health/morning.html",
        context,
        status=422 if form.is_bound else 200,
    )


def _check(form: CheckForm, canteen_id: int, actor: Actor) -> str:
    """Check, and mark the fit on duty; the sentence of what was refused, or empty."""
    at, person_id = timezone.now(), form.cleaned_data["person"]
    day = timezone.localdate(at)
    finding = form.finding()
    try:
        actions.check(
            canteen_id=canteen_id, person_id=person_id, day=day, finding=finding, actor=actor, at=at
        )
        if finding.conclusion is Conclusion.FIT:
            actions.mark_on_duty(
                canteen_id=canteen_id, person_id=person_id, day=day, actor=actor, at=at
            )
    except FoodHandler.DoesNotExist:
        raise Http404 from None
    except REFUSALS as error:
        return problems.say(error)
    return ""


def _morning_context(
    actor: Actor, place: CanteenRow, *, form: CheckForm, refusal: str
) -> dict[str, object]:
    day = timezone.localdate()
    rows = queries.staff(actor, canteen_id=place.id, day=day)
    return {
        "place": place,
        "places": canteens(actor),
        "day": day,
        "form": form if form.is_bound else None,
        "typed": form.data.get("person", ""),
        "refusal": refusal,
        "rows": [_said(row) for row in rows],
        "checked": sum(1 for row in rows if row.check_id),
        "on_duty": sum(1 for row in rows if row.is_on_duty),
        "symptoms": list(SYMPTOMS.items()),
        "faults": list(FAULTS.items()),
        "may_check": actor.may(CanteenPermission.FOOD_SAFETY_CHECK),
    }


def _said(row: queries.HandlerRow) -> dict[str, object]:
    """A row with the words of its codes."""
    today = timezone.localdate()
    return {
        "row": row,
        "conclusion": CONCLUSIONS.get(row.conclusion, ""),
        "symptoms": [SYMPTOMS[code] for code in row.symptoms],
        "faults": [FAULTS[code] for code in row.faults],
        "reason": REASONS[row.verdict.reason] if row.verdict.reason else "",
        "ends_soon": row.valid_to is not None and today <= row.valid_to <= today + SOON,
        "is_expired": row.valid_to is None or row.valid_to < today,
    }


@login_required
@require_POST
def duty(request: HttpRequest) -> HttpResponse:
    """Mark a person on duty who was checked before the certificate came."""
    actor, at = actor_of(request), timezone.now()
    place = _place(request, actor)
    if place is None or not request.POST.get("person", "").isdigit():
        raise Http404
    try:
        actions.mark_on_duty(
            canteen_id=place.id,
            person_id=int(request.POST["person"]),
            day=timezone.localdate(at),
            actor=actor,
            at=at,
        )
    except Person.DoesNotExist:
        raise Http404 from None
    except actions.HealthRefused as error:
        messages.error(request, problems.say(error))
    return redirect("canteen:morning_checks")


@login_required
@require_POST
def clear(request: HttpRequest, check_id: int) -> HttpResponse:
    """Let somebody who was sent off come back from today on."""
    at = timezone.now()
    try:
        actions.clear(
            check_id=check_id,
            on=timezone.localdate(at),
            reason=request.POST.get("reason", ""),
            actor=actor_of(request),
            at=at,
        )
    except MorningCheck.DoesNotExist:
        raise Http404 from None
    except actions.HealthRefused as error:
        messages.error(request, problems.say(error))
    return redirect("canteen:morning_checks")


@login_required
@require_http_methods(["GET", "POST"])
def handlers(request: HttpRequest) -> HttpResponse:
    """Who works with food, with the end of each certificate; a form for one more."""
    actor, at = actor_of(request), timezone.now()
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    place = _place(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    rows = queries.staff(actor, canteen_id=place.id, day=timezone.localdate(at))
    known = {row.person_id for row in rows}
    persons = Person.objects.filter(site_id=actor.site_id, left_on=None).exclude(id__in=known)
    named = [
        (person_id, f"{name} · {unit} · {staff_no}")
        for person_id, name, unit, staff_no in persons.filter(unit__kind="contractor")
        .order_by("unit__code", "staff_no")
        .values_list("id", "name", "unit__short_name", "staff_no")
    ]
    form = HandlerForm(request.POST if request.method == "POST" else None, persons=named)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            actions.register(
                canteen_id=place.id,
                person_id=int(values["person"]),
                post=values["post"],
                since_on=values["since_on"],
                actor=actor,
                at=at,
            )
        except actions.HealthRefused as error:
            form.add_error("person", problems.say(error))
        else:
            messages.success(request, _("Registered. Enter the health certificate next."))
            return redirect("canteen:food_handlers")
    context = {
        "place": place,
        "places": canteens(actor),
        "form": form,
        "rows": [_said(row) for row in rows],
        "may_edit": actor.may(CanteenPermission.FOOD_SAFETY_CHECK),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "canteen/staff_health/handlers.html", context, status=status)


@login_required
@require_POST
def end(request: HttpRequest, handler_id: int) -> HttpResponse:
    """Somebody no longer works with food, from today on."""
    at = timezone.now()
    try:
        actions.end(
            handler_id=handler_id, until_on=timezone.localdate(at), actor=actor_of(request), at=at
        )
    except FoodHandler.DoesNotExist:
        raise Http404 from None
    return redirect("canteen:food_handlers")


@login_required
@require_http_methods(["GET", "POST"])
def certificate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enter a health certificate with its scan."""
    actor = actor_of(request)
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    person = Person.objects.filter(site_id=actor.site_id, id=person_id).first()
    if person is None:
        raise Http404
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CertificateForm(*bound)
    if form.is_bound and form.is_valid() and _enter(form, person_id, actor):
        messages.success(request, _("The certificate is entered."))
        return redirect("canteen:food_handlers")
    context = {"form": form, "person": person.name}
    status = 422 if form.is_bound else 200
    return render_page(request, "canteen/staff_health/certificate.html", context, status=status)


def _enter(form: CertificateForm, person_id: int, actor: Actor) -> bool:
    at, values = timezone.now(), dict(form.cleaned_data)
    upload = values.pop("scan")
    try:
        scan = storing.store(upload, purpose=SCAN, actor=actor, at=at) if upload else None
        actions.enter_certificate(person_id=person_id, scan=scan, actor=actor, at=at, **values)
    except FileRefused as error:
        form.add_error("scan", problems.say(error))
    except actions.CertificateEndsFirst as error:
        form.add_error("valid_to", problems.say(error))
    except actions.HealthRefused as error:
        form.add_error("number", problems.say(error))
    return not form.errors


def _place(request: HttpRequest, actor: Actor) -> CanteenRow | None:
    """The canteen asked for, or the first; None when the site has none."""
    places = canteens(actor)
    return among(places, request.GET.get("canteen", "")) if places else None
