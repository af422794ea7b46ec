from datetime import date, timedelta
from itertools import count

import pytest

from jieyue.access.entries import actions as entry_actions
from jieyue.access.entries.queries import local
from jieyue.access.factories import device_actor, make_device
from jieyue.canteen.factories import (
    make_attendance,
    make_canteen,
    make_forecast,
    make_unit_attendance,
)
from jieyue.canteen.forecast.models import ForecastCorrection, MorningPresence
from jieyue.canteen.forecast.queries import latest_forecast
from jieyue.flows import lunch_forecast
from jieyue.flows.lunch_forecast import CUTOFFS
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_person, make_site, make_unit

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)
WORKDAYS_BEFORE = [date(2026, 5, day) for day in (22, 25, 26, 27, 28, 29)]
STAFF = 20
USUAL = [16, 17, 18, 17, 16, 17]  # of 20 people of a unit inside by 08:15
EAT = 14  # of a unit's people who then have lunch


class Morning:
    """A complex of three units: two come through the east gate, one through the west gate."""

    def __init__(self):
        self.site = make_site()
        self.canteen = make_canteen(site=self.site)
        self.east = make_device(site=self.site, serial="east")
        self.west = make_device(site=self.site, serial="west")
        names = {"archive": self.east, "education": self.east, "water": self.west}
        self.units = {name: make_unit(site=self.site, short_name=name) for name in names}
        self.gates = {self.units[name].id: gate for name, gate in names.items()}
        self.people = {
            unit.id: [make_person(unit=unit) for _ in range(STAFF)] for unit in self.units.values()
        }
        self.numbers = count(1)
        self.live_through_usual_mornings()
        make_forecast(canteen=self.canteen, day=MONDAY, expected=3 * EAT, spread=8)

    def live_through_usual_mornings(self):
        for day, came in zip(WORKDAYS_BEFORE, USUAL, strict=True):
            for unit in self.units.values():
                self.come_in(unit, came, day=day)
                make_unit_attendance(canteen=self.canteen, unit=unit, day=day, served=EAT)
            make_attendance(canteen=self.canteen, day=day, served=3 * EAT)
            next_night = local(day + timedelta(days=1), CUTOFFS[0]).replace(hour=0, minute=20)
            lunch_forecast.keep_presence(site_id=self.site.id, at=next_night)

    def come_in(self, unit, people, *, day=MONDAY, minutes=0, received=None):
        """The first `people` of the unit pass their gate from 07:50 on, a second apart."""
        gate = self.gates[unit.id]
        first = local(day, CUTOFFS[0]) - timedelta(minutes=25 - minutes)
        rows = [
            {
                "event_id": f"{day}-{next(self.numbers)}",
                "at": (first + timedelta(seconds=n)).isoformat(),
                "direction": "in",
                "staff_no": person.staff_no,
            }
            for n, person in enumerate(self.people[unit.id][:people])
        ]
        received = received or first + timedelta(minutes=1)
        actor = device_actor(gate)
        entry_actions.store(rows, device_id=gate.id, actor=actor, at=received)

    def correct(self, cutoff=CUTOFFS[0]):
        lunch_forecast.correct(site_id=self.site.id, at=local(MONDAY, cutoff))
        return latest_forecast(canteen_id=self.canteen.id, meal="lunch", day=MONDAY)


@pytest.fixture
def morning():
    return Morning()


def test_a_usual_morning_changes_nothing(morning):
    for unit in morning.units.values():
        morning.come_in(unit, 17)

    assert abs(morning.correct().expected - 3 * EAT) <= 1


def test_a_quiet_unit_lowers_lunch_and_is_named(morning):
    morning.come_in(morning.units["archive"], 2)
    morning.come_in(morning.units["education"], 17)
    morning.come_in(morning.units["water"], 17)

    lunch = morning.correct()

    assert lunch.expected < 3 * EAT - 3
    assert lunch.unit_effects[0]["name"] == "archive"
    assert Entry.objects.filter(name="canteen.forecast.corrected").exists()


def test_a_whole_unit_away_is_absent_while_its_gate_is_heard(morning):
    morning.come_in(morning.units["education"], 17)
    morning.come_in(morning.units["water"], 17)

    assert morning.correct().expected < 3 * EAT - 3
    assert not Entry.objects.filter(name="access.silence.noticed").exists()


def test_a_broken_gate_is_no_empty_unit(morning):
    morning.come_in(morning.units["archive"], 17)
    morning.come_in(morning.units["education"], 17)

    lunch = morning.correct()

    assert abs(lunch.expected - 3 * EAT) <= 1
    noticed = Entry.objects.get(name="access.silence.noticed")
    assert noticed.data["device_ids"] == [morning.west.id]
    assert noticed.data["unit_ids"] == [morning.units["water"].id]


def test_when_no_gate_is_heard_the_night_stands(morning):
    assert morning.correct().expected == 3 * EAT
    assert not ForecastCorrection.objects.exists()


def test_late_entries_count_at_the_next_cut_off_and_not_before(morning):
    morning.come_in(morning.units["education"], 17)
    morning.come_in(morning.units["water"], 17)
    morning.come_in(morning.units["archive"], 2)
    low = morning.correct().expected

    # The rest of the archive came at the usual time; the gate delivers it at 08:30.
    half_past = local(MONDAY, CUTOFFS[0]) + timedelta(minutes=15)
    morning.come_in(morning.units["archive"], 17, received=half_past)
    unchanged = latest_forecast(canteen_id=morning.canteen.id, meal="lunch", day=MONDAY)
    assert unchanged.expected == low

    assert morning.correct(CUTOFFS[1]).expected > low


def test_the_night_keeps_every_cut_off_of_every_unit(morning):
    kept = MorningPresence.objects.filter(site=morning.site)
    assert kept.count() == len(USUAL) * len(CUTOFFS) * len(morning.units)
    assert set(kept.values_list("strength", flat=True)) == {STAFF}


def test_the_night_repairs_the_memory_of_a_day_with_late_entries(morning):
    friday = MONDAY - timedelta(days=3)
    kept = MorningPresence.objects.filter(day=friday, unit=morning.units["archive"])
    assert {row.inside for row in kept} == {17}

    monday_noon = local(MONDAY, CUTOFFS[0]) + timedelta(hours=4)
    morning.come_in(morning.units["archive"], 19, day=friday, received=monday_noon)
    lunch_forecast.keep_presence(site_id=morning.site.id, at=monday_noon + timedelta(hours=12))

    assert {row.inside for row in kept.all()} == {19}


def test_another_site_is_left_alone(morning):
    other = make_canteen(site=make_site())
    make_forecast(canteen=other, day=MONDAY, expected=100)
    morning.come_in(morning.units["education"], 2)
    morning.correct()

    lunch_forecast.correct(site_id=other.site_id, at=local(MONDAY, CUTOFFS[0]))
    assert latest_forecast(canteen_id=other.id, meal="lunch", day=MONDAY).expected == 100
