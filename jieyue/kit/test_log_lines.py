import logging

import pytest

from jieyue.kit.log_lines import WithoutKeys


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/api/v1/access/isapi/G1/jyd_Ab-9_z", "/api/v1/access/isapi/G1/jyd_***"),
        ("/visit/p/Ab-9_z/code/", "/visit/p/***/code/"),
        ("/access/gates/", "/access/gates/"),
    ],
)
def test_no_key_of_an_address_comes_into_a_line(address, shown):
    record = logging.LogRecord("django.request", 30, "", 0, "Bad: %s", (address,), None)
    assert WithoutKeys().filter(record)
    assert record.getMessage() == f"Bad: {shown}"
