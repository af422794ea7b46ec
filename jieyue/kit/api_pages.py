"""The programmer's reference, from the code itself; no outside file is loaded for it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from jieyue.kit.api import api
from jieyue.kit.pages import render_page


@dataclass(frozen=True)
class Operation:
    """One address and method. Parameters are name, place and whether needed."""

    method: str
    path: str
    summary: str
    text: str
    parameters: list[tuple[str, str, bool]]
    fields: list[str]
    answers: list[str]


def operations() -> dict[str, list[Operation]]:
    """Every operation by domain, in the order of the addresses."""
    return _operations(get_language())


@cache
def _operations(_language: str | None) -> dict[str, list[Operation]]:
    """The same in one language. The addresses stay as they are while a process runs."""
    schema = api.get_openapi_schema()
    found: dict[str, list[Operation]] = {}
    for path, methods in sorted(schema["paths"].items()):
        for method, operation in methods.items():
            domain = operation.get("tags", [""])[0]
            found.setdefault(domain, []).append(_operation(schema, path, method, operation))
    return dict(sorted(found.items()))


def reference(request: HttpRequest) -> HttpResponse:
    return render_page(request, "kit/api/reference.html", {"domains": operations()})


def _operation(
    schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]
) -> Operation:
    parameters = [
        (parameter["name"], parameter["in"], bool(parameter.get("required")))
        for parameter in operation.get("parameters", [])
    ]
    return Operation(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        text=operation.get("description", ""),
        parameters=parameters,
        fields=_fields(schema, operation),
        answers=sorted(str(status) for status in operation["responses"]),
    )


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    """Names of the body's fields, those needed first and with a star."""
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema", {})
    body = body.get("anyOf", [body])[0]
    if "$ref" in body:
        body = schema["components"]["schemas"][body["$ref"].rsplit("/", 1)[-1]]
    needed = list(body.get("required", []))
    others = [name for name in body.get("properties", {}) if name not in needed]
    return [f"{name}*" for name in needed] + others
