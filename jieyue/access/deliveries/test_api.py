"""What schemathesis makes of the gates' addresses: nothing it sends may break them."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS, load_all_checks

import jieyue.urls  # noqa: F401 (every domain's addresses)
from jieyue.access.factories import make_device, make_gate, make_zone
from jieyue.kit.api import api
from jieyue.people.factories import make_site

load_all_checks()
SERVER_ERRORS = CHECKS.get_by_names(["not_a_server_error"])
built = cache(get_wsgi_application)


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Made at the first request, when the test's settings hold."""
    return built()(environ, start)


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application
doors = schema.include(path_regex=r"^/api/v1/access/(isapi|gat1400|webhook|parking)")


@pytest.fixture
def _device(db):
    site = make_site()
    make_device(site=site, serial="FT-01", key="k-1", gate=make_gate(inner=make_zone(site=site)))


@pytest.mark.usefixtures("_device")
@doors.parametrize()
@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_address_of_the_gates_breaks(case):
    for name, value in (("serial", "FT-01"), ("key", "k-1")):
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = value  # else all of it ends at the log-in
    case.call_and_validate(headers={"Authorization": "Bearer k-1"}, checks=SERVER_ERRORS)
