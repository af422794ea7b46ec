from datetime import UTC, datetime, timedelta

import pytest

from jieyue.access.decisions import actions, forgotten, inputs, queries, rules, snapshots
from jieyue.access.decisions.actions import Asked, Decided
from jieyue.access.decisions.models import Decision, HolderState
from jieyue.access.decisions.refusals import TooManyQuestions
from jieyue.access.entries.models import GateEntry
from jieyue.access.entries.queries import people_inside
from jieyue.access.factories import (
    device_actor,
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)  # 08:15 in China, a Monday
MINUTE = timedelta(minutes=1)


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def zone(site):
    return make_zone(site=site, code="A")


@pytest.fixture
def gate(zone):
    return make_gate(inner=zone, code="T1", antipassback="hard")


@pytest.fixture
def device(gate):
    return make_device(site=gate.site, gate=gate, serial="G1")


@pytest.fixture
def person(site):
    return make_person(unit=make_unit(site=site))


@pytest.fixture
def card(zone, person):
    profile = make_profile(site=zone.site, zones=[zone])
    return make_credential(profile=profile, subject="00000001", person=person)


def ask(device, *rows, at=AT):
    return actions.decide(list(rows), device_id=device.id, actor=device_actor(device), at=at)


def comes(event_id="1", at=AT, subject="00000001", direction="in", **more):
    return Asked(event_id, at, direction, "card", subject, **more)


def goes(event_id="2", at=AT + MINUTE, subject="00000001", **more):
    return comes(event_id, at, subject, "out", **more)


def test_whoever_may_pass_is_let_in_and_counted(device, card, person, gate, zone):
    (answer,) = ask(device, comes())
    assert (answer.outcome, answer.reason, answer.opens) == ("allow", "passes", True)
    decision = Decision.objects.get(id=answer.decision_id)
    assert (decision.person_id, decision.gate_id, decision.holder_key) == (
        person.id,
        gate.id,
        f"person:{person.id}",
    )
    entry = GateEntry.objects.get()
    assert (entry.person_id, entry.unit_id, entry.direction) == (person.id, person.unit_id, "in")
    state = HolderState.objects.get()
    assert (state.zone_id, state.is_inside, state.at) == (zone.id, True, AT)


def test_a_stored_decision_is_replayed_from_its_inputs(device, card):
    ask(device, comes(), comes("2", AT + MINUTE))
    for decision in Decision.objects.all():
        verdict = rules.decide(*inputs.unpacked(decision.inputs))
        assert (verdict.outcome, verdict.reason) == (decision.outcome, decision.reason)


def test_a_refusal_is_kept_and_nobody_moved(device, card):
    (answer,) = ask(device, comes(subject="99999999"))
    assert (answer.outcome, answer.reason, answer.opens) == ("deny", "unknown", False)
    assert not GateEntry.objects.exists()
    assert not HolderState.objects.exists()


def test_hard_antipassback_across_deliveries(device, card):
    ask(device, comes())
    (again,) = ask(device, comes("2", AT + MINUTE), at=AT + MINUTE)
    assert (again.outcome, again.reason) == ("deny", "already_inside")
    assert dict(again.needs)["gate"] == "T1"
    (out,) = ask(device, goes("3", AT + 2 * MINUTE), at=AT + 2 * MINUTE)
    (back,) = ask(device, comes("4", AT + 3 * MINUTE), at=AT + 3 * MINUTE)
    assert (out.outcome, back.outcome) == ("allow", "allow")


def test_the_same_event_again_gets_the_same_answer(device, card):
    (first,) = ask(device, comes())
    (second,) = ask(device, comes(), at=AT + timedelta(seconds=5))
    assert (second.outcome, second.reason, second.decision_id) == (
        "allow",
        "passes",
        first.decision_id,
    )
    assert second.duplicate
    assert second.opens
    (late,) = ask(device, comes(), at=AT + timedelta(minutes=5))
    assert late.duplicate
    assert not late.opens
    assert Decision.objects.count() == GateEntry.objects.count() == 1


def test_the_same_event_twice_in_one_delivery(device, card):
    first, second = ask(device, comes(), comes())
    assert (first.duplicate, second.duplicate) == (False, True)
    assert second.decision_id == first.decision_id


def test_other_content_under_the_same_id_is_refused(device, card):
    (first,) = ask(device, comes())
    (second,) = ask(device, comes(subject="00000002"))
    assert (second.outcome, second.reason) == ("refused", "event_conflicts")
    together = ask(device, comes("8"), comes("8", subject="5"))
    assert [answer.outcome for answer in together] == ["deny", "refused"]
    assert Decision.objects.get(id=first.decision_id).subject == "00000001"


def test_what_was_filled_in_afterwards_moves_nobody_back(device, card):
    ask(device, goes("1", AT))
    (answer,) = ask(device, comes("2", AT - 60 * MINUTE, is_current=False))
    assert (answer.outcome, answer.reason, answer.opens) == ("record", "historical", False)
    state = HolderState.objects.get()
    assert (state.is_inside, state.at, state.in_at) == (False, AT, AT - 60 * MINUTE)
    assert GateEntry.objects.filter(is_current=False).count() == 1


def test_a_live_event_that_comes_late_opens_nothing(device, card):
    (answer,) = ask(device, comes(at=AT - 11 * MINUTE))
    assert (answer.outcome, answer.reason, answer.opens) == ("record", "late", False)
    assert HolderState.objects.get().is_inside


def test_a_clock_that_runs_ahead_is_noted_and_told(device, card):
    (answer,) = ask(device, comes(at=AT + 5 * MINUTE))
    assert (answer.outcome, answer.reason, answer.opens) == ("record", "clock_ahead", False)
    device.refresh_from_db()
    assert device.skew_s == 300
    assert GateEntry.objects.get().clock_ahead
    assert not HolderState.objects.exists()


def test_a_clock_that_is_right_again_is_not_off_for_good(device, card):
    """Also where no heartbeat says so."""
    ask(device, comes(at=AT + 5 * MINUTE))
    late, now = comes("2", AT, is_current=False), AT + MINUTE
    ask(device, late, at=now)
    device.refresh_from_db()
    assert device.skew_s == 300  # what was filled in says nothing of the clock
    ask(device, comes("3", AT + 2 * MINUTE), at=AT + 2 * MINUTE)
    device.refresh_from_db()
    assert device.skew_s is None


def test_a_forgotten_car_takes_no_passage_of_another_reader_with_it(gate, zone):
    lane = make_gate(inner=zone, code="L1", traffic="vehicles")
    cameras = [make_device(site=gate.site, gate=lane, serial=serial) for serial in ("C1", "C2")]
    profile = make_profile(site=gate.site, zones=[zone])
    mine, other = (
        make_credential(
            profile=profile,
            kind="plate",
            subject=plate,
            colour="blue",
            holder="visitor",
            holder_key=f"car:{plate}|blue",
            valid_until=AT + timedelta(days=1),
        )
        for plate in ("川T12345", "川T54321")
    )
    for camera, first, second in ((cameras[0], mine, other), (cameras[1], other, mine)):
        for number, car in enumerate((first, second)):
            at = AT + number * MINUTE
            asked = Asked(str(number), at, "in", "plate", car.subject, "blue")
            actions.decide([asked], device_id=camera.id, actor=device_actor(camera), at=at)
    forgotten.car(mine)
    subjects = GateEntry.objects.order_by("device__serial", "at").values_list("subject", flat=True)
    gone, stays = forgotten.mark(mine.id), GateEntry.objects.get(device=cameras[0], event_id="1")
    assert list(subjects) == [gone, stays.subject, stays.subject, gone]
    assert stays.subject != gone


def test_events_of_a_delivery_are_decided_by_their_own_times(device, card):
    back, out, came = ask(
        device,
        comes("3", AT + 2 * MINUTE),
        goes("2", AT + MINUTE),
        comes("1", AT),
        at=AT + 2 * MINUTE,
    )
    assert [answer.outcome for answer in (came, out, back)] == ["allow"] * 3


def test_a_full_zone_takes_nobody_more(zone, device, card):
    zone.occupancy_limit = 1
    zone.save()
    profile = card.profile
    make_credential(profile=profile, subject="00000002", holder_key="guest:2", holder="visitor")
    first, second = ask(device, comes(), comes("2", AT + MINUTE, "00000002"), at=AT + MINUTE)
    assert (first.outcome, second.reason) == ("allow", "zone_full")
    assert dict(second.needs) == {"inside": 1, "limit": 1}
    out, then = ask(
        device,
        goes("3", AT + 2 * MINUTE),
        comes("4", AT + 3 * MINUTE, "00000002"),
        at=AT + 3 * MINUTE,
    )
    assert (out.outcome, then.outcome) == ("allow", "allow")


def test_a_guest_who_passes_is_told_of(device, zone):
    profile = make_profile(site=zone.site, zones=[zone])
    make_credential(
        profile=profile, subject="00000002", holder_key="guest:2", holder="visitor", unit_id=None
    )
    ask(device, comes(subject="00000002"), comes("2", subject="00000003"))
    (told,) = Entry.objects.filter(name="access.decisions.guest_passed")
    assert told.data["holder_key"] == "guest:2"
    entry = GateEntry.objects.get()
    assert (entry.subject, entry.person_id) == ("guest:2", None)


def test_a_gate_that_has_no_place_says_so(site, card):
    device = make_device(site=site)
    (answer,) = ask(device, comes())
    assert (answer.reason, dict(answer.needs)) == ("device_faulty", {"fault": "no_gate"})


def test_a_car_and_its_driver_are_kept_apart(zone, card, person):
    lane = make_gate(inner=zone, code="L1", traffic="vehicles", antipassback="hard")
    camera = make_device(site=zone.site, gate=lane)
    make_credential(
        profile=card.profile,
        kind="plate",
        subject="川T12345",
        colour="blue",
        person=person,
        holder_key="car:川T12345|blue",
    )
    (car,) = ask(camera, Asked("1", AT, "in", "plate", "川T·12345", "blue", 0.97))
    assert car.outcome == "allow"
    entry = GateEntry.objects.get()
    assert (entry.credential, entry.person_id, entry.unit_id) == ("plate", None, None)
    (yellow,) = ask(camera, Asked("2", AT, "in", "plate", "川T12345", "yellow", 0.97))
    assert (yellow.outcome, yellow.reason) == ("deny", "colour_differs")
    (short,) = ask(camera, Asked("3", AT, "in", "plate", "川T1234", "blue", 0.97))
    assert (short.reason, dict(short.needs)) == ("unknown", {"near": "川T12345"})
    assert {state.holder_key: state.is_vehicle for state in HolderState.objects.all()} == {
        "car:川T12345|blue": True
    }


def test_an_inner_door_counts_nobody_out_of_the_complex(device, card, person, zone):
    office = make_zone(site=zone.site, code="B", parent=zone)
    card.profile.zones.add(office)
    door = make_gate(inner=office, outer=zone, code="T9")
    inner = make_device(site=zone.site, gate=door)
    ask(device, comes())
    ask(inner, comes("1", AT + MINUTE), at=AT + MINUTE)
    ask(inner, goes("2", AT + 2 * MINUTE), at=AT + 2 * MINUTE)
    later = AT + 3 * MINUTE
    assert people_inside(site_id=zone.site_id, at=later) == {person.unit_id: 1}
    assert [each.zone_id for each in queries.inside(site_id=zone.site_id, at=later)] == [zone.id]
    ask(inner, comes("3", later), at=later)
    ask(device, goes("4", later + MINUTE), at=later + MINUTE)
    assert queries.inside(site_id=zone.site_id, at=later + MINUTE) == []


def test_only_devices_ask(device, card):
    with pytest.raises(NotAllowed):
        actions.decide([comes()], device_id=device.id, actor=make_actor(site=device.site), at=AT)


def test_no_more_than_are_taken_at_once(device):
    rows = [comes(str(number)) for number in range(5_001)]
    with pytest.raises(TooManyQuestions):
        ask(device, *rows)


def decided(device, event_id, at, direction="in", serial="G1", **changes):
    """What a gate room says it decided with the snapshot of now."""
    rows = snapshots.of(site_id=device.site_id, at=AT)
    question = rules.Question(int(at.timestamp() * 1000), direction, "card", "00000001")
    known = rows.known(question, device_serial=device.serial, gate_code="T1")
    verdict = rules.decide(question, known)
    values = {
        "asked": comes(event_id, at, direction=direction),
        "device": serial,
        "outcome": verdict.outcome,
        "reason": verdict.reason.value,
        "inputs": inputs.packed(question, known),
        "rules_number": rows.number,
        **changes,
    }
    return Decided(**values)


def take(device, *rows, at=AT + timedelta(hours=8)):
    return actions.take_decided(list(rows), actor=device_actor(device), at=at)


def test_what_a_gate_room_decided_is_kept_word_for_word(device, card):
    answers = take(device, decided(device, "1", AT), decided(device, "2", AT + MINUTE, "out"))
    assert [answer.outcome for answer in answers] == ["allow", "allow"]
    kept = Decision.objects.order_by("at")
    assert [(row.decided_by, row.outcome, row.warnings) for row in kept] == [
        ("edge", "allow", ""),
        ("edge", "allow", ""),
    ]
    assert not HolderState.objects.get().is_inside
    again = take(device, decided(device, "1", AT))
    assert (again[0].duplicate, Decision.objects.count()) == (True, 2)


def test_what_a_gate_room_cannot_have_decided_is_told(device, card):
    good = decided(device, "1", AT)
    answers = take(
        device,
        decided(device, "2", AT, outcome="deny", reason="blocked"),
        decided(device, "3", AT, inputs="[]"),
        decided(device, "4", AT, serial="G9"),
        decided(device, "5", AT, reason="whim"),
        good,
    )
    assert [answer.outcome for answer in answers] == [
        "deny",
        "refused",
        "refused",
        "refused",
        "allow",
    ]
    assert Decision.objects.get(event_id="2").warnings == "replay_differs"
    assert [answer.reason for answer in answers[1:4]] == [
        "inputs_invalid",
        "device_differs",
        "inputs_invalid",
    ]
