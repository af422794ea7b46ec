from datetime import time, timedelta

import pytest

from jieyue.canteen.factories import (
    AT,
    MONDAY,
    make_attendance,
    make_canteen,
    make_forecast,
    make_presence,
    make_unit_attendance,
)
from jieyue.canteen.forecast.actions import correct_lunch, record_presence
from jieyue.canteen.forecast.models import ForecastCorrection, MorningPresence
from jieyue.canteen.forecast.queries import NoLunchForecast, latest_forecast
from jieyue.canteen.gatherings.models import Gathering
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site, make_unit

pytestmark = pytest.mark.django_db
CUTOFF = time(8, 45)


@pytest.fixture
def lunch():
    """A canteen with six usual Mondays of two units, and tonight's forecast."""
    canteen = make_canteen(site=make_site())
    units = [make_unit(site=canteen.site, short_name=name) for name in ("档案馆", "教育局")]
    for week in range(1, 7):
        day = MONDAY - timedelta(weeks=week)
        wobble = week % 3 - 1
        for unit in units:
            make_presence(unit=unit, day=day, inside=80 + wobble, strength=100)
            make_unit_attendance(canteen=canteen, unit=unit, day=day, served=60 + wobble)
        make_attendance(canteen=canteen, day=day, served=120 + 2 * wobble)
    make_forecast(canteen=canteen, expected=120, spread=20)
    return canteen, units


def correct(canteen, presence, *, actor=None, at=AT, **changes):
    return correct_lunch(
        **{
            "site_id": canteen.site_id,
            "day": MONDAY,
            "cutoff": CUTOFF,
            "presence": presence,
            "strengths": dict.fromkeys(presence, 100),
            "actor": actor or system("flows.lunch_forecast", site_id=canteen.site_id),
            "at": at,
        }
        | changes
    )


def test_a_usual_morning_leaves_the_number(lunch):
    canteen, units = lunch
    assert correct(canteen, {u.id: 80 for u in units}) == {canteen.id: 120}


def test_a_unit_away_lowers_it_and_is_named(lunch):
    canteen, (archive, education) = lunch
    Gathering.objects.create(
        site=canteen.site, day=MONDAY, kind="training", title="培训", unit=archive,
        attendees=40, is_away=True, noted_at=AT,
    )  # fmt: skip
    new = correct(canteen, {archive.id: 40, education.id: 80})[canteen.id]
    row = latest_forecast(canteen_id=canteen.id, meal="lunch", day=MONDAY)
    assert 90 < new < 110
    assert (row.expected, row.night_expected, row.cutoff) == (new, 120, CUTOFF)
    assert row.high - row.low < 40
    assert row.unit_effects[0]["name"] == "档案馆"
    assert row.unit_effects[0]["reason"] == "training"
    assert row.unit_effects[0]["effect"] < -10
    entry = Entry.objects.get(name="canteen.forecast.corrected")
    assert (entry.data["old"], entry.data["new"]) == (120, new)


def test_the_same_presence_twice_is_one_correction(lunch):
    canteen, units = lunch
    presence = {u.id: 70 for u in units}
    correct(canteen, presence)
    correct(canteen, presence, at=AT + timedelta(seconds=30))
    assert ForecastCorrection.objects.count() == 1


def test_a_silent_gate_is_not_an_empty_unit(lunch):
    canteen, (archive, education) = lunch
    presence = {education.id: 80}
    strengths = {archive.id: 100, education.id: 100}
    assert correct(canteen, presence, strengths=strengths) == {canteen.id: 120}


def test_without_past_mornings_the_night_stands():
    canteen = make_canteen()
    make_forecast(canteen=canteen, expected=500)
    unit = make_unit(site=canteen.site)
    assert correct(canteen, {unit.id: 3}) == {canteen.id: 500}


def test_no_forecast_is_said():
    with pytest.raises(NoLunchForecast):
        correct(make_canteen(), {})


def test_only_who_may_corrects(lunch):
    canteen, _ = lunch
    with pytest.raises(NotAllowed):
        correct(canteen, {}, actor=make_actor(site=canteen.site))
    elsewhere = make_actor(site=make_site(), grants={"canteen.forecast.correct": "complex"})
    with pytest.raises(NotAllowed):
        correct(canteen, {}, actor=elsewhere)


def test_another_sites_mornings_are_not_read(lunch):
    _, units = lunch
    other = make_canteen()
    make_forecast(canteen=other, expected=300)
    assert correct(other, {u.id: 10 for u in units}) == {other.id: 300}


def test_presence_is_kept_once_a_cutoff(lunch):
    canteen, (archive, _) = lunch
    for inside in (50, 55):
        record_presence(
            site_id=canteen.site_id,
            day=MONDAY,
            cutoff=CUTOFF,
            presence={archive.id: inside, 999_999: 4},
            strengths={archive.id: 100},
            actor=system("flows.lunch_forecast", site_id=canteen.site_id),
            at=AT,
        )
    assert MorningPresence.objects.get(day=MONDAY).inside == 55
