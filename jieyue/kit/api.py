"""The programmer's door, /api/v1/: one frame for every domain's addresses.

Each domain's `api.py` has a ninja Router that `jieyue/urls.py` adds here. Reads answer
`{"items": […], "next": …}` (`kit.cursors`), failures are problem details (`kit.problems`),
decimals are strings, times carry an offset, and the actor is the signed-in person's (with the
CSRF token on writes) or a device's (its domain brings the check of its key).
"""

import logging
import re
from datetime import UTC, datetime
from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie
from pydantic import AfterValidator, AwareDatetime
from pydantic_core import from_json

from jieyue.kit import problems
from jieyue.kit.actor import Actor

logger = logging.getLogger(__name__)

EARLIEST_YEAR, LATEST_YEAR = 2000, 9999
PLACE = re.compile(r"line (\d+) column (\d+)")


class MalformedBody(Exception):
    """The body is not JSON. `line` and `column` are where reading stopped, 1 at the beginning."""

    def __init__(self, *, line: int, column: int) -> None:
        super().__init__(line, column)
        self.line, self.column = line, column


class SessionActor(APIKeyCookie):
    """A person who is signed in on the pages; a write also needs the CSRF token."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Any | None:
        if getattr(request, "actor", None) is None:
            return None
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:  # noqa: ARG002
        return getattr(request, "actor", None)


class Api(NinjaAPI):
    """Ninja's frame, saying in its description that failures are problem details."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """Its own `auth` answers who is not signed in: a program is not led to a log-in page."""
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback.login_required = False  # type: ignore[attr-defined]
        return patterns, app_name, namespace

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content["application/problem+json"] = content.pop("application/json")
        return schema


api = Api(
    title="Jieyue",
    version="1",
    urls_namespace="api",
    docs_url=None,
    auth=[SessionActor()],
)

FIELD_WORDS: dict[str, Promise] = {
    "missing": gettext_lazy("This is required."),
    "int_parsing": gettext_lazy("A whole number is needed."),
    "decimal_parsing": gettext_lazy("A number is needed."),
    "date_from_datetime_parsing": gettext_lazy("A date such as 2026-11-23 is needed."),
    "date_parsing": gettext_lazy("A date such as 2026-11-23 is needed."),
    "datetime_parsing": gettext_lazy("A time such as 2026-11-23T08:15:00+08:00 is needed."),
    "datetime_from_date_parsing": gettext_lazy(
        "A time such as 2026-11-23T08:15:00+08:00 is needed."
    ),
    "timezone_aware": gettext_lazy("The time needs its offset, such as +08:00."),
    "time_parsing": gettext_lazy("A time of day such as 08:15 is needed."),
    "string_type": gettext_lazy("Text is needed."),
    "enum": gettext_lazy("This is not one of the choices."),
    "literal_error": gettext_lazy("This is not one of the choices."),
    "extra_forbidden": gettext_lazy("This field is not known."),
}


def _storable(at: datetime) -> datetime:
    """In UTC: PostgreSQL takes no offset of 16 hours and more, and no clock shows such years."""
    if not EARLIEST_YEAR <= at.year < LATEST_YEAR:
        raise ValueError("a time between the years 2000 and 9998 is needed")
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_storable)]
"""A time with its offset, as devices and browsers send it."""


def read_json(request: HttpRequest) -> Any:
    """The body of a request that is read by hand: JSON of RFC 8259, nested to a sane depth.

    Raises MalformedBody, RequestDataTooBig.
    """
    try:
        return from_json(request.body, allow_inf_nan=False)
    except ValueError as error:
        place = PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        raise MalformedBody(line=line, column=column) from error


problems.connect(
    {
        MalformedBody: problems.Words(
            400,
            gettext_lazy("The body is not JSON; see line %(line)s, column %(column)s."),
        ),
        RequestDataTooBig: problems.Words(
            413, gettext_lazy("The body is too large. Send it in several parts.")
        ),
    }
)


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    detail = _("Sign in, or send a device key as “Authorization: Bearer …”.")
    return problems.respond(401, "NotSignedIn", detail)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001
    detail = _("There is nothing here that you may see.")
    return problems.respond(404, "NotFound", detail)


@api.exception_handler(HttpError)
def refused_by_frame(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001
    if error.status_code == 403:
        detail = _("The CSRF token is missing or old. Send it as X-CSRFToken.")
        return problems.respond(403, "CsrfFailed", detail)
    if error.status_code == 400:
        return problems.respond(400, "MalformedBody", _("The body is not the JSON that is needed."))
    return problems.respond(error.status_code, type(error).__name__, error.message)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    errors = [
        problems.FieldProblem(
            field=".".join(str(part) for part in found["loc"]),
            code=found["type"],
            detail=str(FIELD_WORDS.get(found["type"], _("This value is not valid."))),
        )
        for found in error.errors
    ]
    return problems.respond(422, "ValidationError", _("Some fields are not valid."), errors)


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """An expected failure in its words; an unexpected one in the log and as a plain 500."""
    words = problems.words_for(error)
    if words:
        return problems.respond(words.status, type(error).__name__, words.say(error))
    logger.error("API request to %s failed", request.path, exc_info=error)
    detail = _("Something went wrong on our side. It has been written down.")
    return problems.respond(500, "InternalError", detail)
