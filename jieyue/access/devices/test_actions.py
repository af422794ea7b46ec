from datetime import UTC, datetime, timedelta

import pytest

from jieyue.access.devices import actions, queries
from jieyue.access.devices.actions import SerialTaken
from jieyue.access.devices.models import Device
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import NotAllowed, Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 1, tzinfo=UTC)
DEVICE = {"serial": "G1", "name": "East", "place": "gate", "kind": "face", "direction": "both"}


@pytest.fixture
def officer():
    rights = {
        AccessPermission.DEVICES_EDIT: Scope.COMPLEX,
        AccessPermission.DEVICES_READ: "complex",
    }
    return make_actor(site=make_site(), grants=rights)


def register(officer, **changes):
    return actions.register(**(DEVICE | changes), actor=officer, at=AT)


def test_a_key_is_given_once_and_kept_as_a_hash(officer):
    new = register(officer)

    device = Device.objects.get()
    assert new.key not in str(vars(device))
    assert new.key not in str(list(Entry.objects.values_list("data", flat=True)))
    actor, device_id = queries.actor_of_key(new.key, at=AT)
    assert (actor.site_id, actor.name, device_id) == (officer.site_id, "G1", device.id)


def test_a_renewed_key_overlaps_the_old_one_for_a_day(officer):
    first = register(officer)
    second = actions.renew_key(device_id=first.device_id, actor=officer, at=AT)

    within, after = AT + timedelta(hours=23), AT + timedelta(hours=24)
    assert queries.actor_of_key(first.key, at=within)
    assert queries.actor_of_key(first.key, at=after) is None
    assert queries.actor_of_key(second.key, at=after)


def test_a_second_renewal_ends_the_first_key_at_once(officer):
    first = register(officer)
    second = actions.renew_key(device_id=first.device_id, actor=officer, at=AT)
    actions.renew_key(device_id=first.device_id, actor=officer, at=AT)

    assert queries.actor_of_key(first.key, at=AT) is None
    assert queries.actor_of_key(second.key, at=AT)


def test_a_suspended_device_is_not_known(officer):
    new = register(officer)
    actions.change(device_id=new.device_id, is_active=False, actor=officer, at=AT)

    assert queries.actor_of_key(new.key, at=AT) is None
    data = Entry.objects.get(name="access.devices.changed").data
    assert (data["old"], data["new"]) == ({"is_active": "True"}, {"is_active": "False"})


def test_the_same_values_again_are_no_change(officer):
    new = register(officer)
    actions.change(device_id=new.device_id, name="East", actor=officer, at=AT)

    assert not Entry.objects.filter(name="access.devices.changed").exists()


def test_a_serial_is_taken_once_a_site(officer):
    register(officer)
    with pytest.raises(SerialTaken):
        register(officer)

    elsewhere = make_actor(site=make_site(), grants=officer.grants)
    register(elsewhere)


def test_no_device_of_another_site_is_reached(officer):
    new = register(officer)
    elsewhere = make_actor(site=make_site(), grants=officer.grants)

    assert queries.devices(elsewhere, at=AT) == []
    with pytest.raises(Device.DoesNotExist):
        actions.renew_key(device_id=new.device_id, actor=elsewhere, at=AT)


@pytest.mark.parametrize("grants", [{}, {AccessPermission.DEVICES_READ: Scope.COMPLEX}])
def test_reading_is_not_editing(grants):
    with pytest.raises(NotAllowed):
        register(make_actor(grants=grants))
