"""What the energy pages show, from stored days to the screen."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from jieyue.energy.consumption import queries
from jieyue.energy.consumption.dimensions import Dimension, joined
from jieyue.energy.consumption.models import MeterDay, MeterMonth
from jieyue.energy.factories import make_day_use, make_meter
from jieyue.energy.overview import figures, forest, likes, places, sheet
from jieyue.energy.overview.rules import Band
from jieyue.energy.overview.span import Kind, span_of
from jieyue.energy.watch.models import Episode
from jieyue.estate.factories import make_building
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.units.models import HeadCount

pytestmark = pytest.mark.django_db
MONTH = date(2026, 3, 1)
DAYS = [MONTH + timedelta(days=n) for n in range(31)]
YEAR_AGO = [date(2025, 3, 1) + timedelta(days=n) for n in range(31)]
MARCH = {"span": "month", "on": "2026-03-01"}


def use(meter, hours, days=DAYS):
    for day in days:
        make_day_use(meter=meter, day=day, hours=hours)


@pytest.fixture
def complex_of():
    """A main meter, a building's below it and a unit's below that: 10, 6 and 4 an hour."""
    site = make_site()
    unit = make_unit(site=site, name="水利局", kind="organ")
    building = make_building(site=site, code="A", name="主楼")
    since = date(2025, 1, 1)
    main = make_meter(site=site, number="E-0", name="总表", since_on=since)
    house = make_meter(
        number="E-A", name="主楼总表", parent=main, building=building, since_on=since
    )
    own = make_meter(
        number="E-A-1", name="水利局照明", parent=house, building=building, unit=unit,
        item="lighting", since_on=since,
    )  # fmt: skip
    for meter, hours in ((main, 10), (house, 6), (own, 4)):
        use(meter, hours)
        use(meter, hours, YEAR_AGO)
    return site, building, unit, (main, house, own)


@pytest.fixture
def manager(sign_in, complex_of):
    site = complex_of[0]
    return sign_in(make_account(site=site, grants=role_grants("energy_manager")))


def count_heads(**values):
    HeadCount.objects.create(recorded_at=timezone.now(), **values)


def text_of(client, name, *args, **query):
    reply = client.get(reverse(name, args=args), query or MARCH)
    assert reply.status_code == 200
    return reply.content.decode()


def rows_of(client, name, *args, **query):
    """The rows of the page's Excel file."""
    asked = {**(query or MARCH), "export": "xlsx"}
    reply = client.get(reverse(name, args=args), asked)
    assert reply.status_code == 200
    return list(load_workbook(BytesIO(reply.content)).active.iter_rows(values_only=True))


def test_the_complex_is_its_roots_and_its_parts_sum_to_it(manager):
    rows = rows_of(manager, "energy:overview")
    whole = rows[1][4]
    assert whole == 10 * 24 * 31
    by = {}
    for title, _name, _from, _to, used, *_rest in rows[2:]:
        by.setdefault(title, []).append(used)
    assert len(by) == 3  # by item, by building, by unit
    assert all(sum(parts) == whole for parts in by.values())
    assert sorted(rows[2][4:5] + rows[3][4:5]) == [4 * 24 * 31, 6 * 24 * 31]


@pytest.mark.parametrize(
    "by", [(Dimension.MEDIUM,), (Dimension.ITEM,), (Dimension.UNIT,), (Dimension.BUILDING,)]
)
def test_joined_totals_are_what_would_have_been_asked_for(complex_of, by):
    site, _building, _unit, meters = complex_of
    MeterDay.objects.filter(meter=meters[0], day__gte=date(2026, 3, 20)).delete()
    make_day_use(meter=meters[0], day=date(2026, 3, 25), hours=[None] * 5 + [3] * 19)
    asked = {"site_id": site.id, "first": MONTH, "last": DAYS[-2]}
    finely = queries.totals(
        by=(Dimension.MEDIUM, Dimension.ITEM, Dimension.BUILDING, Dimension.UNIT), **asked
    )
    plain = queries.totals(by=by, **asked)
    assert sorted(joined(finely, by), key=str) == sorted(plain, key=str)
    assert min(row.coverage for row in plain) < 1


def test_a_unit_shows_its_own_and_a_building_what_is_in_it(manager, complex_of):
    _site, building, unit, _meters = complex_of
    assert rows_of(manager, "energy:unit_use", unit.id)[1][4] == 4 * 24 * 31
    assert rows_of(manager, "energy:building_use", building.code)[1][4] == 6 * 24 * 31
    assert "E-A-1" in text_of(manager, "energy:unit_use", unit.id)


def test_a_meter_shows_what_it_measured_with_its_sub_meters(manager, complex_of):
    rows = rows_of(manager, "energy:meter_use", "E-A")
    assert rows[1][4] == 6 * 24 * 31
    page = text_of(manager, "energy:meter_use", "E-A")
    assert reverse("energy:building_use", args=["A"]) in page  # the way up
    assert "水利局照明" in page  # the way down


def test_the_change_on_last_year(manager):
    rows = rows_of(manager, "energy:overview")
    assert (rows[1][5], rows[1][6]) == (10 * 24 * 31, 0)


def test_a_poor_figure_is_greyed_and_not_compared(manager, complex_of):
    site = complex_of[0]
    water = make_meter(site=site, medium="water", number="W-0", since_on=date(2025, 1, 1))
    use(water, 1, DAYS[:10])
    use(water, 2, YEAR_AGO)
    row = next(row for row in rows_of(manager, "energy:overview")[1:] if row[4] == 240)
    assert row[6] is None
    assert round(row[7], 1) == round(1000 / 31, 1)
    assert "opacity-50" in text_of(manager, "energy:overview", **MARCH, medium="water")


def test_nothing_known_is_no_zero(manager):
    page = text_of(manager, "energy:overview", span="month", on="2024-03-01")
    assert "¥0.00" not in page


def month_of(complex_of):
    site, _building, unit, _meters = complex_of
    actor = make_actor(site=site, grants=role_grants("energy_manager"))
    place = places.unit(actor, unit.id)
    return sheet.month_sheet(actor, place, MONTH, today=date(2026, 5, 5))


def test_the_sheet_of_a_month(complex_of):
    unit = complex_of[2]
    count_heads(
        site=unit.site, unit=unit, kind="established", since_on=date(2025, 1, 1), persons=8,
        recorded_by="tests",
    )  # fmt: skip
    found = month_of(complex_of)
    (line,) = found.lines
    assert (line.total, line.per_person) == (4 * 24 * 31, Decimal(4 * 24 * 31) / 8)
    workdays = 22  # of March 2026, ten of 24 hours each
    assert line.after_hours == round(1 - Decimal(workdays * 10) / (24 * 31), 4)
    assert line.yuan == found.yuan
    assert found.tips[0].url


def test_the_sheet_speaks_of_open_episodes(complex_of):
    site, _building, unit, meters = complex_of
    at = timezone.now()
    Episode.objects.create(
        site=site, number="M-1", kind="stuck", meter=meters[2], unit=unit, severity=3,
        started_at=at, detected_at=at, last_seen_at=at, source="x",
    )  # fmt: skip
    found = month_of(complex_of)
    assert len(found.episodes) == 1
    assert "1" in found.tips[0].text


def test_the_sheet_as_a_file_and_on_paper(manager, complex_of):
    unit = complex_of[2]
    rows = rows_of(manager, "energy:unit_month", unit.id, 2026, 3)
    assert rows[1][2] == 4 * 24 * 31
    assert "data-print" in text_of(manager, "energy:unit_month", unit.id, 2026, 3)


def nodes_of(site):
    actor = make_actor(site=site, grants=role_grants("energy_manager"))
    worth = figures.worth(site_id=site.id, on=MONTH)
    return forest.forest(actor, "electricity", span_of(Kind.MONTH, MONTH), worth=worth)


def test_the_tree_says_what_is_unaccounted(complex_of):
    main, house, own = nodes_of(complex_of[0])
    assert [main.depth, house.depth, own.depth] == [0, 1, 2]
    assert (main.unaccounted, main.unaccounted_pct, main.band) == (4 * 24 * 31, 40, Band.ABOVE)
    assert own.band is Band.UNKNOWN


def test_the_band_is_not_judged_while_a_child_is_silent(complex_of):
    site, _building, _unit, meters = complex_of
    make_meter(number="E-A-2", parent=meters[1], since_on=date(2025, 1, 1))
    main, house, *_rest = nodes_of(site)
    assert main.band is Band.ABOVE
    assert house.band is Band.UNKNOWN


def test_the_band_is_not_judged_while_children_changed(complex_of):
    site, _building, _unit, meters = complex_of
    late = make_meter(number="E-A-2", parent=meters[1], since_on=date(2026, 3, 9))
    use(late, 1)
    assert nodes_of(site)[1].is_changed
    assert nodes_of(site)[1].band is Band.UNKNOWN


def test_the_flow_is_exact_and_remainders_are_named(manager):
    rows = rows_of(manager, "energy:flow")[1:]
    out = {}
    for source, _target, used in rows:
        out[source] = out.get(source, 0) + used
    assert out == {"总表": 10 * 24 * 31, "主楼总表": 6 * 24 * 31}
    assert len(rows) == 4
    assert 'id="flow"' in text_of(manager, "energy:flow")


def test_places_side_by_side(manager, complex_of):
    unit = complex_of[2]
    asked = {**MARCH, "place": ["building:A", f"unit:{unit.id}", "meter:E-0", "meter:none"]}
    rows = rows_of(manager, "energy:compare", **asked)[1:]
    assert [row[3] for row in rows] == [hours * 24 * 31 for hours in (6, 4, 10)]
    assert [row[4] for row in rows] == [None, -2 * 24 * 31, 4 * 24 * 31]
    assert text_of(manager, "energy:compare", **asked)


def test_units_of_others_are_not_compared_with(sign_in, complex_of):
    site, _building, unit, _meters = complex_of
    other = make_unit(site=site)
    officer = make_account(
        person=make_person(unit=other), grants=role_grants("unit_energy_officer")
    )
    client = sign_in(officer)
    asked = {**MARCH, "place": [f"unit:{unit.id}", "building:A", "complex", "meter:E-A-1"]}
    assert len(rows_of(client, "energy:compare", **asked)) == 1
    page = text_of(client, "energy:compare", **MARCH)
    assert "水利局" not in page
    assert "水利局" not in text_of(client, "energy:like_units", **MARCH, kind="all")
    assert "水利局" not in text_of(client, "energy:tree_figures", **MARCH, show="all")
    assert len(rows_of(client, "energy:flow")) == 1


def like(complex_of, actor=None):
    site = complex_of[0]
    actor = actor or make_actor(site=site, grants=role_grants("energy_manager"))
    worth = figures.worth(site_id=site.id, on=MONTH)
    span = span_of(Kind.MONTH, MONTH)
    return likes.like_units(actor, "electricity", span, kind="organ", per="person", worth=worth)


def test_like_units_are_ranked_only_where_all_is_known(complex_of):
    site, _building, unit, _meters = complex_of
    other = make_unit(site=site, kind="organ", name="档案局")
    for each, persons in ((unit, 10), (other, 2)):
        count_heads(
            site=site, unit=each, kind="established", since_on=date(2025, 1, 1),
            persons=persons, recorded_by="tests",
        )  # fmt: skip
    meter = make_meter(site=site, unit=other, since_on=date(2025, 1, 1))
    use(meter, 1)
    found = like(complex_of)
    assert [(line.name, line.place) for line in found.lines] == [("水利局", 1), ("档案局", 2)]
    MeterDay.objects.filter(meter=meter, day__gte=date(2026, 3, 20)).delete()
    MeterMonth.objects.filter(meter=meter).update(covered_s=19 * 86_400, days=19)
    found = like(complex_of)
    assert not found.is_ranked
    assert found.held_back == ("档案局",)
    assert {line.place for line in found.lines} == {None}


def today_of(meter, per_hour, days):
    for day in days:
        make_day_use(meter=meter, day=day, hours=per_hour)


def test_the_wall_and_the_standing_hold_today_against_the_same_weekdays(manager, complex_of):
    main = complex_of[3][0]
    today = timezone.localdate()
    today_of(main, 10, [today - timedelta(days=7 * week) for week in (1, 2, 3)])
    make_day_use(meter=main, day=today, hours=[12] * 5 + [None] * 19)
    for name in ("energy:wall", "energy:standing"):
        page = manager.get(reverse(name)).content.decode()
        assert "+20" in page, name
    assert "navbar" not in manager.get(reverse("energy:wall")).content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("energy_manager", 200), ("leader", 200), ("meter_reader", 200),
        ("unit_energy_officer", 200), ("employee", 403), ("kitchen", 403),
    ],
)  # fmt: skip
def test_whoever_has_a_hand_in_energy_has_tiles(sign_in, complex_of, role, status):
    unit = complex_of[2]
    client = sign_in(make_account(person=make_person(unit=unit), grants=role_grants(role)))
    assert client.get(reverse("energy:tiles")).status_code == status
    first_page = client.get("/").content.decode()
    assert (reverse("energy:tiles") in first_page) == (status == 200)


PAGES = [
    ("energy:overview", [], MARCH, 28),
    ("energy:building_use", ["A"], MARCH, 28),
    ("energy:meter_use", ["E-0"], MARCH, 28),
    ("energy:tree_figures", [], MARCH, 20),
    ("energy:flow", [], MARCH, 20),
    ("energy:like_units", [], MARCH, 32),
    ("energy:standing", [], {}, 40),
    ("energy:wall", [], {}, 40),
    ("energy:tiles", [], {}, 32),
]


@pytest.mark.parametrize(("name", "args", "query", "most"), PAGES)
def test_queries_do_not_grow_with_meters(
    manager, complex_of, assert_query_budget, name, args, query, most
):
    site, building, _unit, meters = complex_of
    for _each in range(8):
        more = make_meter(
            parent=meters[1], building=building, unit=make_unit(site=site),
            since_on=date(2025, 1, 1),
        )  # fmt: skip
        use(more, 1, DAYS[:3])
    address = reverse(name, args=args)
    manager.get(address, query)
    with assert_query_budget(most):
        manager.get(address, query)


def test_queries_of_a_unit(manager, complex_of, assert_query_budget):
    unit = complex_of[2]
    address = reverse("energy:unit_use", args=[unit.id])
    manager.get(address, MARCH)
    with assert_query_budget(28):
        manager.get(address, MARCH)
    address = reverse("energy:unit_month", args=[unit.id, 2026, 3])
    with assert_query_budget(42):
        manager.get(address)
