from datetime import timedelta

import pytest

from jieyue.canteen.factories import AT, MONDAY
from jieyue.canteen.gatherings import actions, queries
from jieyue.canteen.gatherings.models import Gathering
from jieyue.kit.actor import NotAllowed, system
from jieyue.people.factories import make_actor, make_site, make_unit
from jieyue.people.units.models import Unit

pytestmark = pytest.mark.django_db


def event(**changes):
    values = {"day": MONDAY, "kind": "training", "title": "业务培训", "attendees": 40}
    return actions.Event(**(values | changes))


def test_a_booking_from_elsewhere_is_noted_once():
    unit = make_unit()
    flow = system("flows.meetings", site_id=unit.site_id)
    for attendees in (40, 45):
        note = event(unit_id=unit.id, attendees=attendees, is_away=True, reference="MR-2026-00007")
        gathering = actions.note(event=note, actor=flow, at=AT)
    assert Gathering.objects.get().attendees == 45
    actions.note(event=event(attendees=12), actor=flow, at=AT)
    moved = queries.moved(site_id=unit.site_id, first=MONDAY, last=MONDAY)
    assert moved == {MONDAY: queries.Moved(attending=12, away=45)}
    actions.cancel(gathering_id=gathering.id, actor=flow, at=AT)
    actions.cancel(gathering_id=gathering.id, actor=flow, at=AT + timedelta(hours=1))
    moved = queries.moved(site_id=unit.site_id, first=MONDAY, last=MONDAY)
    assert moved == {MONDAY: queries.Moved(attending=12)}


def test_nobody_attends_nothing():
    with pytest.raises(actions.NobodyAttends):
        actions.note(event=event(attendees=0), actor=system("test", site_id=make_site().id), at=AT)


def test_rights_and_sites():
    unit = make_unit()
    clerk = make_actor(unit=unit, grants={"canteen.gatherings.edit": "unit"})
    actions.note(event=event(unit_id=unit.id), actor=clerk, at=AT)
    with pytest.raises(NotAllowed):
        actions.note(event=event(), actor=clerk, at=AT)  # the complex's own
    with pytest.raises(Unit.DoesNotExist):
        actions.note(event=event(unit_id=unit.id), actor=system("x", site_id=make_site().id), at=AT)
    stranger = make_actor(grants={"canteen.gatherings.read": "complex"})
    assert queries.gatherings(stranger, first=MONDAY, last=MONDAY) == []
