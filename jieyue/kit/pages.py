"""One address serves a whole page, or only the part that HTMX asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from jieyue.kit import shell
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.permissions import all_permissions


def render_page(
    request: HttpRequest,
    page: str,
    context: Mapping[str, Any],
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `part` for an HTMX request that swaps a part, and `page` otherwise.

    Vary keeps a browser or proxy from showing the bare part when someone presses Back.
    """
    template = part if part is not None and wants_part(request) else page
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_part(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part of the page; going back in history needs the whole."""
    headers = request.headers
    return bool(headers.get("HX-Request")) and not (
        headers.get("HX-Boosted") or headers.get("HX-History-Restore-Request")
    )


def actor_of(request: HttpRequest) -> Actor:
    """Who asks. For pages behind a log-in, where there always is somebody."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotAllowed("signed-in")
    return actor


class RefusalMiddleware:
    """Answers in the reader's language, and a refusal by a page that says what would allow it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):  # which answers in the language asked for
            language = shell.language(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed) and not request.path.startswith("/api/"):
            needed = all_permissions().get(exception.permission)
            context = {"needed": needed.label if needed else "", "held": exception.held}
            return render(request, "kit/not_allowed.html", context, status=403)
        return None
