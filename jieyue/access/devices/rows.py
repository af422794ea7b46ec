"""What devices send in rows: one, or {"items": […]} of many, at the same address."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from jieyue.access.devices.authentication import MOST_OF_MANY, MOST_OF_ONE, check_length
from jieyue.kit import problems
from jieyue.kit.api import read_json

CONFLICT = "event_conflicts"


class Sent(NamedTuple):
    """Rows as they came. are_many: they came as items and are answered as such."""

    rows: list[Any]
    are_many: bool


def sent_in(request: HttpRequest) -> Sent:
    """Raises MalformedBody, RequestDataTooBig."""
    body = read_json(request)
    are_many = isinstance(body, dict) and isinstance(body.get("items"), list)
    check_length(request, most=MOST_OF_MANY if are_many else MOST_OF_ONE)
    return Sent(body["items"] if are_many else [body], are_many)


def not_taken(reason: str, detail: str) -> HttpResponse:
    """The answer to a single row: 409 when its event id came with other content, else 422."""
    is_conflict = reason == CONFLICT
    status, code = (409, "EventConflicts") if is_conflict else (422, "BadEvent")
    field = problems.FieldProblem(field="", code=reason, detail=detail)
    return problems.respond(status, code, detail, [field])


def described(row: type[Schema], *, most: int) -> dict[str, Any]:
    """For the reference: one row or up to `most`."""
    one = row.model_json_schema()
    items = {"type": "array", "maxItems": most, "items": one}
    many = {"type": "object", "required": ["items"], "properties": {"items": items}}
    content = {"application/json": {"schema": {"anyOf": [one, many]}}}
    return {"requestBody": {"required": True, "content": content}}
