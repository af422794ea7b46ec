"""The visitors' pages without an account: ask for a visit, and one's own pass on the phone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jieyue.access.visitors import drawing, phone, refusals, throttle
from jieyue.access.visitors.forms import TimesForm
from jieyue.access.visitors.messages import EXPECTED, say
from jieyue.access.visitors.models import Guest
from jieyue.access.visitors.public_forms import AskForm
from jieyue.access.visitors.settings_of_site import rules_of
from jieyue.kit.addresses import address_of
from jieyue.kit.pages import render_page
from jieyue.kit.sites.models import Site

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Nothing of these pages stays in a browser or proxy, and their address goes nowhere else.

    Only our own server is told it, as it asks where a form comes from.
    """

    @wraps(view)
    def kept_private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = never_cache(view)(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return kept_private


@private
@login_not_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, site_code: str) -> HttpResponse:
    """Ask to visit somebody; the host answers."""
    at = timezone.now()
    site = Site.objects.filter(code=site_code, is_active=True).first()
    if site is None:
        raise Http404
    site_rules = rules_of(site.id, at=at)
    form = AskForm(request.POST or None, site_id=site.id)
    status = 200
    if form.is_bound:
        status = 422
        try:
            _slow_down(request, site.id, at)
            if form.is_valid():
                asked = form.asked(consent=site_rules.notice_version)
                unit_id, host = int(form.cleaned_data["unit"]), form.cleaned_data["host"]
                _visit, key = phone.ask(site=site, asked=asked, unit_id=unit_id, host=host, at=at)
                return redirect("visit:pass", key=key)
        except refusals.TooManyTries as error:
            form.add_error(None, say(error))
            status = 429
        except EXPECTED as error:
            form.add_error(None, say(error))
    context = {"form": form, "site": site.name, "version": site_rules.notice_version}
    return render_page(request, "access/visitors/public/ask.html", context, status=status)


@private
@login_not_required
@require_http_methods(["GET", "POST"])
def own_pass(request: HttpRequest, key: str) -> HttpResponse:
    """The visitor's page: state, where to go, the pass, change and cancel."""
    guest = guest_at(request, key)
    form = TimesForm(request.POST if request.POST.get("do") == "change" else None)
    problem, status = "", 200
    if request.method == "POST":
        try:
            if _done(request, key, form):
                return redirect("visit:pass", key=key)
            status = 422
        except EXPECTED as error:
            problem, status = say(error), 422
    return _page(request, guest, key, form, problem, status)


@private
@login_not_required
@require_GET
def code(request: HttpRequest, key: str) -> HttpResponse:
    """The pass as it is now; the page asks for it again every few seconds."""
    guest = guest_at(request, key)
    at = timezone.now()
    context = {
        "code": drawing.code(phone.token(guest, at=at)),
        "view": phone.view(guest, at=at),
        "key": key,
        "at": at,
    }
    return render_page(request, "access/visitors/public/_code.html", context)


@private
@login_not_required
@require_GET
def copy(request: HttpRequest, key: str) -> HttpResponse:
    """All that is kept of this visitor, to take along."""
    guest = guest_at(request, key)
    response = JsonResponse(phone.own_data(guest), json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{guest.visit.number}.json"'
    return response


def _page(
    request: HttpRequest, guest: Guest, key: str, form: TimesForm, problem: str, status: int
) -> HttpResponse:
    at = timezone.now()
    context = {
        "view": phone.view(guest, at=at),
        "code": drawing.code(phone.token(guest, at=at)),
        "key": key,
        "at": at,
        "form": form if form.is_bound else TimesForm(initial=_times(guest)),
        "problem": problem,
    }
    return render_page(request, "access/visitors/public/pass.html", context, status=status)


def _done(request: HttpRequest, key: str, form: TimesForm) -> bool:
    """What the visitor asked for was done; False for a form that is not complete."""
    at = timezone.now()
    do = request.POST.get("do", "")
    version = rules_of(guest_at(request, key).site_id, at=at).notice_version
    if do == "cancel":
        phone.cancel(key=key, at=at)
    elif do == "consent":
        phone.consent(key=key, kind="notice", version=version, at=at)
    elif do == "change" and form.is_valid():
        phone.change(key=key, at=at, **form.cleaned_data)
    else:
        return False
    return True


def _times(guest: Guest) -> dict[str, Any]:
    return {
        "from_at": timezone.localtime(guest.visit.from_at),
        "until_at": timezone.localtime(guest.visit.until_at),
    }


def guest_at(request: HttpRequest, key: str) -> Guest:
    """Whose page it is; guessing at addresses is slowed down."""
    at, address = timezone.now(), address_of(request)
    try:
        throttle.check_guesses(address=address, at=at)
        return phone.guest_of(key, at=at)
    except refusals.NoSuchGuest:
        throttle.count(address=address, what="guess", at=at)
        raise Http404 from None
    except refusals.TooManyTries:
        raise Http404 from None


def _slow_down(request: HttpRequest, site_id: int, at: Any) -> None:
    """Raises TooManyTries."""
    address = address_of(request)
    throttle.check_asks(site_id=site_id, address=address, at=at)
    throttle.count(address=address, what="ask", at=at)
