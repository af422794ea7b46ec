"""Requests that bear a key go straight to the programmer's door.

A device has no session, no page, no cookie: what Django's handler and the other middlewares do for
people would take longer than a gate's decision. The door's own check of the key, its errors, its
log lines and its language stay.
"""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.log import log_response

DOOR = "/api/v1/"
KEY = "Bearer "
LONGEST_IN_LINE = 16 * 1024  # bytes of a body; who brings many rows would hold up the others


class KeyedFirst:
    """The web server's entry: whoever bears a key passes Django's handler by.

    in_line: paths of short writes that many send at the same time. On SQLite each process does
    them one after the other in one thread: what a connection has read it must read again once
    another has written, so that two connections take longer than one.
    """

    def __init__(self, whole: WSGIApplication, *, in_line: Collection[str] = ()) -> None:
        self.whole = whole
        self.in_line = frozenset(in_line) if connection.vendor == "sqlite" else frozenset()
        self._line = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keyed")
        guarded = SecurityMiddleware(convert_exception_to_response(_answer))
        self._answered = convert_exception_to_response(guarded)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("SCRIPT_NAME") or not _is_keyed(environ):
            return self.whole(environ, start_response)
        try:
            _door(environ["PATH_INFO"])
        except Resolver404:
            return self.whole(environ, start_response)
        request = WSGIRequest(environ)
        if environ["PATH_INFO"] in self.in_line and _is_short(environ):
            response = self._line.submit(self._now, request).result()
        else:
            response = self._now(request)
        if response.status_code >= 400:
            line = (response.reason_phrase, request.path)
            log_response("%s: %s", *line, response=response, request=request)
        cookies = [("Set-Cookie", each.OutputString()) for each in response.cookies.values()]
        status = f"{response.status_code} {response.reason_phrase}"
        start_response(status, [*response.items(), *cookies])
        if response.streaming:
            return cast("Iterable[bytes]", response)
        request.close()  # files that came with it
        return [response.content]

    def _now(self, request: HttpRequest) -> HttpResponse:
        close_old_connections()
        return cast("HttpResponse", self._answered(request))


class KeyedMiddleware:
    """The same where Django's handler comes first, as in tests: right after those that guard
    every answer, and before those for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_keyed(request.META):
            return self.get_response(request)
        try:
            _door(request.path_info)
        except Resolver404:
            return self.get_response(request)
        return _answer(request)


def _answer(request: HttpRequest) -> HttpResponse:
    """Raises DisallowedHost, as for everybody, and Resolver404."""
    match = _door(request.path_info)
    request.get_host()
    headers = request.META
    language = _language(headers.get("HTTP_ACCEPT_LANGUAGE", ""), headers.get("HTTP_COOKIE", ""))
    translation.activate(language)
    request.LANGUAGE_CODE, request.resolver_match = language, match
    request.actor, request.site_ids = None, ()  # type: ignore[attr-defined]
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    response.headers.setdefault("Content-Language", language)
    if not response.streaming and not response.has_header("Content-Length"):
        response.headers["Content-Length"] = str(len(response.content))
    return response


def _is_keyed(headers: dict[str, Any]) -> bool:
    """With a key and without a session; whoever has both is treated as a person."""
    return (
        headers.get("PATH_INFO", "").startswith(DOOR)
        and headers.get("HTTP_AUTHORIZATION", "").startswith(KEY)
        and settings.SESSION_COOKIE_NAME not in headers.get("HTTP_COOKIE", "")
    )


def _is_short(headers: WSGIEnvironment) -> bool:
    announced = headers.get("CONTENT_LENGTH") or ""
    return announced.isdecimal() and int(announced) <= LONGEST_IN_LINE


@lru_cache(maxsize=64)
def _language(accepted: str, cookie: str) -> str:
    """As for everybody: what a cookie says, else what the headers ask for."""
    asked = HttpRequest()
    asked.META = {"HTTP_ACCEPT_LANGUAGE": accepted}
    asked.COOKIES = parse_cookie(cookie)
    return translation.get_language_from_request(asked)


@lru_cache(maxsize=64)
def _door(path: str) -> ResolverMatch:
    """Raises Resolver404."""
    return resolve(path)
