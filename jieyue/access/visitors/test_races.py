"""Two people at the same moment: one does it, the other is told."""

from datetime import timedelta

from jieyue.access.credentials.models import Credential
from jieyue.access.visitors import actions, phone, receiving, refusals
from jieyue.access.visitors.asking import CarAsked
from jieyue.access.visitors.conftest import AT, HOUR
from jieyue.access.visitors.models import Guest, VisitPlate
from jieyue.kit.journal.models import Entry

IN_TIME = AT + HOUR


def test_two_hosts_who_confirm_at_once(at_once, world, asked):
    visit, _key = phone.ask(
        site=world.site, asked=asked(), unit_id=world.unit.id, host="陈主任", at=AT
    )
    found = at_once(
        lambda: actions.confirm(number=visit.number, actor=world.host, at=AT),
        lambda: actions.confirm(number=visit.number, actor=world.deputy, at=AT),
    )
    second = next(each for each in found if isinstance(each, refusals.AlreadyDecided))
    assert second.by in (world.host.name, world.deputy.name)
    assert Credential.objects.filter(kind="qr").count() == 1
    assert Entry.objects.filter(name="access.visitors.confirmed").count() == 1


def test_one_guest_received_at_two_gates_at_once(at_once, world, asked):
    visit = actions.invite(asked=asked(), actor=world.host, at=AT)
    guest_id = visit.guests.get().id
    shown = receiving.Shown(document="id_card", number="11010519491231002X")

    def receive():
        return receiving.receive(guest_id=guest_id, shown=shown, actor=world.guard, at=IN_TIME)

    found = at_once(receive, receive)
    assert sum(isinstance(each, refusals.AlreadyInside) for each in found) == 1
    assert Entry.objects.filter(name="access.visitors.arrived").count() == 1
    assert Guest.objects.get().badge == "B-2026-00001"


def test_one_car_in_two_visits_confirmed_at_once(at_once, world, asked):
    def invite(hours):
        times = {
            "from_at": AT + timedelta(hours=hours),
            "until_at": AT + timedelta(hours=hours + 1),
        }
        wanted = asked(cars=[CarAsked(plate="川T12345")], **times)
        return lambda: actions.invite(asked=wanted, actor=world.host, at=AT)

    found = at_once(invite(1), invite(5))
    assert all(each.state == "confirmed" for each in found)
    assert sorted(VisitPlate.objects.values_list("problem", flat=True)) == ["", "taken"]
