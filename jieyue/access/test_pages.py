from datetime import timedelta

import pytest
from django.utils import timezone

from jieyue.access.devices.models import Device
from jieyue.access.entries import actions
from jieyue.access.factories import device_actor, make_device
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Scope
from jieyue.people.factories import make_account, make_person, make_site, make_unit

pytestmark = pytest.mark.django_db
ALL = dict.fromkeys(AccessPermission, Scope.COMPLEX)
PAGES = ["/access/deliveries/", "/access/devices/", "/access/presence/"]


@pytest.fixture
def gate():
    return make_device(site=make_site(), name="East gate")


@pytest.fixture
def admin(gate, sign_in):
    return sign_in(make_account(site=gate.site, grants=ALL))


def deliver(gate, people):
    at = timezone.now()
    rows = [
        {
            "event_id": person.staff_no,
            "at": max(at - timedelta(minutes=1), _midnight()).isoformat(),
            "direction": "in",
            "staff_no": person.staff_no,
        }
        for person in people
    ]
    rows.append({"event_id": "bad"})
    actions.store(rows, device_id=gate.id, actor=device_actor(gate), at=at)


def _midnight():
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_holds_its_query_count(admin, gate, page, assert_query_budget):
    unit = make_unit(site=gate.site)
    deliver(gate, [make_person(unit=unit) for _ in range(30)])
    admin.get(page)

    with assert_query_budget(10):
        reply = admin.get(page)
    assert reply.status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_empty_pages_say_what_to_do(sign_in, page):
    client = sign_in(make_account(site=make_site(), grants=ALL))

    assert client.get(page).status_code == 200


def test_presence_shows_a_unit_and_hides_a_handful(admin, gate):
    large, small = make_unit(site=gate.site, short_name="Water"), make_unit(site=gate.site)
    deliver(gate, [make_person(unit=large) for _ in range(12)])
    deliver(gate, [make_person(unit=small) for _ in range(2)])

    page = admin.get("/access/presence/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "Water" in page
    assert ">10<" in page
    assert ">2<" not in page.split("<tbody>")[-1].replace('text-secondary">2<', "")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_for_those_with_the_right(sign_in, page):
    assert sign_in(make_account()).get(page).status_code == 403


def test_somebody_of_a_unit_sees_that_unit_only(sign_in, gate):
    ours, theirs = (make_unit(site=gate.site, short_name=name) for name in ("Ours", "Theirs"))
    make_person(unit=theirs)
    clerk = make_account(
        site=gate.site,
        person=make_person(unit=ours),
        grants={AccessPermission.PRESENCE_READ: Scope.UNIT},
    )
    page = sign_in(clerk).get("/access/presence/").content.decode()

    assert "Ours" in page
    assert "Theirs" not in page


def test_a_device_is_registered_and_its_key_shown_once(admin, gate):
    form = {"serial": "N1", "name": "North", "place": "gate", "kind": "card", "direction": "in"}
    reply = admin.post("/access/devices/new/", form)

    assert "jyd_" in reply.content.decode()
    assert "no-store" in reply["Cache-Control"]
    device = Device.objects.get(serial="N1")
    assert "jyd_" not in admin.get(f"/access/devices/{device.id}/").content.decode()


def test_a_serial_that_is_taken_keeps_what_was_typed(admin, gate):
    form = {"serial": gate.serial, "name": "Typed", "place": "gate", "kind": "card"}
    reply = admin.post("/access/devices/new/", form | {"direction": "in"})

    assert reply.status_code == 422
    assert "Typed" in reply.content.decode()


def test_a_device_is_changed_and_its_key_renewed(admin, gate):
    form = {"name": "Lane 2", "place": "lane", "kind": "plate", "direction": "in"}
    assert admin.post(f"/access/devices/{gate.id}/", form).status_code == 302
    gate.refresh_from_db()
    assert (gate.name, gate.is_active) == ("Lane 2", False)
    assert "jyd_" in admin.post(f"/access/devices/{gate.id}/key/").content.decode()


def test_another_sites_device_does_not_exist(admin):
    other = make_device(site=make_site())

    assert admin.get(f"/access/devices/{other.id}/").status_code == 404
    assert admin.post(f"/access/devices/{other.id}/key/").status_code == 404
    assert other.serial not in admin.get("/access/devices/").content.decode()


def test_who_may_only_look_changes_nothing(sign_in, gate):
    reader = make_account(site=gate.site, grants={AccessPermission.DEVICES_READ: Scope.COMPLEX})
    client = sign_in(reader)

    assert client.get(f"/access/devices/{gate.id}/").status_code == 200
    assert client.get("/access/devices/new/").status_code == 403
    assert client.post(f"/access/devices/{gate.id}/key/").status_code == 403
