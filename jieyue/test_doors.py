"""Nothing is open by accident: every address asks who comes, or is on a short list."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from jieyue.kit.api import api

PUBLIC_PAGES = {
    "account/2fa/authenticate/",  # the second step of logging in
    "account/inactive/",
    "account/login/",
    "account/login/code/confirm/",
    "account/logout/",
    "account/confirm-email/",
    "account/password/reset/",
    "account/password/reset/done/",
    "account/password/reset/key/done/",
    "account/signup/",
    "preferences/language/",
    "preferences/theme/",
    "visit/<slug:site_code>/",  # a visitor asks; slowed down by where it comes from
    "visit/p/<str:key>/",  # a visitor's own pass; the key is the right, and dies with the visit
    "visit/p/<str:key>/code/",
    "visit/p/<str:key>/copy/",
    "visit/p/<str:key>/face/",
    "worker.js",  # what lets kept pages open with the network gone; it holds nothing
}
PUBLIC_OPERATIONS: set[str] = set()
SAMPLES = {"IntConverter": "1", "StringConverter": "x", "SlugConverter": "x"}


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, address)
        else:
            yield address, pattern


def pages() -> dict[str, URLPattern]:
    found = dict(addresses(get_resolver()))
    return {at: found[at] for at in found if not at.startswith(("VIID/", "api/v1/"))}


def sample(address: str, pattern: URLPattern) -> str:
    """An address with something in each of its places."""
    for name, converter in pattern.pattern.converters.items():
        value = SAMPLES.get(type(converter).__name__, "2026-11-23")
        address = re.sub(rf"<([^:>]+:)?{name}>", value, address)
    return "/" + address


def test_every_page_leads_who_is_not_signed_in_to_the_log_in(client, db):
    open_pages = set()
    for address, pattern in pages().items():
        if not isinstance(pattern.pattern, RoutePattern):
            continue  # only allauth's own, below account/
        if getattr(pattern.callback, "login_required", True):
            reply = client.get(sample(address, pattern))
            assert reply.status_code == 302, address
            assert reply["Location"].startswith("/account/login/"), address
        else:
            open_pages.add(address)
    assert open_pages == PUBLIC_PAGES


def operations() -> list[tuple[str, str]]:
    return [
        (method.upper(), path)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
        if f"{method.upper()} {path}" not in PUBLIC_OPERATIONS
    ]


@pytest.mark.parametrize(("method", "path"), operations())
def test_every_api_operation_refuses_who_is_not_known(client, db, method, path):
    address = "/".join("1" if part.startswith("{") else part for part in path.split("/"))
    reply = client.generic(method, address, "{}", content_type="application/json")

    assert (reply.status_code, reply.json()["code"]) == (401, "NotSignedIn")
    assert reply["Content-Type"] == "application/problem+json"


def test_every_api_operation_declares_its_refusals():
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            declared = {str(status): a for status, a in operation["responses"].items()}
            assert declared.keys() >= {"401", "403", "422"}, f"{method} {path}"
            assert "application/problem+json" in declared["401"]["content"]


def test_the_api_describes_itself_without_a_log_in(client, db):
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Jieyue"
