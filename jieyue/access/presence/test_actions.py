from datetime import time, timedelta
from random import Random

import pytest

from jieyue.access.entries.models import GateEntry
from jieyue.access.entries.store import insert
from jieyue.access.factories import make_device, make_gate, make_zone
from jieyue.access.lookups.models import Lookup
from jieyue.access.permissions import AccessPermission
from jieyue.access.presence import actions, queries, refusals, telling, timed
from jieyue.access.presence.conftest import TUESDAY
from jieyue.access.presence.models import CountedDay, ZoneQuarter
from jieyue.kit.actor import NotAllowed, Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person
from jieyue.people.messages.models import Notice
from jieyue.people.persons.models import Person


def kept(house):
    rows = ZoneQuarter.objects.filter(site=house.site)
    columns = ("quarter", "zone_id", "unit_id", "counted", "estimate", "low", "high", "coverage")
    return sorted(rows.values_list(*columns), key=str)


def test_each_quarter_is_kept_by_zone_and_unit(house):
    house.come(house.people[house.large.id], 8)
    house.go(house.people[house.large.id], 17.5)
    house.keep(28)

    noon = ZoneQuarter.objects.get(quarter=time(12), unit=house.large)
    assert (noon.zone, noon.counted, noon.coverage) == (house.zone, 14, 1)
    assert noon.low <= 14 <= noon.high
    assert not ZoneQuarter.objects.filter(quarter=time(7)).exists()
    assert not ZoneQuarter.objects.filter(quarter=time(18), counted__gt=0).exists()
    assert CountedDay.objects.get().tallies[str(house.large.id)]["came"][20] == 14


def test_entries_that_come_late_end_in_the_same_rows(house, another_house):
    other = another_house()
    for each in (house, other):
        each.come(each.people[each.large.id], 8)
    house.go(house.people[house.large.id], 17)
    house.keep(28)
    other.keep(18)  # the ways out come later
    other.go(other.people[other.large.id], 17, received_at=other.at(19))
    other.keep(28)

    strip = [row[:1] + row[3:] for row in kept(house)]
    assert strip == [row[:1] + row[3:] for row in kept(other)]


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_deliveries_keep_the_same(house, seed):
    people = house.people[house.large.id]
    rows = [house.row(p, 8 + n / 10, "in") for n, p in enumerate(people)]
    rows += [house.row(p, 17 + n / 10, "out") for n, p in enumerate(people[::2])]
    insert(rows)
    house.keep(28)
    in_order = kept(house)
    GateEntry.objects.all().delete()
    Random(seed).shuffle(rows)
    insert(rows)
    house.keep(28)

    assert kept(house) == in_order
    assert next(row for row in in_order if row[0] == time(12))[3] == 14


def test_the_latest_quarter_and_those_that_were_late_are_counted(house):
    people = house.people[house.large.id]
    house.come(people[:5], 8)
    actions.keep_latest(site_id=house.site.id, actor=house.actor, at=house.at(9.02))
    assert ZoneQuarter.objects.get(quarter=time(8, 30)).counted == 5
    house.come(people[5:9], 8.2, received_at=house.at(9.1))
    actions.keep_latest(site_id=house.site.id, actor=house.actor, at=house.at(9.27))

    assert ZoneQuarter.objects.get(quarter=time(8), unit=house.large).counted == 5
    assert ZoneQuarter.objects.get(quarter=time(8, 30)).counted == 9
    assert ZoneQuarter.objects.get(quarter=time(9, 15)).counted == 9


def test_a_day_whose_entries_are_gone_keeps_its_quarters(house):
    house.come(house.people[house.large.id], 8)
    house.keep(28)
    before = kept(house)
    GateEntry.objects.all().delete()

    assert house.keep(40) == 0
    assert kept(house) == before


def test_the_night_counts_yesterday_and_days_with_late_entries(house):
    house.come(house.people[house.large.id], 8, received_at=house.at(26))
    at = house.at(27.5)
    timed.nightly(site_id=house.site.id, at=at)

    assert CountedDay.objects.get(day=TUESDAY).until == house.span().end


def test_a_silent_reader_is_unknown_and_never_nobody(house):
    for back in range(1, 12):
        day = TUESDAY - timedelta(days=back)
        house.come(house.people[house.large.id], 7.5, day=day)
    zone = make_zone(site=house.site, code="S")
    other = make_device(site=house.site, gate=make_gate(site=house.site, inner=zone))
    house.come(house.people[house.small.id], 8, device=other)
    house.keep(12)

    silent = ZoneQuarter.objects.get(quarter=time(9), unit=house.large)
    assert (silent.estimate, silent.high, silent.coverage) == (None, None, 0)
    heard = queries.anybody_in(
        site_id=house.site.id, zone_id=zone.id, since=house.at(9), until=house.at(10)
    )
    unheard = queries.anybody_in(
        site_id=house.site.id, zone_id=house.zone.id, since=house.at(9), until=house.at(10)
    )
    assert heard.value == pytest.approx(1, abs=0.05)
    assert unheard.value is None
    assert time(9) not in queries.empty_quarters(
        site_id=house.site.id, day=TUESDAY, zone_id=house.zone.id
    )


def officer(house):
    grants = {AccessPermission.PRESENCE_LOOKUP: Scope.COMPLEX}
    return make_actor(grants=grants, person=make_person(unit=house.small))


def wanted(person, **given):
    values = {"purpose": "missing", "reason": "The family asks since noon", **given}
    return actions.Wanted(person_id=person.id, **values)


def test_a_look_up_is_recorded_without_what_was_found(house):
    person = house.people[house.large.id][0]
    house.come([person], 8)
    found = actions.look_up(wanted=wanted(person), actor=officer(house), at=house.at(9))

    assert (found.zone, found.gate) == ("House", house.device.gate.name)
    assert found.inside > 0.9
    entry = Entry.objects.get(name="access.presence.looked_up")
    assert set(entry.data) == {"lookup_id", "person_id", "purpose"}
    assert Lookup.objects.get().tell_at == house.at(9) + timedelta(days=7)


def test_who_was_not_seen_is_unknown_and_not_outside(house):
    person = house.people[house.large.id][0]
    found = actions.look_up(wanted=wanted(person), actor=officer(house), at=house.at(9))

    assert found.inside is None


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"purpose": "attendance"}, refusals.NoPurpose),
        ({"purpose": ""}, refusals.NoPurpose),
        ({"reason": "why"}, refusals.ReasonTooShort),
        ({"reason": "          "}, refusals.ReasonTooShort),
    ],
)
def test_without_purpose_and_reason_nothing_is_looked_up(house, change, error):
    person = house.people[house.large.id][0]
    with pytest.raises(error):
        actions.look_up(wanted=wanted(person, **change), actor=officer(house), at=house.at(9))
    assert not Lookup.objects.exists()


def test_a_person_of_another_site_does_not_exist(house, another_house):
    stranger = another_house().people
    person = next(iter(stranger.values()))[0]
    with pytest.raises(Person.DoesNotExist):
        actions.look_up(wanted=wanted(person), actor=officer(house), at=house.at(9))


def test_a_look_up_needs_the_right(house):
    person = house.people[house.large.id][0]
    with pytest.raises(NotAllowed):
        actions.look_up(wanted=wanted(person), actor=make_actor(site=house.site), at=house.at(9))


def test_the_person_is_told_once_when_the_time_has_come(house):
    person = house.people[house.large.id][0]
    actions.look_up(wanted=wanted(person), actor=officer(house), at=house.at(9))

    def tell(days):
        at = house.at(9) + timedelta(days=days)
        return telling.tell_due(site_id=house.site.id, actor=house.actor, at=at)

    assert tell(6) == 0
    assert tell(7) == 1
    assert tell(8) == 0
    assert Notice.objects.get().person_id == person.id
