"""The shell's own addresses: language, theme, site and the global search."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from jieyue.kit import search as searches
from jieyue.kit import shell
from jieyue.kit.pages import actor_of, render_page

YEAR_S = 365 * 24 * 3600
WORKER = settings.PACKAGE / "static" / "jieyue" / "worker.js"


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language on the account and in this browser, and go back."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest("language")
    return _keep(request, "language", code, cookie=settings.LANGUAGE_COOKIE_NAME)


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme on the account and in this browser, and go back."""
    theme = request.POST.get("theme", "")
    if theme not in shell.THEMES:
        return HttpResponseBadRequest("theme")
    return _keep(request, "theme", theme, cookie=shell.THEME_COOKIE)


@require_POST
@login_required
def set_site(request: HttpRequest) -> HttpResponse:
    """Work on another site from now on. Only a site where the account holds a role is taken."""
    allowed = {str(choice.id): choice.id for choice in shell.site_choices(request)}
    chosen = request.POST.get("site", "")
    if chosen not in allowed:
        return HttpResponse(status=404)
    request.session["site_id"] = allowed[chosen]
    return HttpResponseRedirect("/")


@require_GET
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Everything in the domains that matches `q`."""
    query = request.GET.get("q", "").strip()[:100]
    found = searches.find(query, actor_of(request))
    context = {"query": query, "found": found}
    return render_page(request, "kit/shell/search.html", context, part="kit/shell/_found.html")


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The service worker, at the root so that it stands above every page. Never kept as old."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _keep(request: HttpRequest, field: str, value: str, *, cookie: str) -> HttpResponse:
    account = request.user
    if account.is_authenticated and getattr(account, field, value) != value:
        setattr(account, field, value)
        account.save(update_fields=[field])
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        cookie, value, max_age=YEAR_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def _back(request: HttpRequest) -> str:
    """The page that was open, if it is one of ours."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target and ours else "/"
