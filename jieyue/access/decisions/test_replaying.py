import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.decisions import day_files
from jieyue.access.decisions.replaying import replay

MORNING = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08:00 in China
SECTIONS = {
    "zones": [{"code": "A", "limit": 3}],
    "gates": [
        {"code": "T1", "inner": "A", "antipassback": "hard"},
        {"code": "T2", "inner": "A", "antipassback": "timed", "repeat_s": 120},
    ],
    "credentials": [
        {"kind": "staff", "subject": f"S{number}", "unit": f"U{number % 2}"} for number in range(4)
    ],
}


def row(number, minute, direction="in", **more):
    return {
        "event_id": f"e{number}",
        "device": "G1",
        "gate": "T1",
        "direction": direction,
        "at": (MORNING + timedelta(minutes=minute)).isoformat(),
        "staff_no": "S1",
        "unit": "U1",
        **more,
    }


def told(rows, sections=SECTIONS, antipassback="hard"):
    day = day_files.day_of(rows, sections, antipassback=antipassback)
    found = replay(day.snapshot, day.events)
    presence = {
        quarter: {day.units[unit]: number for unit, number in units.items()}
        for quarter, units in found.presence.items()
    }
    return found.reasons(), presence, found.digest(), day.refused


days = st.lists(
    st.builds(
        row,
        st.integers(0, 12),
        st.integers(0, 90),
        st.sampled_from(["in", "out"]),
        gate=st.sampled_from(["T1", "T2"]),
        staff_no=st.sampled_from(["S0", "S1", "S2", "S3", "S9"]),
        current=st.sampled_from([True, True, False]),
    ),
    max_size=14,
)


@given(days, st.integers(0, 999), st.floats(0, 1), st.integers(0, 7_200), st.booleans())
def test_order_doubles_and_delays_change_nothing(rows, seed, double, delay_s, described):
    sections = SECTIONS if described else {}
    disturbed = day_files.perturbed(rows, seed=seed, double=double, delay_s=delay_s)
    assert told(disturbed, sections) == told(rows, sections)


def test_a_day_without_a_description():
    rows = [
        row(1, 0),
        row(2, 1),
        row(3, 20, "out"),
        row(4, 5, staff_no="S2", unit="U2"),
        row(5, 6, staff_no=None, plate="川T12345", colour="blue"),
        row(6, 7, current=False, staff_no="S3", unit="U2"),
    ]
    reasons, presence, _digest, _refused = told(rows, {})
    assert reasons == {"already_inside": 1, "historical": 1, "passes": 4}
    assert presence["2026-11-23T08:15"] == {"U1": 1, "U2": 2}
    assert presence["2026-11-23T08:30"] == {"U2": 2}
    assert "2026-11-23T07:45" not in presence


def test_a_day_with_gates_credentials_and_a_block():
    sections = {
        **SECTIONS,
        "blocks": [{"kind": "person", "subject": "S2", "since": MORNING.isoformat()}],
    }
    rows = [
        row(1, 0),
        row(2, 1, staff_no="S9"),
        row(3, 2, staff_no="S2"),
        row(4, 3, gate="T2", staff_no="S3"),
        row(5, 4, gate="T2", staff_no="S3"),
        row(6, 5, staff_no="S0"),
        row(7, 6, staff_no="S0"),
    ]
    reasons, presence, _digest, _refused = told(rows, sections)
    assert reasons == {
        "already_inside": 1,
        "blocked": 1,
        "passes": 3,
        "repeated": 1,
        "unknown": 1,
    }
    assert presence["2026-11-23T08:15"] == {"U0": 1, "U1": 2}


def test_a_full_zone_in_a_replay():
    rows = [row(number, number, staff_no=f"S{number}") for number in range(4)]
    assert told(rows)[0] == {"passes": 3, "zone_full": 1}


def test_whoever_stays_overnight_is_unknown_after_the_reset():
    rows = [row(1, 0), row(2, 24 * 60, "in")]
    reasons, presence, _digest, _refused = told(rows)
    assert reasons == {"passes": 2}
    assert "2026-11-24T02:45" in presence
    assert "2026-11-24T03:15" not in presence


def test_of_two_that_claim_one_id_the_same_is_kept_in_any_order():
    one, other = row(1, 0), row(1, 5, "out")
    assert told([one, other]) == told([other, one])
    day = day_files.day_of([one, other, one], {}, antipassback="off")
    found = replay(day.snapshot, day.events)
    assert (found.duplicates, found.conflicts) == (2, 1)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("x", "not_an_object"),
        (row(1, 0, at="yesterday"), "at_invalid"),
        (row(1, 0, "up"), "direction_invalid"),
        (row(1, 0, staff_no=None), "credential_missing"),
        (row(1, 0, card="7"), "credential_ambiguous"),
    ],
)
def test_a_row_that_is_no_event_is_counted_and_left_out(bad, reason):
    reasons, _presence, _digest, refused = told([bad, row(2, 1)])
    assert dict(refused) == {reason: 1}
    assert reasons == {"passes": 1}


def test_the_ways_to_write_a_day():
    rows = [row(1, 0), row(2, 5, "out")]
    as_lines = "\n".join(json.dumps(each) for each in rows)
    as_csv = "event_id,device,gate,direction,at,kind,subject,unit\n" + "\n".join(
        f"{each['event_id']},G1,T1,{each['direction']},{each['at']},staff,S1,U1" for each in rows
    )
    ways = [json.dumps(rows), json.dumps({"events": rows}), as_lines, as_csv]
    digests = set()
    for way in ways:
        read, sections = day_files.read_rows(way.encode())
        digests.add(told(read, sections)[2])
    assert len(digests) == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xff", b"a,b\n1,2", b"no events", b"\x1f\x8bx"])
def test_what_is_no_day_is_refused(content):
    with pytest.raises(day_files.BadDayFile):
        day_files.read_rows(content)
