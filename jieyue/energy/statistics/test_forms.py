"""The forms as data, by STANDARDS 1.2."""

import pytest

from jieyue.energy.statistics.forms import (
    FEE,
    MEDIA,
    UnknownForm,
    edition_of,
    editions,
    form,
    forms,
)

SINCE = {"2020": 2000, "2025": 2025}
STRUCK = ["land_area", "charging_piles", "solar_collectors", "pv_capacity", "geothermal_capacity"]


@pytest.mark.parametrize("code", ["NY201", "NY301", "NY304"])
def test_the_2025_edition_struck_lines(code):
    old, new = form(code, edition="2020"), form(code, edition="2025")
    assert [line.key for line in old.lines if not new.has(line.key)] == STRUCK


def test_the_2025_edition_struck_the_ups_and_renamed_heat_by_heat():
    assert form("NY202", edition="2020").has("ups_capacity")
    assert not form("NY202", edition="2025").has("ups_capacity")
    captions = [
        form("NY203", edition=each).line("heating_heat").caption for each in ("2020", "2025")
    ]
    assert captions == ["采暖热力消费量", "采暖热力消费量（按热量收费）"]


@pytest.mark.parametrize("edition", editions())
def test_lines_are_joined_by_caption_and_not_by_number(edition):
    unit, summary = form("NY201", edition=edition), form("NY301", edition=edition)
    assert (unit.line("area").code, summary.line("area").code) == ("101", "102")
    assert unit.line("area").caption == summary.line("area").caption == "建筑面积"


@pytest.mark.parametrize("edition", editions())
def test_every_summary_line_is_in_the_form_it_adds_up(edition):
    for each in forms(edition).values():
        if each.is_summary:
            unit = form(each.sums, edition=edition)
            own = {line.key for line in each.lines} - {"institutions", "rooms"}
            assert own <= {line.key for line in unit.lines}, each.code


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("gasoline", ["1501", "1502"]),
        ("gasoline_fee", ["1511", "1512"]),
        ("diesel", ["1601", "1602"]),
        ("vehicles", []),  # others than the three exist
    ],
)
def test_parts_sum_to_their_parent(key, parts):
    shown = form("NY201", edition="2025").parts_of(key)
    assert [line.code for line in shown] == parts


@pytest.mark.parametrize("edition", editions())
def test_every_medium_has_a_quantity_and_a_fee(edition):
    unit = form("NY201", edition=edition)
    assert all(unit.has(medium) and unit.has(medium + FEE) for medium in MEDIA)


@pytest.mark.parametrize("edition", editions())
def test_no_key_and_no_code_is_there_twice(edition):
    for each in forms(edition).values():
        keys = [line.key for line in each.lines]
        codes = [line.code for line in each.lines if line.code]
        assert len(set(keys)) == len(keys)
        assert len(set(codes)) == len(codes)


def test_electricity_is_summed_in_ten_thousands():
    assert form("NY301", edition="2025").line("electricity").scale == 10_000


@pytest.mark.parametrize(("year", "edition"), [(2019, "2020"), (2024, "2020"), (2026, "2025")])
def test_the_edition_of_a_year(year, edition):
    assert edition_of(year, SINCE) == edition


def test_an_unknown_form_is_refused():
    with pytest.raises(UnknownForm):
        form("NY999", edition="2025")
    with pytest.raises(UnknownForm):
        form("NY201", edition="1999")
