"""Persons and floor areas of a period."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.energy.denominators.rules import (
    Areas,
    BadArea,
    Counted,
    Measured,
    UnknownBasis,
    added,
    areas_on,
    check_area,
    month_ends,
    persons_of,
)

YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
KINDS = ("established", "contract")


def counted(id_: int, kind: str, since: date, persons: int, unit_id: int = 1) -> Counted:
    return Counted(id_, unit_id, kind, since, persons)


COUNTS = [
    counted(1, "established", date(2026, 1, 1), 100),
    counted(2, "contract", date(2026, 1, 1), 20),
    counted(3, "established", date(2026, 7, 1), 112),
    counted(4, "visitors", date(2026, 1, 1), 500),
]


@pytest.mark.parametrize(
    ("basis", "kinds", "persons"),
    [
        ("year_end", KINDS, 132),
        ("mean_of_months", KINDS, 126),
        ("year_end", (*KINDS, "visitors"), 632),
        ("year_end", ("seconded",), None),
    ],
)
def test_persons_by_basis_and_kinds(basis, kinds, persons):
    assert persons_of(COUNTS, kinds=kinds, basis=basis, **YEAR) == persons


def test_months_before_the_first_count_are_unknown_and_not_zero():
    late = [counted(1, "established", date(2026, 11, 15), 100)]
    assert persons_of(late, kinds=KINDS, basis="mean_of_months", **YEAR) == 100


def test_units_are_added_and_a_later_row_of_one_day_counts():
    rows = [
        counted(1, "established", date(2026, 1, 1), 10),
        counted(2, "established", date(2026, 1, 1), 12),
        counted(3, "established", date(2026, 1, 1), 5, unit_id=2),
    ]
    assert persons_of(rows, kinds=KINDS, basis="year_end", **YEAR) == 17


def test_the_mean_is_rounded_half_up_once():
    span = {"first": date(2026, 1, 1), "last": date(2026, 2, 28)}
    rows = [
        counted(1, "established", date(2026, 1, 1), 100),
        counted(2, "established", date(2026, 2, 1), 101),
    ]
    assert persons_of(rows, kinds=KINDS, basis="mean_of_months", **span) == 101


def test_an_unknown_basis_is_refused():
    with pytest.raises(UnknownBasis):
        persons_of(COUNTS, kinds=KINDS, basis="a_guess", **YEAR)


@pytest.mark.parametrize(
    ("first", "last", "ends"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), ["01-31", "02-28", "03-31"]),
        (date(2026, 1, 15), date(2026, 2, 10), ["01-31", "02-10"]),
        (date(2026, 12, 1), date(2026, 12, 31), ["12-31"]),
    ],
)
def test_the_ends_of_months(first, last, ends):
    assert [f"{day:%m-%d}" for day in month_ends(first, last)] == ends


def figure(id_: int, kind: str, area: int, since: date = date(2026, 1, 1), apart: bool = False):
    return Measured(id_, None, 1, kind, since, Decimal(area), apart)


@pytest.mark.parametrize(
    ("without", "apart", "area"),
    [
        ([], True, 1000),
        (["leased_out"], True, 900),
        (["leased_out"], False, 1000),  # not metered apart: its use is in the total too
        (["leased_out", "garage"], True, 700),
    ],
)
def test_the_definition_chooses_what_is_left_out(without, apart, area):
    figures = [figure(1, "total", 1000), figure(2, "garage", 200)]
    figures.append(figure(3, "leased_out", 100, apart=apart))
    areas = areas_on(figures, day=date(2026, 6, 30))
    assert areas is not None
    assert areas.within(without) == area


def test_areas_are_dated():
    figures = [figure(1, "total", 1000), figure(2, "total", 1200, since=date(2026, 7, 1))]
    assert areas_on(figures, day=date(2026, 6, 30)).within([]) == 1000
    assert areas_on(figures, day=date(2026, 7, 1)).within([]) == 1200
    assert areas_on(figures, day=date(2025, 7, 1)) is None


def test_an_area_without_total_is_unknown():
    assert Areas({"garage": Decimal(5)}).within([]) is None
    assert added([]).within([]) is None


@pytest.mark.parametrize(
    ("area", "kind", "total"),
    [("-1", "total", None), ("11", "garage", "10"), ("NaN", "total", None)],
)
def test_impossible_areas_are_refused(area, kind, total):
    with pytest.raises(BadArea):
        check_area(Decimal(area), kind=kind, total_m2=None if total is None else Decimal(total))
