from decimal import Decimal

import pytest

from jieyue.access.silence.rules import silent_devices, unheard_units

TENTH, THIRD = Decimal("0.10"), Decimal("0.30")


@pytest.mark.parametrize(
    ("usual", "today", "is_silent"),
    [
        ([200, 210, 190], 0, True),  # the gate is broken
        ([200, 210, 190], 12, True),  # it died early
        ([200, 210, 190], 60, False),  # a bridge day
        ([200, 210, 190], 220, False),
        ([2, 0, 3], 0, False),  # a side door that is hardly used by this time
        ([], 0, False),  # never heard before
        ([0, 0, 0], 0, False),
        ([200, 0, 190], 0, True),  # one bad day before does not hide it
    ],
)
def test_a_device_is_silent_against_its_own_usual(usual, today, is_silent):
    assert silent_devices({1: usual}, {1: today}, share=TENTH) == ({1} if is_silent else set())


@pytest.mark.parametrize(
    ("through", "is_unheard"),
    [
        ({1: 50}, True),  # only ever comes through the silent gate
        ({1: 30, 2: 70}, True),
        ({1: 20, 2: 80}, False),
        ({2: 80}, False),
        ({}, False),
    ],
)
def test_a_unit_is_unheard_when_it_uses_the_silent_gate(through, is_unheard):
    assert unheard_units({7: through}, {1}, share=THIRD) == ({7} if is_unheard else set())
