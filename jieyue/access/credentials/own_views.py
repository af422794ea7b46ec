"""My credentials, on the phone: cards, cars, the pass, and lost at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jieyue.access.credentials import actions, own_plates, passes, qr, queries
from jieyue.access.credentials.drawing import square
from jieyue.access.credentials.forms import OwnPlateForm
from jieyue.access.credentials.messages import EXPECTED, say
from jieyue.access.credentials.models import Credential
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.steps import press, status_of, submit

PAGE = "access/credentials/mine.html"
PASS = "access/credentials/pass.html"  # noqa: S105 - a page's name
CODE = "access/credentials/_code.html"
FRESH_S = 20


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    actor = _own(request)
    context = {"rows": queries.own(actor), "requests": queries.own_requests(actor)}
    return render_page(request, PAGE, context)


@require_POST
def lost(request: HttpRequest, credential_id: int) -> HttpResponse:
    """Works at once; whoever issues credentials is told."""
    actor = _own(request)
    _check_own(actor, credential_id)
    return press(
        request,
        lambda: actions.report_lost(credential_id=credential_id, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("access:my_credentials"),
        said=_("Reported lost. No gate opens for it any more."),
    )


def plate_new(request: HttpRequest) -> HttpResponse:
    """Register one's own car."""
    actor = _own(request)
    form = OwnPlateForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: form.asking(
            lambda: own_plates.ask(**form.cleaned_data, actor=actor, at=timezone.now())
        ),
        refusals=EXPECTED,
        done_url=reverse("access:my_credentials"),
        said=_("Registered. The security officer will decide; you will be told."),
    )
    shown = {
        "title": _("Register my car"),
        "form": form,
        "submit": _("Register"),
        "text": _("It may enter once the security officer has agreed."),
        "back_url": reverse("access:my_credentials"),
    }
    return reply or render_page(request, "people/form_page.html", shown, status=status_of(form))


@require_POST
def plate_give_up(request: HttpRequest, credential_id: int) -> HttpResponse:
    actor = _own(request)
    _check_own(actor, credential_id)
    return press(
        request,
        lambda: own_plates.give_up(credential_id=credential_id, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("access:my_credentials"),
        said=_("Given up. The gates no longer open for this car."),
    )


@never_cache
def my_pass(request: HttpRequest) -> HttpResponse:
    """The pass, a new code every few seconds; made by the first press."""
    actor = _own(request)
    if request.method == "POST":
        try:
            passes.make_own(actor=actor, at=timezone.now())
        except EXPECTED as error:
            messages.error(request, say(error))
            return redirect("access:my_credentials")
        return redirect("access:my_pass")
    has_pass = queries.own_pass(actor) is not None
    context = {"has_pass": has_pass, "fresh_s": FRESH_S, **(_code(actor) if has_pass else {})}
    return render_page(request, PASS, context)


@never_cache
@require_GET
def my_code(request: HttpRequest) -> HttpResponse:
    """The part of the page that is fetched again."""
    return render_page(request, CODE, {"fresh_s": FRESH_S, **_code(_own(request))})


def _code(actor: Actor) -> dict[str, object]:
    at = timezone.now()
    try:
        token = passes.rotating(actor=actor, at=at)
    except EXPECTED as error:
        return {"refusal": say(error)}
    left_ms = qr.STEP_MS - int(at.timestamp() * 1000) % qr.STEP_MS
    return {"code": square(token), "at": timezone.localtime(at), "left_s": left_ms // 1000}


def _own(request: HttpRequest) -> Actor:
    """Raises NotAllowed for an account without a person, such as a wall screen's."""
    actor = actor_of(request)
    actor.require(AccessPermission.CREDENTIALS_READ, person_id=actor.person_id)
    return actor


def _check_own(actor: Actor, credential_id: int) -> None:
    """Of others' there is nothing here, also for whoever may end them elsewhere. Raises Http404."""
    get_object_or_404(
        Credential, id=credential_id, site_id=actor.site_id, person_id=actor.person_id
    )
