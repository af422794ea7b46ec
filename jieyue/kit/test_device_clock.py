from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.kit.device_clock import in_our_time, skew_seconds

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "skew"),
    [
        ("2026-11-23T04:00:00.000Z", 0),
        ("2026-11-23T12:05:00+08:00", 300),  # five minutes ahead, told in another zone
        ("2026-11-23T03:58:30Z", -90),
        ("2026-11-23T04:00:00", None),  # whose time this is, nobody knows
        ("1601-01-01T00:00:00Z", None),  # no clock
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_the_skew_is_what_the_device_showed_while_sending(header, skew):
    assert skew_seconds(header, at=NOW) == skew


@given(st.integers(-86_400, 86_400), st.integers(0, 86_400))
def test_what_happened_is_told_in_our_time_whatever_the_device_shows(skew, ago):
    happened = NOW - timedelta(seconds=ago)
    shown = happened + timedelta(seconds=skew)
    header = (NOW + timedelta(seconds=skew)).isoformat()

    assert in_our_time(shown, skew_s=skew_seconds(header, at=NOW)) == happened


def test_an_unknown_skew_changes_nothing():
    assert in_our_time(NOW, skew_s=None) == NOW
