"""After its time nothing of a person, number or plate is left in any table, whatever topic."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from jieyue.access.console import actions as console
from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials import blocks, own_plates
from jieyue.access.credentials.models import Credential
from jieyue.access.decisions import actions as decisions
from jieyue.access.decisions import snapshots
from jieyue.access.decisions.actions import Asked
from jieyue.access.decisions.models import Decision
from jieyue.access.factories import device_actor, make_device, make_gate, make_profile
from jieyue.access.gates.models import Zone
from jieyue.access.health import actions as health
from jieyue.access.health import recording
from jieyue.access.health.conftest import document
from jieyue.access.health.models import HealthOrder
from jieyue.access.permits import actions as permits
from jieyue.access.permits.models import Worker
from jieyue.access.visitors import actions as visits
from jieyue.access.visitors import receiving
from jieyue.access.visitors.asking import CarAsked, GuestAsked
from jieyue.access.visitors.conftest import AT, HOUR, asked, world
from jieyue.access.visitors.identity import check_character
from jieyue.access.visitors.models import Guest, VisitPlate
from jieyue.people.factories import make_actor, make_person, role_grants
from jieyue.people.persons.models import Person
from jieyue.schedule import JOBS

__all__ = ["asked", "world"]

DAY = timedelta(days=1)
IN_TIME = AT + HOUR
ID = "11010519491231002X"
FIRST = "51180219900101001"
SECRETS = {
    "guest": "刘来访",
    "phone": "13911112222",
    "identity": ID,
    "guest's car": "川T12345",
    "worker": "贺木匠",
    "worker's identity": FIRST + check_character(FIRST),
    "worker's car": "川A54321",
    "leaver": "祝离职",
    "leaver's card": "0099887766",
    "leaver's car": "川T67890",
    "ill": "高发烧",
}
KEPT_ELSEWHERE = {"people_person", "people_account", "people_posting"}  # personnel records


def where(secret: str) -> set[str]:
    """The tables in which it stands, in whatever column; of the journal, what facts say."""
    escaped = secret.encode("unicode_escape").decode()
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    found = set()
    for table in set(tables) - KEPT_ELSEWHERE:
        with connection.cursor() as cursor:
            columns = "data" if table == "kit_entry" else "*"  # who acted stays in the journal
            cursor.execute(f'SELECT {columns} FROM "{table}"')
            for row in cursor.fetchall():
                if any(each in str(value) for value in row for each in (secret, escaped)):
                    found.add(table)
    return found


def at_the_gates(found: SimpleNamespace) -> None:
    """Each shows what they have; a guard answers for two; a camera takes one car for another."""
    for credential in Credential.objects.all():
        traffic = found.lane if credential.kind == "plate" else found.door
        if credential.kind == "qr":
            continue  # by the signed token, elsewhere
        ask(traffic, credential.kind, credential.subject, credential.colour)
    ask(found.lane, "plate", SECRETS["guest's car"], "green")
    for pass_ in Credential.objects.filter(kind="qr"):
        hand(found, found.door_gate, meant_id=pass_.id)
    refused = Decision.objects.filter(subject=SECRETS["guest's car"], colour="green").get()
    hand(found, found.lane_gate, about=refused.id)


def ask(device: Any, kind: str, subject: str, colour: str = "") -> None:
    event = f"{device.serial}-{Decision.objects.count()}"
    row = Asked(event, IN_TIME, "in", kind, subject, colour, 0.99)
    decisions.decide([row], device_id=device.id, actor=device_actor(device), at=IN_TIME)


def hand(found: SimpleNamespace, gate: Any, **fields: Any) -> None:
    """Each a second later, so that their times differ."""
    found.seconds += 1
    given = console.Answer(gate_id=gate.id, outcome="allow", reason_code="checked", **fields)
    at = IN_TIME + timedelta(seconds=found.seconds)
    console.answer(given=given, actor=found.guard, at=at)


def comes(world: SimpleNamespace, asked: Any) -> None:
    """A guest with a car who never leaves by a gate."""
    guest = GuestAsked(name=SECRETS["guest"], phone=SECRETS["phone"], id_number=ID)
    cars = [CarAsked(plate=SECRETS["guest's car"])]
    visit = visits.invite(asked=asked(guests=(guest,), cars=cars), actor=world.host, at=AT)
    shown = receiving.Shown(document="id_card", number=ID, is_photo_compared=True)
    receiving.receive(guest_id=visit.guests.get().id, shown=shown, actor=world.guard, at=IN_TIME)


def works(world: SimpleNamespace) -> None:
    wanted = permits.PermitAsked(
        company="演示建设集团",
        work="B座外墙维修",
        supervisor_id=world.host_person.id,
        from_at=AT,
        until_at=AT + 3 * DAY,
        insurance_until=date(2026, 12, 31),
        cars=[CarAsked(plate=SECRETS["worker's car"])],
    )
    permit = permits.draft(asked=wanted, actor=world.officer, at=AT)
    worker = permits.WorkerAsked(name=SECRETS["worker"], id_number=SECRETS["worker's identity"])
    permits.add_worker(number=permit.number, worker=worker, actor=world.officer, at=AT)
    permits.approve(number=permit.number, actor=world.officer, at=AT)


def leaves(world: SimpleNamespace) -> Person:
    """A staff member with a card and a car, who leaves ten days later."""
    person = make_person(unit=world.unit, name=SECRETS["leaver"])
    actor = make_actor(person=person, grants=role_grants("employee"))
    credentials.issue(
        kind="card",
        subject=SECRETS["leaver's card"],
        holder="person",
        holder_key=f"person:{person.id}",
        label=person.name,
        person_id=person.id,
        unit_id=world.unit.id,
        valid_from=AT,
        actor=world.officer,
        at=AT,
    )
    plate = SECRETS["leaver's car"]
    request = own_plates.ask(plate=plate, colour="blue", is_sure=True, actor=actor, at=AT)
    own_plates.decide(request_id=request.id, is_granted=True, actor=world.officer, at=AT)
    Person.objects.filter(id=person.id).update(left_on=(AT + 10 * DAY).date())
    return person


def is_ill(world: SimpleNamespace) -> None:
    """Somebody of the staff stays in the isolation room under an order of five days."""
    order = health.Ordered(
        disease="Fever X",
        basis="Notice 7",
        reason="A cluster next door",
        until=AT + 5 * DAY,
        switches=["declarations", "temperature"],
    )
    leader = make_actor(site=world.site, grants=role_grants("leader"))
    health.order(ordered=order, basis_file=document(), actor=leader, at=AT)
    who = recording.Who(f"person:{world.host_person.id}", SECRETS["ill"], "person")
    recording.isolate(who=who, room="R1", reason="39", actor=world.guard, at=AT)


def nights(site_id: int, *days: int) -> None:
    """Every job of the gates at those many days later."""
    for day in days:
        for job in JOBS:
            if job.every_site and job.name.startswith("jieyue.access."):
                job.function(site_id=site_id, at=AT + day * DAY)


@pytest.fixture
def found(world: SimpleNamespace, settings: Any, tmp_path: Any) -> SimpleNamespace:
    settings.MEDIA_ROOT = tmp_path
    snapshots.forget()
    zones = list(Zone.objects.filter(site=world.site))
    make_profile(site=world.site, zones=zones, code="contractor")
    make_profile(site=world.site, zones=zones, code="staff", is_default=True)
    world.door_gate = make_gate(site=world.site, inner=zones[0])
    world.lane_gate = make_gate(site=world.site, inner=zones[0], traffic="vehicles")
    world.door = make_device(site=world.site, gate=world.door_gate)
    world.lane = make_device(site=world.site, gate=world.lane_gate, kind="plate")
    make_device(site=world.site, gate=world.door_gate, kind="edge")
    world.seconds = 0
    return world


def test_nothing_personal_outlives_its_time_in_any_table(
    found: SimpleNamespace, asked: Any
) -> None:
    comes(found, asked)
    works(found)
    leaves(found)
    at_the_gates(found)
    is_ill(found)
    blocks.add(
        kind="plate", subject="川T67890", reason="stolen", since=AT, until=AT + DAY,
        actor=found.officer, at=AT,
    )  # fmt: skip
    for name in ("guest", "worker", "leaver", "leaver's card", "ill"):
        assert where(SECRETS[name]), name  # the search finds what is there
    assert where(SECRETS["guest's car"]) >= {"access_decision", "access_gateentry"}
    in_journal = {name for name in SECRETS if "kit_entry" in where(SECRETS[name])}
    assert in_journal == set()
    nights(found.site.id, 1, 6, 11, 95, 200, 401)
    left = {name: where(secret) for name, secret in SECRETS.items() if where(secret)}
    assert left == {}
    assert (Guest.objects.count(), Worker.objects.count()) == (1, 1)  # the counts stay
    assert not VisitPlate.objects.exists()


def test_what_a_health_order_showed_at_the_gates_goes_with_it(found: SimpleNamespace) -> None:
    person = leaves(found)
    is_ill(found)
    ask(found.door, "card", SECRETS["leaver's card"])
    row = Decision.objects.get()
    assert (row.reason, row.person_id) == ("measure", person.id)
    order = HealthOrder.objects.get()
    nights(found.site.id, 6, 6 + order.keep_days)
    row.refresh_from_db()
    assert (row.person_id, row.credential_id, row.label, row.inputs) == (None, None, "", "")
    assert SECRETS["leaver's card"] not in row.subject
