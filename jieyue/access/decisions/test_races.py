"""What two gates do at the same moment, on a database that lets them."""

from datetime import UTC, datetime, timedelta
from threading import Event
from time import sleep

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials import passes
from jieyue.access.credentials.models import AccessProfile, Credential
from jieyue.access.decisions import actions, rules, snapshots
from jieyue.access.decisions.actions import Asked
from jieyue.access.decisions.inputs import unpacked
from jieyue.access.decisions.models import Decision, HolderState
from jieyue.access.decisions.snapshot import EMPTY, BadSnapshot
from jieyue.access.entries.models import GateEntry
from jieyue.access.factories import (
    device_actor,
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.access.gates.models import Gate
from jieyue.people.factories import make_actor, role_grants

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


def test_one_pass_opens_one_of_two_gates(at_once):
    devices = place()
    row = Credential.objects.get(holder_key="guest:0")
    Credential.objects.filter(id=row.id).update(kind="qr", subject="PASS0")
    Gate.objects.update(antipassback="off")
    row.refresh_from_db()
    token = passes.token_of(row, at=AT)
    snapshots.forget()
    answers = at_once(
        *(
            lambda device=device: actions.decide(
                [Asked("1", AT, "in", "qr", token)],
                device_id=device.id,
                actor=device_actor(device),
                at=AT + SECOND,
            )[0]
            for device in devices
        )
    )
    assert sorted(answer.reason for answer in answers) == ["passes"] + ["qr_replayed"] * 5


def test_nothing_opens_once_it_is_blocked(at_once):
    """Each question asked after the block stands is refused; none before it breaks."""
    devices = place()
    Gate.objects.update(antipassback="off", repeat_s=0)
    row = Credential.objects.get(holder_key="guest:0")
    officer = make_actor(site=devices[0].site, grants=role_grants("security_officer"))
    blocked = Event()

    def ask(device):
        def run():
            found = []
            for turn in range(12):
                stands = blocked.is_set()
                answer = asks(device, "0", event_id=str(turn), at=AT + turn * SECOND)()
                found.append((stands, answer.reason))
            return found

        return run

    def block():
        sleep(0.05)
        credentials.block(credential_id=row.id, reason="x", actor=officer, at=AT)
        blocked.set()

    *found, none = at_once(*(ask(device) for device in devices[:3]), block)
    assert none is None
    rows = [each for part in found for each in part]
    assert {reason for stands, reason in rows if stands} == {"credential_blocked"}
    assert {reason for _stands, reason in rows} <= {"credential_blocked", "passes"}


def test_whoever_follows_the_changes_misses_none(at_once):
    """Numbers are seen in their order: parts applied one by one make the whole."""
    devices = place()
    site_id = devices[0].site_id
    officer = make_actor(site=devices[0].site, grants=role_grants("security_officer"))
    done = Event()

    def change(first):
        def run():
            for n in range(10):
                row = make_credential(
                    profile=AccessProfile.objects.get(), subject=f"new-{first}-{n}"
                )
                if n % 3 == 0:
                    credentials.end(credential_id=row.id, actor=officer, at=AT)
            return

        return run

    def follow():
        kept = EMPTY.apply(snapshots.delta(site_id=site_id, since=0, at=AT))
        whole = last = 0
        while last < 2:
            last += done.is_set()
            part = snapshots.delta(site_id=site_id, since=kept.number, at=AT)
            try:
                kept = kept.apply(part)
            except BadSnapshot:  # one ended between two of its queries: all of it anew
                kept = EMPTY.apply(snapshots.delta(site_id=site_id, since=0, at=AT))
                whole += 1
        return kept

    def changes():
        found = [change(first)() for first in ("a", "b")]
        done.set()
        return found

    *others, kept = at_once(change("c"), change("d"), changes, follow)
    assert not [each for each in others if isinstance(each, Exception)], others
    assert not isinstance(kept, Exception), kept
    snapshots.forget()
    kept = kept.apply(snapshots.delta(site_id=site_id, since=kept.number, at=AT))
    now = EMPTY.apply(snapshots.delta(site_id=site_id, since=0, at=AT))
    assert kept.number == now.number
    assert {row.subject for row in kept.credentials.values()} == {
        row.subject for row in now.credentials.values()
    }


def test_a_gate_room_and_the_server_decide_of_the_same_people(at_once):
    """What either kept replays to the same, and the later passage stands."""
    devices = place()
    keys = range(READERS)
    first = devices[0]
    actor = device_actor(first)
    rows = [Asked(f"e{n}", AT - 90 * SECOND, "in", "card", str(n)) for n in keys]
    for n in keys:
        asks(first, str(n), event_id=f"before{n}", at=AT - 90 * SECOND)()
    known = Decision.objects.filter(event_id__startswith="before").order_by("id")
    decided = [
        actions.Decided(
            asked=rows[n],
            device=first.serial,
            outcome=row.outcome,
            reason=row.reason,
            inputs=row.inputs,
            rules_number=row.rules_number,
        )
        for n, row in enumerate(known)
    ]
    singles = [
        asks(device, str(n), direction="out", at=AT + 5 * SECOND)
        for n, device in enumerate(devices[1:])
    ]
    found = at_once(
        lambda: actions.take_decided(decided, actor=actor, at=AT + 6 * SECOND),
        lambda: actions.take_decided(decided, actor=actor, at=AT + 6 * SECOND),
        *singles,
    )
    assert not [each for each in found if isinstance(each, Exception)], found
    assert sorted(each.duplicate for part in found[:2] for each in part) == [False] * 6 + [True] * 6
    assert Decision.objects.count() == 2 * READERS + READERS - 1
    for row in Decision.objects.exclude(inputs=""):
        again = rules.decide(*unpacked(row.inputs))
        assert (again.outcome, again.reason) == (row.outcome, row.reason)
    inside = HolderState.objects.filter(is_inside=True)
    assert [state.holder_key for state in inside] == [f"guest:{READERS - 1}"]
