"""Behind a proxy a client is told apart by what the proxy says, and cannot say it itself."""

import pytest
from django.test import RequestFactory

from jieyue.kit.addresses import address_of


@pytest.mark.parametrize(
    ("is_behind", "forwarded", "address"),
    [
        (False, "", "10.0.0.9"),
        (False, "203.0.113.7", "10.0.0.9"),  # nobody is there to be believed
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first the client wrote
        (True, "2001:DB8::1", "2001:db8::1"),
        (True, "", "10.0.0.9"),
        (True, "unknown", "10.0.0.9"),
        (True, "203.0.113.7, <script>", "10.0.0.9"),
    ],
)
def test_the_address_of_a_client(settings, is_behind, forwarded, address):
    settings.BEHIND_PROXY = is_behind
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="10.0.0.9"
    )
    assert address_of(request) == address


def test_without_any_it_is_unknown(settings):
    settings.BEHIND_PROXY = True
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="")) == ""
