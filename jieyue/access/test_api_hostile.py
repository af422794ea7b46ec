"""What schemathesis makes of every address of the gates, sent by a device and by a person."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS, load_all_checks

import jieyue.urls  # noqa: F401 (every domain's addresses)
from jieyue.access.factories import make_device, make_gate, make_zone
from jieyue.kit.api import api
from jieyue.people.factories import make_account, make_site, role_grants

load_all_checks()
SERVER_ERRORS = CHECKS.get_by_names(["not_a_server_error"])
built = cache(get_wsgi_application)


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Made at the first request, when the test's settings hold."""
    return built()(environ, start)


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application
doors = schema.include(path_regex=r"^/api/v1/access/")
OWN = {"serial": "FT-01", "key": "k-1"}  # in an address; else all of it ends at the log-in
few = settings(
    max_examples=3,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _same_connection() -> Iterator[None]:
    """The test's connection outlives each request, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def _device(db):
    site = make_site()
    gate = make_gate(inner=make_zone(site=site))
    make_device(site=site, serial="FT-01", key="k-1", kind="edge", gate=gate)


@pytest.fixture
def cookie(db):
    """Of a security officer who is signed in."""
    client = Client()
    client.force_login(make_account(grants=role_grants("security_officer")))
    name = django_settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value}


@pytest.mark.usefixtures("_device")
@doors.parametrize()
@few
def test_no_address_breaks_for_a_device(case):
    for name, value in OWN.items():
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = value
    headers = {"Authorization": "Bearer k-1"}
    case.call_and_validate(headers=headers, checks=SERVER_ERRORS)


@doors.parametrize()
@few
def test_no_address_breaks_for_a_person(case, cookie):
    case.call_and_validate(cookies=cookie, checks=SERVER_ERRORS)
