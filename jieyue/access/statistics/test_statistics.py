from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.console.models import HandAnswer
from jieyue.access.decisions.models import Decision
from jieyue.access.devices.models import AilingSpell
from jieyue.access.factories import make_device, make_gate
from jieyue.access.statistics import counting, queries
from jieyue.access.statistics.labels import refusal
from jieyue.access.statistics.models import GateDay
from jieyue.access.statistics.rules import Counts, Passed, Peak, count, hours, peak
from jieyue.kit.actor import NotAllowed, system
from jieyue.people.factories import make_account, make_actor, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

DAY = date(2026, 11, 23)
MIDNIGHT = datetime(2026, 11, 22, 16, tzinfo=UTC)  # 00:00 in China
READERS = {"leader", "office_administrator", "security_officer"}


def passed(minute=480, direction="in", outcome="allow", reason="passes", gate=1, **more):
    values = {"decided_by": "server", "holder_key": "person:1"} | more
    return Passed(gate, minute, direction, outcome, reason, **values)


def slots(**minutes):
    """A day of five minutes: slots(m480=3) has three passages at 08:00."""
    found = [0] * 288
    for name, passages in minutes.items():
        found[int(name[1:]) // 5] = passages
    return found


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([slots()], None),
        ([slots(m480=3)], Peak(465, 3)),  # the earliest window that holds them
        ([slots(m0=3)], Peak(0, 3)),
        ([slots(m1435=3)], Peak(1420, 3)),
        ([slots(m480=3, m495=2, m500=9)], Peak(485, 11)),
        ([slots(m480=3), slots(m480=4)], Peak(465, 7)),  # in and out together
    ],
)
def test_the_busiest_twenty_minutes(days, expected):
    assert peak(*days) == expected


def test_hours_hold_every_passage():
    assert hours(slots(m0=1, m59=2, m60=4))[:2] == [3, 4]


@pytest.mark.parametrize(
    ("row", "entered", "refused", "noted", "by_hand"),
    [
        (passed(), 1, {}, 0, 0),
        (passed(outcome="deny", reason="unknown"), 0, {"unknown": 1}, 0, 0),
        (passed(outcome="record", reason="historical"), 1, {}, 1, 0),
        (passed(outcome="record", reason="late"), 1, {}, 1, 0),
        (passed(outcome="record", reason="clock_ahead"), 0, {}, 1, 0),
        (passed(decided_by="guard", reason="known"), 1, {}, 0, 1),
        (passed(decided_by="guard", outcome="deny", reason="refused"), 0, {}, 0, 1),
    ],
)
def test_what_one_decision_counts_as(row, entered, refused, noted, by_hand):
    counts = count([row])[1]
    assert (counts.entered, dict(counts.refused)) == (entered, refused)
    assert (counts.noted, counts.by_hand) == (noted, by_hand)


def test_a_visitor_counts_once_a_day_and_only_when_let_in():
    rows = [passed(holder_key="guest:1"), passed(holder_key="guest:1", gate=2)]
    rows += [passed(holder_key="guest:2", outcome="deny", reason="expired")]
    rows += [passed(holder_key="guest:3", direction="out")]
    assert count(rows)[None].visitors == 1


rows = st.builds(
    passed,
    minute=st.integers(0, 1439),
    direction=st.sampled_from(["in", "out"]),
    outcome=st.sampled_from(["allow", "deny", "record"]),
    gate=st.sampled_from([1, 2, 3]),
)


@given(st.lists(rows, max_size=40), st.randoms(use_true_random=False))
def test_the_order_says_nothing_and_gates_sum_to_the_site(found, order: Random):
    counted = count(found)
    shuffled = list(found)
    order.shuffle(shuffled)
    assert count(shuffled) == counted
    total = Counts()
    for gate, counts in counted.items():
        if gate is not None:
            total.add(counts)
    whole = counted.get(None, Counts())
    assert (total.ins, total.outs, total.refused) == (whole.ins, whole.outs, whole.refused)


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def gate(site):
    return make_gate(site=site, name="East")


@pytest.fixture
def device(gate):
    return make_device(site=gate.site, gate=gate, name="Reader")


_events = iter(range(1, 1_000_000))


def store(device, *, minutes=480, day=MIDNIGHT, **fields):
    at = day + timedelta(minutes=minutes)
    values = {"direction": "in", "kind": "card", "subject": "1", "outcome": "allow"}
    values |= {"reason": "passes", "decided_by": "server", "rule_version": "1", **fields}
    return Decision(
        site_id=device.site_id,
        device=device,
        gate_id=device.gate_id,
        event_id=str(next(_events)),
        at=at,
        received_at=at,
        **values,
    )


def keep(site, day=DAY):
    at = MIDNIGHT + timedelta(days=1)
    return counting.keep_day(site_id=site.id, day=day, actor=system("test"), at=at)


def test_a_day_is_local_and_made_twice_is_the_same(site, gate, device):
    edges = [-1, 0, 1439, 1440]  # yesterday's last minute, the day, tomorrow's first
    Decision.objects.bulk_create(store(device, minutes=minutes) for minutes in edges)
    assert keep(site) == 2
    assert keep(site) == 2
    row = GateDay.objects.get(gate=gate)
    assert (sum(row.ins), row.ins[0], row.ins[287]) == (2, 1, 1)
    assert GateDay.objects.get(gate=None).ins == row.ins


def test_forgotten_decisions_leave_the_day_as_it_was(site, device):
    Decision.objects.bulk_create([store(device)])
    keep(site)
    Decision.objects.all().delete()
    assert keep(site) == 0
    assert GateDay.objects.count() == 2


def test_what_comes_late_is_counted_the_next_night(site, device):
    Decision.objects.bulk_create([store(device)])
    keep(site)
    Decision.objects.bulk_create([store(device, outcome="record", reason="late")])
    counting.nightly(site_id=site.id, at=MIDNIGHT + timedelta(days=5))
    assert sum(GateDay.objects.get(gate=None).ins) == 2


def test_a_report_of_a_past_day_and_of_today(site, gate, device):
    officer = make_actor(site=site, grants=role_grants("security_officer"))
    refused = {"outcome": "deny", "reason": "unknown"}
    Decision.objects.bulk_create([store(device), store(device, minutes=490, **refused)])
    keep(site)
    today = MIDNIGHT + timedelta(days=3)
    Decision.objects.bulk_create([store(device, day=today), store(device, day=today)])
    at = today + timedelta(hours=12)
    past = queries.report(officer, queries.span_of("day", DAY), at=at)
    assert (past.total.entered, past.refusals) == (1, [(refusal("unknown"), 1)])
    week = queries.report(officer, queries.span_of("week", DAY), at=at)
    assert [line.entered for line in week.days] == [1, 0, 0, 2]
    assert week.peak_day == date(2026, 11, 26)
    (line,) = week.gates
    assert (line.name, line.entered, line.refused, line.busiest_passages) == ("East", 3, 1, 2)


def test_uptime_leaves_out_the_spells(site, gate, device):
    device.beats_at = MIDNIGHT
    device.save()
    AilingSpell.objects.create(
        site=site,
        device=device,
        state="silent",
        since=MIDNIGHT - timedelta(hours=1),
        until=MIDNIGHT + timedelta(hours=6),
    )
    quiet = make_device(site=site, name="Quiet")
    officer = make_actor(site=site, grants=role_grants("security_officer"))
    at = MIDNIGHT + timedelta(days=2)
    found = queries.report(officer, queries.span_of("day", DAY), at=at).devices
    assert {line.name: line.share_up for line in found} == {"Reader": 0.75, quiet.name: None}


def test_guards_decisions_are_counted_by_reason_and_rate(site, gate, device):
    Decision.objects.bulk_create(store(device) for _each in range(200))
    keep(site)
    for reason in ("known", "known", "delivery"):
        values = {"outcome": "allow", "reason_code": reason, "by": "Wang", "at": MIDNIGHT}
        HandAnswer.objects.create(site=site, gate=gate, **values)
    officer = make_actor(site=site, grants=role_grants("security_officer"))
    at = MIDNIGHT + timedelta(days=2)
    found = queries.report(officer, queries.span_of("day", DAY), at=at).hands
    assert [(line.by, line.times, line.per_thousand) for line in found] == [
        ("Wang", 2, 10.0),
        ("Wang", 1, 5.0),
    ]


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        ("day", date(2026, 11, 25), date(2026, 11, 26)),
        ("week", date(2026, 11, 23), date(2026, 11, 30)),
        ("month", date(2026, 11, 1), date(2026, 12, 1)),
        ("era", date(2026, 11, 25), date(2026, 11, 26)),
    ],
)
def test_a_span_holds_its_day(kind, start, end):
    span = queries.span_of(kind, date(2026, 11, 25))
    assert (span.start, span.end) == (start, end)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_see_the_statistics(sign_in, role):
    client = sign_in(make_account(grants=role_grants(role)))
    status = client.get(reverse("access:statistics")).status_code
    assert status == (200 if role in READERS else 403)


def test_another_sites_passages_are_not_counted(site, device):
    Decision.objects.bulk_create([store(device)])
    keep(site)
    elsewhere = make_actor(site=make_site(), grants=role_grants("security_officer"))
    at = MIDNIGHT + timedelta(hours=12)
    for span in queries.SPANS:
        found = queries.report(elsewhere, queries.span_of(span, DAY), at=at)
        assert (found.total.entered, found.gates, found.devices) == (0, [], [])
    with pytest.raises(NotAllowed):
        queries.report(make_actor(site=site), queries.span_of("day", DAY), at=at)


@pytest.fixture
def client_of_officer(site, sign_in):
    return sign_in(make_account(site=site, grants=role_grants("security_officer")))


@pytest.mark.parametrize("query", ["", "?span=week", "?span=month", "?span=x&day=x&gate=x"])
def test_the_page_holds_its_query_count(
    site, device, client_of_officer, query, assert_query_budget
):
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for place in range(8):
        other = make_device(site=site, gate=make_gate(site=site, name=f"Gate {place}"))
        Decision.objects.bulk_create(
            store(other, day=today - timedelta(days=back), minutes=back) for back in range(3)
        )
    counting.nightly(site_id=site.id, at=timezone.now())
    client_of_officer.get(reverse("access:statistics"))
    with assert_query_budget(16):
        reply = client_of_officer.get(reverse("access:statistics") + query)
    assert reply.status_code == 200
    assert "Gate 7" in reply.content.decode()


def test_a_single_gate_and_excel(site, gate, device, client_of_officer):
    page = reverse("access:statistics")
    assert client_of_officer.get(f"{page}?gate={gate.id}").status_code == 200
    assert client_of_officer.get(f"{page}?gate={10**18 - 1}").status_code == 200
    assert client_of_officer.get(f"{page}?export=xlsx")["Content-Type"].endswith("sheet")
