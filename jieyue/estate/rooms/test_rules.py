import pytest

from jieyue.estate.rooms import rules
from jieyue.estate.rooms.models import RoomUse


def test_every_use_has_a_category():
    assert set(rules.CATEGORY) == set(RoomUse.values)
    assert set(rules.CATEGORY.values()) == {"office", "service", "equipment", "ancillary"}


@pytest.mark.parametrize(("level", "exists"), [(1, True), (-2, True), (0, False), (100, False)])
def test_there_is_no_floor_zero(level, exists):
    if exists:
        rules.check_level(level)
        return
    with pytest.raises(rules.NoSuchFloor) as error:
        rules.check_level(level)

    assert error.value.level == level
