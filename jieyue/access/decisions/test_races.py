"""What two gates do at the same moment, on a database that lets them."""

from datetime import UTC, datetime, timedelta

from jieyue.access.decisions import actions, snapshots
from jieyue.access.decisions.actions import Asked
from jieyue.access.decisions.models import Decision, HolderState
from jieyue.access.entries.models import GateEntry
from jieyue.access.factories import (
    device_actor,
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)

AT = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
READERS = 6


def place(**changes):
    """One zone with a gate for each reader."""
    zone = make_zone(**changes)
    gates = [make_gate(inner=zone, antipassback="hard") for _ in range(READERS)]
    devices = [make_device(site=zone.site, gate=gate) for gate in gates]
    profile = make_profile(site=zone.site, zones=[zone])
    for number in range(READERS):
        make_credential(profile=profile, subject=str(number), holder_key=f"guest:{number}")
    snapshots.forget()
    snapshots.of(site_id=zone.site_id, at=AT)
    return devices


def asks(device, subject, *, event_id="1", at=AT, direction="in"):
    rows = [Asked(event_id, at, direction, "card", subject)]
    actor = device_actor(device)
    return lambda: actions.decide(rows, device_id=device.id, actor=actor, at=at + SECOND)[0]


def test_two_gates_do_not_overfill_a_zone(at_once):
    devices = place(occupancy_limit=2)
    answers = at_once(*(asks(device, str(n)) for n, device in enumerate(devices)))
    assert sorted(answer.reason for answer in answers) == ["passes"] * 2 + ["zone_full"] * 4
    assert HolderState.objects.filter(is_inside=True).count() == 2


def test_one_card_opens_one_of_many_gates(at_once):
    devices = place()
    answers = at_once(*(asks(device, "0") for device in devices))
    assert sorted(answer.reason for answer in answers) == ["already_inside"] * 5 + ["passes"]
    assert GateEntry.objects.count() == 1


def test_one_event_sent_many_times_at_once_is_kept_once(at_once):
    device = place()[0]
    answers = at_once(*(asks(device, "0") for _ in range(READERS)))
    assert sorted(answer.duplicate for answer in answers) == [False] + [True] * 5
    assert {answer.outcome for answer in answers} == {"allow"}
    assert Decision.objects.count() == 1


def test_a_great_delivery_and_single_questions_lose_nothing(at_once):
    devices = place()
    many = [
        Asked(f"m{n}", AT - n * SECOND, "in" if n % 2 else "out", "card", str(n % READERS))
        for n in range(200)
    ]
    actor = device_actor(devices[0])

    def delivers():
        return actions.decide(many, device_id=devices[0].id, actor=actor, at=AT + SECOND)

    singles = [asks(device, str(n), direction="out") for n, device in enumerate(devices[1:])]
    assert all(isinstance(found, (list, actions.Answer)) for found in at_once(delivers, *singles))
    assert Decision.objects.count() == 200 + READERS - 1
    for state in HolderState.objects.all():
        passed = Decision.objects.filter(holder_key=state.holder_key, outcome="allow")
        assert state.at == passed.order_by("-at").first().at
