"""A page reads the calendar and the parameters in several places; their marks are asked once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jieyue.kit import editions

READING = ("GET", "HEAD")


class EditionsMiddleware:
    """Within a request that only reads, each mark is one query at most."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return self.get_response(request)
        with editions.looked_up_once():
            return self.get_response(request)
