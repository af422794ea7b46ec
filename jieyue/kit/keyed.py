"""Requests that bear a key go straight to the programmer's door.

A device has no session, no page, no cookie: what the other middlewares do for people would take
longer than a gate's decision. The door's own check of the key, its errors and its language stay.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

DOOR = "/api/v1/"
KEY = "Bearer "


class KeyedMiddleware:
    """Stands right after those that guard every answer, and before those for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_keyed(request):
            return self.get_response(request)
        try:
            match = _door(request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.get_host()  # raises DisallowedHost, as for everybody
        language = translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE, request.resolver_match = language, match
        request.actor, request.site_ids = None, ()  # type: ignore[attr-defined]
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        response.headers.setdefault("Content-Language", language)
        if not response.streaming and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        return response


def _is_keyed(request: HttpRequest) -> bool:
    """With a key and without a session; whoever has both is treated as a person."""
    return (
        request.path_info.startswith(DOOR)
        and request.META.get("HTTP_AUTHORIZATION", "").startswith(KEY)
        and settings.SESSION_COOKIE_NAME not in request.META.get("HTTP_COOKIE", "")
    )


@lru_cache(maxsize=64)
def _door(path: str) -> ResolverMatch:
    """Raises Resolver404."""
    return resolve(path)
