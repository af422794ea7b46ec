from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from jieyue.access.credentials.models import Clearance, Measure
from jieyue.access.decisions import snapshots
from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.rules import Question, decide
from jieyue.access.factories import make_credential, make_device
from jieyue.access.health import actions, queries, recording, refusals, tallies, tracing
from jieyue.access.health.conftest import AT, document
from jieyue.access.health.models import (
    ContractorCheck,
    Declaration,
    HealthOrder,
    HealthTally,
    Isolation,
    Temperature,
)
from jieyue.access.lookups.models import Lookup
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, role_grants
from jieyue.people.roles.built_in import BUILT_IN

NO = {"symptoms": False, "contact": False, "travel": False}


def reason_at_gate(under, credential, at):
    """What the gates say to somebody who comes in."""
    device = make_device(site=under.site, gate=under.gate)
    snapshots.forget()
    snapshot = snapshots.of(site_id=under.site.id, at=at)
    question = Question(milliseconds(at), "in", credential.kind, credential.subject)
    known = snapshot.known(question, device_serial=device.serial, gate_code=under.gate.code)
    return decide(question, known).reason.value


@pytest.mark.parametrize("code", [role.code for role in BUILT_IN])
def test_only_a_leader_orders(code, under):
    actor = make_actor(site=under.site, grants=role_grants(code))
    under.leader = actor
    if code == "leader":
        assert under.order().number == "HO-2026-00001"
    else:
        with pytest.raises(NotAllowed):
            under.order()
        assert not HealthOrder.objects.exists()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"switches": []}, refusals.NoMeasures),
        ({"switches": ["spying"]}, refusals.NoMeasures),
        ({"switches": ["declarations"], "questions": []}, refusals.NoQuestions),
        ({"switches": ["dining"], "slots": ()}, refusals.NoSlots),
        ({"switches": ["meetings"], "meeting_limit": None}, refusals.NoLimit),
        ({"until": AT}, refusals.SunsetTooSoon),
        ({"until": AT + timedelta(days=30, seconds=1)}, refusals.SunsetTooFar),
    ],
)
def test_an_order_that_cannot_be_is_refused_by_name(changes, refusal, under):
    with pytest.raises(refusal):
        under.order(**changes)
    assert not HealthOrder.objects.exists()
    assert not Measure.objects.exists()


def test_an_order_needs_its_document(under):
    ordered = actions.Ordered(
        disease="X", basis="N", reason="r", until=AT + timedelta(days=1), switches=["tracing"]
    )
    with pytest.raises(refusals.NoBasis):
        actions.order(ordered=ordered, basis_file=None, actor=under.leader, at=AT)


def test_one_order_at_a_time_and_what_follows_is_a_new_one_with_its_reason(under):
    first = under.order("temperature")
    with pytest.raises(refusals.OrderInForce) as refused:
        under.order("temperature", at=AT + timedelta(days=1))
    assert refused.value.number == first.number
    later = AT + timedelta(days=4)
    ordered = actions.Ordered(
        disease="Fever X",
        basis="Notice 9",
        reason="Still cases",
        until=later + timedelta(days=5),
        switches=["temperature"],
    )
    following = actions.order(
        ordered=ordered,
        basis_file=document(),
        follows_id=first.id,
        actor=under.leader,
        at=later,
    )
    first.refresh_from_db()
    assert (first.ended_at, following.follows_id) == (later, first.id)
    with pytest.raises(refusals.OrderOver):
        actions.end(order_id=first.id, reason="x", actor=under.leader, at=later)


def test_the_gates_ask_only_what_is_ordered_and_only_of_whom_it_concerns(under):
    worker = under.credential("contractor", "worker:1", "40000001")
    guest = under.credential("visitor", "guest:1", "40000002")
    staff = make_credential(profile=under.profile, person=under.person)
    assert reason_at_gate(under, staff, AT) == "passes"
    under.order("declarations", "contractors")
    assert reason_at_gate(under, staff, AT) == "measure"
    assert reason_at_gate(under, worker, AT) == "measure"
    assert reason_at_gate(under, guest, AT) == "passes"
    recording.declare(answers=NO, client_id=uuid4(), actor=under.staff, at=AT)
    assert reason_at_gate(under, staff, AT) == "passes"
    assert reason_at_gate(under, staff, AT + timedelta(hours=25)) == "measure"
    who = recording.who_is("40000001", site_id=under.site.id)
    recording.check_contractor(who=who, is_fit=True, actor=under.guard, at=AT)
    assert reason_at_gate(under, worker, AT) == "passes"
    assert reason_at_gate(under, worker, AT + timedelta(hours=17)) == "measure"
    somebody = recording.Who("guest:1", "Guest", "visitor")
    with pytest.raises(refusals.NotACheckedHolder):
        recording.check_contractor(who=somebody, is_fit=True, actor=under.guard, at=AT)


def test_a_yes_stops_at_the_gates_and_is_told_without_a_name(under):
    staff = make_credential(profile=under.profile, person=under.person)
    under.order("declarations")
    yes = NO | {"symptoms": True}
    row = recording.declare(answers=yes, client_id=uuid4(), actor=under.staff, at=AT)
    assert not row.is_clear
    assert reason_at_gate(under, staff, AT) == "measure"


def test_a_declaration_holds_only_the_questions_of_the_order_and_is_kept_once(under):
    under.order("declarations", questions=["symptoms"])
    client_id = uuid4()
    for _ in range(2):
        recording.declare(answers=NO, client_id=client_id, actor=under.staff, at=AT)
    assert Declaration.objects.get().answers == {"symptoms": False}
    for bad in ({}, {"symptoms": "no"}, {"travel": False}):
        with pytest.raises(refusals.AnswersUnlike):
            recording.declare(answers=bad, client_id=uuid4(), actor=under.staff, at=AT)
    other = make_actor(person=make_person(unit=under.unit), grants=role_grants("employee"))
    with pytest.raises(refusals.AnswersUnlike):
        recording.declare(answers=NO, client_id=client_id, actor=other, at=AT)


def take(under, celsius, minutes, *, by="T-1", first=None):
    taken = recording.Taken(
        celsius=Decimal(celsius),
        thermometer=by,
        who=recording.Who("guest:1", "Guest", "visitor"),
        first_id=first.id if first else None,
    )
    at = AT + timedelta(minutes=minutes)
    return recording.measure(taken=taken, actor=under.guard, at=at)


def test_a_visitor_with_fever_is_measured_twice_and_stopped(under):
    guest = under.credential("visitor", "guest:1", "40000002")
    under.order("temperature")
    assert reason_at_gate(under, guest, AT) == "measure"
    first = take(under, "37.5", 0)
    with pytest.raises(refusals.WrongSecond):
        take(under, "36.6", 5, by="T-2", first=first)
    with pytest.raises(refusals.WrongThermometer):
        take(under, "36.6", 11, first=first)
    second = take(under, "37.4", 11, by="T-2", first=first)
    assert second.verdict == "fever"
    assert reason_at_gate(under, guest, AT + timedelta(minutes=12)) == "measure"
    with pytest.raises(refusals.MeasuredTwice):
        take(under, "36.6", 12, by="T-3", first=first)


def test_a_second_measurement_below_the_limit_lets_them_in(under):
    guest = under.credential("visitor", "guest:1", "40000002")
    under.order("temperature")
    take(under, "36.9", 11, by="T-2", first=take(under, "37.5", 0))
    assert reason_at_gate(under, guest, AT + timedelta(minutes=12)) == "passes"


def test_what_is_not_ordered_is_not_recorded(under):
    under.order("meetings")
    with pytest.raises(refusals.NoOrder):
        recording.declare(answers=NO, client_id=uuid4(), actor=under.staff, at=AT)
    with pytest.raises(refusals.NoOrder):
        take(under, "36.5", 0)
    with pytest.raises(refusals.NoOrder):
        tracing.trace(
            person_id=under.person.id,
            purpose="a long purpose",
            days=2,
            actor=under.officer,
            at=AT,
        )
    assert not Temperature.objects.exists()
    assert not Measure.objects.exists()


def fill(under):
    """Something of every kind under an order that asks all."""
    order = under.order(holders=["person", "visitor"])
    recording.declare(answers=NO, client_id=uuid4(), actor=under.staff, at=AT)
    take(under, "36.5", 0)
    take(under, "38.0", 1)
    worker = recording.Who("worker:1", "Worker", "contractor")
    recording.check_contractor(who=worker, is_fit=False, actor=under.guard, at=AT)
    recording.isolate(who=worker, room="101", reason="cough", actor=under.guard, at=AT)
    return order


def personal_rows():
    return sum(model.objects.count() for model in tallies.PERSONAL.values())


def test_it_ends_by_itself_at_read_time_even_if_no_job_comes_by(under):
    staff = make_credential(profile=under.profile, person=under.person)
    order = under.order("declarations")
    just_before = order.until - timedelta(seconds=1)
    assert queries.current(under.leader, at=just_before) == order
    assert queries.current(under.leader, at=order.until) is None
    with pytest.raises(refusals.NoOrder):
        recording.declare(answers=NO, client_id=uuid4(), actor=under.staff, at=order.until)
    assert reason_at_gate(under, staff, order.until) == "passes"
    following = under.order("declarations", at=order.until + timedelta(minutes=1))
    order.refresh_from_db()
    assert (order.ended_at, following.ended_at) == (order.until, None)


def test_after_its_end_no_personal_health_row_is_left_and_the_counts_stay(under):
    order = fill(under)
    before = queries.day_tallies(under.leader, order.id)
    assert personal_rows() == 5
    actions.close_due(site_id=under.site.id, at=order.until)
    order.refresh_from_db()
    assert order.ended_at == order.until
    assert not Measure.objects.exists()
    assert not Clearance.objects.exists()
    assert personal_rows() == 5
    last = order.until + timedelta(days=order.keep_days)
    actions.close_due(site_id=under.site.id, at=last - timedelta(seconds=1))
    assert personal_rows() == 5
    for _ in range(2):
        actions.close_due(site_id=under.site.id, at=last)
    assert personal_rows() == 0
    order.refresh_from_db()
    assert order.erased == {"checks": 1, "declarations": 1, "isolations": 1, "temperatures": 2}
    assert queries.day_tallies(under.leader, order.id) == before
    assert Entry.objects.filter(name="access.health.erased").count() == 1
    assert names_left(under) == []


def names_left(under):
    """Tables of the health topic where a person is still named, by whatever column."""
    found = []
    for model in (ContractorCheck, Declaration, Isolation, Temperature, HealthTally, HealthOrder):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            text = repr(cursor.fetchall())
        if any(mark in text for mark in ("guest:1", "worker:1", "Guest", "Worker")):
            found.append(model.__name__)
    return found


def test_the_journal_says_nothing_of_anybodys_health(under):
    fill(under)
    data = repr(list(Entry.objects.filter(name__startswith="access.").values_list("data")))
    for word in ("Guest", "Worker", "38.0", "cough", under.person.name):
        assert word not in data


def test_nothing_is_erased_while_it_is_in_force(under):
    order = fill(under)
    with pytest.raises(refusals.NoOrder):
        actions.erase(order_id=order.id, actor=under.leader, at=AT)
    with pytest.raises(NotAllowed):
        actions.erase(order_id=order.id, actor=under.guard, at=AT)
    other = system("x", site_id=under.site.id + 999)
    with pytest.raises(HealthOrder.DoesNotExist):
        actions.erase(order_id=order.id, actor=other, at=AT)


def pass_gate(under, who, minutes, direction):
    at = AT + timedelta(minutes=minutes)
    Decision.objects.create(
        site=under.site,
        gate=under.gate,
        event_id=f"{who}-{minutes}-{direction}",
        at=at,
        received_at=at,
        direction=direction,
        kind="card",
        subject=who,
        holder_key=who,
        label=f"Name of {who}",
        outcome="allow",
        reason="passes",
        decided_by="server",
        rule_version="1",
    )


def test_contacts_are_found_from_the_gates_and_the_look_is_recorded(under):
    key = f"person:{under.person.id}"
    for who, since, until in ((key, 0, 60), ("person:b", 30, 50), ("person:c", 70, 90)):
        pass_gate(under, who, since, "in")
        pass_gate(under, who, until, "out")
    pass_gate(under, "car:川T12345|blue", 0, "in")
    under.order("tracing")
    given = {"person_id": under.person.id, "days": 2, "at": AT + timedelta(hours=2)}
    with pytest.raises(refusals.NoPurpose):
        tracing.trace(purpose="because", actor=under.officer, **given)
    with pytest.raises(NotAllowed):
        tracing.trace(purpose="Request 12 of the clinic", actor=under.guard, **given)
    assert not Entry.objects.filter(name="access.health.contacts_traced").exists()
    found = tracing.trace(purpose="Request 12 of the clinic", actor=under.officer, **given)
    assert [(row.label, row.quarters) for row in found] == [("Name of person:b", 2)]
    entry = Entry.objects.get(name="access.health.contacts_traced")
    lookup = Lookup.objects.get(id=entry.data["lookup_id"])
    assert (lookup.person_id, lookup.reason) == (under.person.id, "Request 12 of the clinic")
    assert "clinic" not in repr(entry.data)
    assert "person:b" not in repr(entry.data)


def test_staggered_dining_is_told_as_a_fact_and_ends_with_the_order(under):
    order = under.order("dining")
    entry = Entry.objects.get(name="access.health.dining_staggered")
    assert entry.data["slots"] == {str(under.unit.id): ["11:30", "12:00"]}
    actions.end(order_id=order.id, reason="over", actor=under.leader, at=AT + timedelta(days=1))
    assert Entry.objects.filter(name="access.health.dining_free").count() == 1


def test_the_isolation_log_is_kept_and_closed_once(under):
    under.order("temperature")
    who = recording.Who("guest:1", "Guest", "visitor")
    row = recording.isolate(who=who, room="101", reason="fever", actor=under.guard, at=AT)
    with pytest.raises(refusals.AlreadyIsolated):
        recording.isolate(who=who, room="102", reason="fever", actor=under.guard, at=AT)
    end = {"isolation_id": row.id, "outcome": "hospital", "actor": under.guard}
    recording.end_isolation(**end, at=AT + timedelta(hours=1))
    with pytest.raises(refusals.IsolationOverAlready):
        recording.end_isolation(**end, at=AT + timedelta(hours=2))


def test_two_leaders_at_once_make_one_order(under, at_once):
    results = at_once(lambda: under.order("tracing").number, lambda: under.order("tracing").number)
    refused = [each for each in results if isinstance(each, refusals.OrderInForce)]
    assert [each.number for each in refused] == ["HO-2026-00001"]
    assert HealthOrder.objects.count() == 1
