from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jieyue.access.entries import actions, queries
from jieyue.access.entries.actions import TooManyEntries
from jieyue.access.entries.models import GateEntry, Ingest, QuarterPresence, RefusedEntry
from jieyue.access.factories import device_actor, make_device, make_gate, make_zone
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 23)


def clock(hour, minute=0, day=DAY):
    return timezone.datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def gate(db):
    return make_device(site=make_site())


def row(event_id, person, at, direction="in", **fields):
    return {
        "event_id": event_id,
        "at": at.isoformat(),
        "direction": direction,
        "staff_no": getattr(person, "staff_no", person),
        **fields,
    }


def deliver(gate, *rows, at=None):
    actor = device_actor(gate)
    outcomes = actions.store(rows, device_id=gate.id, actor=actor, at=at or clock(12))
    return [(outcome.outcome, outcome.reason) for outcome in outcomes]


def test_a_repeat_changes_nothing(gate):
    person = make_person(site=gate.site)
    first = row("1", person, clock(8))

    assert deliver(gate, first) == [("stored", None)]
    assert deliver(gate, first, first | {"current": False}) == [("duplicate", None)] * 2
    assert GateEntry.objects.get().person == person
    assert GateEntry.objects.get().unit == person.unit


def test_the_same_instant_in_another_offset_is_a_repeat(gate):
    person = make_person(site=gate.site)
    deliver(gate, row("1", person, clock(8)))

    utc = row("1", person, clock(8)) | {"at": "2026-11-23T00:00:00Z"}
    assert deliver(gate, utc) == [("duplicate", None)]


def test_the_same_id_with_other_content_is_refused_and_kept_aside(gate):
    person = make_person(site=gate.site)
    deliver(gate, row("1", person, clock(8)))

    outcomes = deliver(gate, row("1", person, clock(9)), row("1", person, clock(8)))

    assert outcomes == [("refused", "event_conflicts"), ("duplicate", None)]
    assert GateEntry.objects.get().at == clock(8)
    assert "09:00" in RefusedEntry.objects.get().content


def test_two_devices_may_use_the_same_event_ids(gate):
    other = make_device(site=gate.site)
    person = make_person(site=gate.site)

    deliver(gate, row("1", person, clock(8)))
    assert deliver(other, row("1", person, clock(9))) == [("stored", None)]


def test_a_bad_row_spoils_no_other(gate):
    person = make_person(site=gate.site)
    outcomes = deliver(
        gate,
        row("1", person, clock(8)),
        row("2", person, clock(8)) | {"at": "2026-11-23T08:00"},
        "nonsense",
        row("3", person, clock(9), "out"),
    )

    assert outcomes == [
        ("stored", None),
        ("refused", "at_offset_missing"),
        ("refused", "not_an_object"),
        ("stored", None),
    ]
    log = Ingest.objects.get()
    assert (log.received, log.stored, log.duplicates, log.refused) == (4, 2, 0, 2)
    assert [r.position for r in RefusedEntry.objects.order_by("position")] == [1, 2]


def test_an_unknown_person_is_kept_as_unknown(gate):
    stranger = make_person(site=make_site())
    outcomes = actions.store(
        [row("1", stranger, clock(8))], device_id=gate.id, actor=device_actor(gate), at=clock(9)
    )

    assert outcomes[0].notes == ("unknown_person",)
    assert GateEntry.objects.get().person is None
    assert queries.inside_now(site_id=gate.site_id, at=clock(9)) == {None: 1}


def test_a_clock_that_runs_ahead_is_flagged_kept_and_not_counted(gate):
    person = make_person(site=gate.site)
    near, far = row("1", person, clock(8, 1)), row("2", person, clock(11))
    deliver(gate, near, far, at=clock(8))

    flags = list(GateEntry.objects.order_by("event_id").values_list("clock_ahead", flat=True))
    assert flags == [False, True]
    assert queries.people_inside(site_id=gate.site_id, at=clock(12)) == {person.unit_id: 1}


def test_too_many_at_once_are_refused_whole(gate):
    with pytest.raises(TooManyEntries):
        deliver(gate, *[{}] * 5001)
    assert not Ingest.objects.exists()


def test_only_devices_deliver(gate):
    with pytest.raises(NotAllowed):
        actions.store([], device_id=gate.id, actor=make_actor(site=gate.site), at=clock(8))


def test_no_device_of_another_site_is_reached(gate):
    other = device_actor(make_device(site=make_site()))
    with pytest.raises(gate.DoesNotExist):
        actions.store([], device_id=gate.id, actor=other, at=clock(8))


def test_presence_by_unit_and_cut_off(gate):
    ours, theirs = make_unit(site=gate.site), make_unit(site=gate.site)
    a, b = make_person(unit=ours), make_person(unit=theirs)
    deliver(
        gate,
        row("4", b, clock(9, 30), "out"),
        row("3", b, clock(8, 15)),
        row("1", a, clock(7, 50)),
        row("0", a, clock(18, day=DAY - timedelta(days=1))),
        row("9", None, clock(8)) | {"plate": "川T12345"},
    )

    found = queries.inside_by(
        site_id=gate.site_id, day=DAY, cutoffs=[time(8), time(9), time(9, 45)]
    )
    assert found == {
        time(8): {ours.id: 1},
        time(9): {ours.id: 1, theirs.id: 1},
        time(9, 45): {ours.id: 1},
    }


def test_late_out_of_order_and_repeated_days_look_alike(gate):
    other = make_device(site=make_site())
    people = [make_person(site=gate.site) for _ in range(3)]
    rows = [
        row(str(n), person, clock(8, n), direction)
        for n, (person, direction) in enumerate(
            [(p, d) for p in people for d in ("in", "out", "in")]
        )
    ]
    deliver(gate, *rows)
    before = queries.inside_by(site_id=gate.site_id, day=DAY, cutoffs=[time(8, 4), time(9)])

    GateEntry.objects.all().delete()
    deliver(gate, *rows[::-2], at=clock(8, 30))
    deliver(gate, *rows[::-1], *rows[:4], at=clock(23))

    after = queries.inside_by(site_id=gate.site_id, day=DAY, cutoffs=[time(8, 4), time(9)])
    assert after == before
    assert queries.people_inside(site_id=other.site_id, at=clock(9)) == {}


def test_quarters_are_kept_and_replaced(gate):
    person = make_person(site=gate.site)
    flow = system("test", site_id=gate.site_id)
    deliver(gate, row("1", person, clock(19)), at=clock(20))
    actions.keep_quarters(site_id=gate.site_id, day=DAY, actor=flow)
    deliver(gate, row("2", person, clock(19, 30), "out"), at=clock(20))
    actions.keep_quarters(site_id=gate.site_id, day=DAY, actor=flow)

    kept = QuarterPresence.objects.filter(unit=person.unit).values_list("quarter", flat=True)
    assert sorted(kept) == [time(19), time(19, 15)]


def test_days_with_late_entries_are_named(gate):
    person = make_person(site=gate.site)
    deliver(gate, row("1", person, clock(8)), at=clock(8))
    friday = clock(8, day=DAY - timedelta(days=3))
    deliver(gate, row("2", person, friday), at=clock(9))

    since, site = clock(0), gate.site_id
    late = queries.days_with_late_entries(site_id=site, since=since, before=DAY)
    assert late == [friday.date()]
    assert queries.days_with_late_entries(site_id=site, since=clock(10), before=DAY) == []


def test_old_entries_are_forgotten_and_that_is_journalled(gate):
    person = make_person(site=gate.site)
    flow = system("test", site_id=gate.site_id)
    deliver(gate, row("1", person, clock(8)), at=clock(8))

    assert actions.forget(site_id=gate.site_id, actor=flow, at=clock(8)) == 0
    later = clock(8) + timedelta(days=181)
    assert actions.forget(site_id=gate.site_id, actor=flow, at=later) == 1
    assert Entry.objects.get(name="access.entries.forgotten").data["entries"] == 1


def test_the_database_counts_as_the_rule_does(gate):
    people = [make_person(site=gate.site) for _ in range(4)]
    steps = [(p, m, d) for p in people for m, d in ((3, "in"), (3, "out"), (9, "out"), (7, "in"))]
    rows = [row(f"{n}", p, clock(8, m), d) for n, (p, m, d) in enumerate(steps)]
    deliver(gate, *rows[1:], row("x", people[0], clock(8, 9)), row("y", people[1], clock(8, 30)))

    for minute in (2, 3, 7, 8, 9, 29, 30):
        found = queries.people_inside(site_id=gate.site_id, at=clock(8, minute))
        by_rule = queries.inside_by(site_id=gate.site_id, day=DAY, cutoffs=[time(8, minute)])
        assert found == by_rule[time(8, minute)]


def test_only_readers_that_let_in_from_outside_say_who_came(gate):
    """From open ground counts as from outside; a door within a building does not count."""
    grounds, building = make_zone(site=gate.site), make_zone(site=gate.site)
    room = make_zone(site=gate.site)
    front = make_device(
        site=gate.site, gate=make_gate(site=gate.site, outer=grounds, inner=building)
    )
    door = make_device(site=gate.site, gate=make_gate(site=gate.site, outer=building, inner=room))
    first, second = make_person(site=gate.site), make_person(site=gate.site)
    deliver(front, row("a", first, clock(8)))
    deliver(gate, row("b", second, clock(8)))  # at no gate yet
    deliver(door, row("c", first, clock(9)), row("d", first, clock(9, 5), "out"))
    assert sum(queries.people_inside(site_id=gate.site_id, at=clock(10)).values()) == 2
