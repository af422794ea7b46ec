"""What gates tell of cars, in whatever order two workers deliver it."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from jieyue.access.visitors.following import drove
from jieyue.access.visitors.models import VisitPlate

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("passages", "came_h", "went_h"),
    [
        ([("in", 1)], 1, None),
        ([("out", 2)], None, 2),
        ([("in", 1), ("out", 2)], 1, 2),
        ([("in", 1), ("out", 1)], 1, 1),
    ],
)
def test_a_car_came_and_went_whatever_is_told_first(passages, came_h, went_h):
    for told in permutations(passages):
        car = VisitPlate()
        for direction, hours in told:
            drove(car, direction, at=AT + hours * HOUR)
        assert car.came_at == (None if came_h is None else AT + came_h * HOUR)
        assert car.went_at == (None if went_h is None else AT + went_h * HOUR)


def test_a_car_that_comes_again_is_inside_whatever_is_told_first():
    for told in permutations([("in", 1), ("out", 2), ("in", 3)]):
        car = VisitPlate()
        for direction, hours in told:
            drove(car, direction, at=AT + hours * HOUR)
        assert (car.came_at, car.went_at) == (AT + 3 * HOUR, None)


def test_a_car_that_went_twice_is_gone_whatever_is_told_first():
    for told in permutations([("in", 1), ("out", 2), ("in", 3), ("out", 4)]):
        car = VisitPlate()
        for direction, hours in told:
            drove(car, direction, at=AT + hours * HOUR)
        assert car.went_at == AT + 4 * HOUR
