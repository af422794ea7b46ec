from datetime import date

import pytest

from jieyue.people.units import rules
from jieyue.people.units.models import HeadCountKind
from jieyue.people.units.rules import BadHeadCount, Count

COUNTS = [
    Count(1, "established", date(2024, 1, 1), 60),
    Count(2, "contract", date(2024, 1, 1), 10),
    Count(3, "established", date(2025, 3, 1), 62),
    Count(4, "established", date(2025, 3, 1), 63),  # a correction of the same day
    Count(5, "contract", date(2025, 6, 1), 0),
]


@pytest.mark.parametrize(
    ("day", "by_kind", "total"),
    [
        (date(2023, 12, 31), {}, None),  # unknown is not nobody
        (date(2024, 1, 1), {"established": 60, "contract": 10}, 70),
        (date(2025, 2, 28), {"established": 60, "contract": 10}, 70),
        (date(2025, 3, 1), {"established": 63, "contract": 10}, 73),
        (date(2025, 6, 1), {"established": 63, "contract": 0}, 63),
    ],
)
def test_the_last_row_by_a_day_counts(day, by_kind, total):
    found = rules.persons_on(reversed(COUNTS), day=day)

    assert found == by_kind
    assert rules.energy_persons(found) == total


def test_every_kind_of_head_count_uses_energy():
    assert set(HeadCountKind.values) == rules.ENERGY_KINDS


@pytest.mark.parametrize(("kind", "persons"), [("established", -1), ("approved", 5)])
def test_a_bad_head_count_is_named(kind, persons):
    with pytest.raises(BadHeadCount) as error:
        rules.check_head_count(kind=kind, persons=persons)

    assert (error.value.kind, error.value.persons) == (kind, persons)
