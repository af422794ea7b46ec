from datetime import UTC, datetime, timedelta

import pytest

from jieyue.access.devices.models import AilingSpell, Device
from jieyue.access.factories import make_device
from jieyue.access.silence import watching
from jieyue.access.silence.facts import DeviceFellIll
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_site, role_grants
from jieyue.people.messages.models import Notice

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def officer(site):
    return make_account(site=site, grants=role_grants("security_officer"))


def heard(device, at):
    Device.objects.filter(id=device.id).update(last_seen_at=at, beats_at=at)


def look(site, minutes):
    """Look, and let what was recorded follow."""
    at = AT + timedelta(minutes=minutes)
    before = Entry.objects.count()
    watching.look(site_id=site.id, at=at)
    for entry in Entry.objects.filter(name=DeviceFellIll.name).order_by("id")[:]:
        if entry.at == at:
            watching.tell(DeviceFellIll(**entry.data), site_id=site.id, at=at)
    return Entry.objects.count() - before


def notices(account):
    return Notice.objects.filter(person_id=account.person_id).count()


def test_a_silent_device_is_told_once_and_its_spell_ends(site, officer):
    device = make_device(site=site)
    heard(device, AT)
    assert look(site, 5) == 0
    assert look(site, 6) == 1
    assert look(site, 7) == 0
    assert notices(officer) == 1
    heard(device, AT + timedelta(minutes=30))
    assert look(site, 30) == 1
    (spell,) = AilingSpell.objects.all()
    assert (spell.state, spell.since) == ("silent", AT)
    assert spell.until == AT + timedelta(minutes=30)


def test_a_line_that_comes_and_goes_is_told_once_an_hour(site, officer):
    device = make_device(site=site)
    heard(device, AT)
    for minutes in (6, 16, 26, 36, 46):
        look(site, minutes)
        heard(device, AT + timedelta(minutes=minutes + 1))
        look(site, minutes + 1)
    assert AilingSpell.objects.count() == 5
    assert notices(officer) == 1
    assert look(site, 90) == 1
    assert notices(officer) == 2


def test_one_trouble_gives_way_to_another(site, officer):
    device = make_device(site=site)
    heard(device, AT)
    Device.objects.filter(id=device.id).update(fault="door held", fault_since=AT)
    look(site, 1)
    assert notices(officer) == 1
    assert look(site, 10) == 2  # no fault any more that anybody knows of: silent
    assert notices(officer) == 2
    states = list(AilingSpell.objects.order_by("id").values_list("state", "until"))
    assert states == [("faulty", AT + timedelta(minutes=10)), ("silent", None)]
    ended, standing = AilingSpell.objects.order_by("id")
    assert standing.since >= ended.until


def test_what_is_put_out_of_use_is_ill_no_more(site, officer):
    device = make_device(site=site)
    heard(device, AT)
    look(site, 10)
    Device.objects.filter(id=device.id).update(is_active=False)
    look(site, 11)
    assert not AilingSpell.objects.filter(until=None).exists()


def test_old_keys_are_asked_for(site, officer):
    make_device(site=site, name="East door", key_made_at=AT - timedelta(days=181))
    make_device(site=site, key_made_at=AT - timedelta(days=179))
    watching.remind_of_keys(site_id=site.id, at=AT)
    (notice,) = Notice.objects.filter(person_id=officer.person_id).select_related("message")
    assert notice.message.values == {"days": "180", "devices": "East door"}
