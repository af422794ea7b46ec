"""One address serves a whole page, or only the part that HTMX asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from jieyue.kit.actor import NotAllowed


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
    wants_part = part is not None and request.headers.get("HX-Request")
    template = part if wants_part and part else page
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


class RefusalMiddleware:
    """What an actor may not do is answered by a page that says what would allow it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed) and not request.path.startswith("/api/"):
            return render(request, "kit/not_allowed.html", {"refusal": exception}, status=403)
        return None
