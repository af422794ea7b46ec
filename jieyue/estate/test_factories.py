import pytest

from jieyue.estate.factories import make_building, make_occupancy, make_room
from jieyue.people.factories import make_account, make_actor, make_role, make_unit
from jieyue.people.units.models import Unit

pytestmark = pytest.mark.django_db


def test_every_default_stands_by_itself():
    assert make_account().person.unit.site_id
    assert make_role(grants={"people.units.read": "unit"}).grants.get().scope == "unit"
    assert make_actor(grants={"people.units.read": "complex"}).site_id
    assert make_building().code
    assert make_occupancy().room.floor.building.site_id


def test_rows_stay_on_the_site_they_were_made_for():
    unit = make_unit()
    room = make_room(unit=unit)
    actor = make_actor(unit=unit)

    assert room.site_id == unit.site_id == actor.site_id
    assert make_unit() not in Unit.objects.visible_to(actor)
