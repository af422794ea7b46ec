from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.suppliers.rules import (
    Paper,
    PaperCode,
    Warned,
    after_months,
    keep_until,
    paper_problems,
    warning_due,
)

ON = date(2026, 3, 2)
EITHER = [["food_business", "food_production"]]


def paper(kind="food_business", *, begins=-100, ends=100, verified=True):
    valid_to = None if ends is None else ON + timedelta(days=ends)
    return Paper(
        kind=kind,
        number=f"{kind}{ends}",
        valid_from=ON + timedelta(days=begins),
        valid_to=valid_to,
        is_verified=verified,
    )


@pytest.mark.parametrize(
    ("papers", "codes"),
    [
        ([paper()], []),
        ([paper("food_production")], []),  # of alternatives one is enough
        ([paper(ends=None)], []),  # without an end
        ([paper(ends=0)], []),  # the last day counts
        ([paper(ends=-1)], [PaperCode.EXPIRED]),
        ([paper(begins=1)], [PaperCode.MISSING]),  # not valid yet
        ([paper(verified=False)], [PaperCode.UNVERIFIED]),
        ([paper(ends=-1), paper(verified=False)], [PaperCode.UNVERIFIED]),  # the newer one
        ([paper(ends=-1), paper(ends=200)], []),  # renewed
        ([paper("tableware")], [PaperCode.MISSING]),  # another paper does not help
        ([], [PaperCode.MISSING]),
    ],
)
def test_a_paper_stands_while_valid_and_verified(papers, codes):
    found = paper_problems(papers, compulsory=EITHER, on=ON)
    assert [problem.code for problem in found] == codes


def test_each_compulsory_paper_is_judged_by_itself():
    compulsory = [["business_licence"], *EITHER]
    found = paper_problems([paper(ends=-3)], compulsory=compulsory, on=ON)
    assert [(p.kind, p.number, p.code) for p in found] == [
        ("business_licence", "", PaperCode.MISSING),
        ("food_business", "food_business-3", PaperCode.EXPIRED),
    ]


@pytest.mark.parametrize(
    ("days", "warned"),
    [(None, None), (31, None), (30, Warned.SOON), (0, Warned.SOON), (-1, Warned.ENDED)],
)
def test_the_end_is_warned_of_thirty_days_ahead(days, warned):
    valid_to = None if days is None else ON + timedelta(days=days)
    assert warning_due(valid_to=valid_to, on=ON, days_ahead=30) == warned


@pytest.mark.parametrize(
    ("recorded_on", "ends_on", "kept_until"),
    [
        (date(2026, 1, 10), None, date(2028, 1, 10)),  # no shelf life: two years
        (date(2026, 1, 10), date(2026, 1, 20), date(2028, 1, 10)),  # two years are longer
        (date(2026, 1, 10), date(2029, 8, 31), date(2030, 2, 28)),  # end and six months
        (date(2024, 2, 29), None, date(2026, 2, 28)),
    ],
)
def test_records_are_kept_for_two_years_or_six_months_beyond_the_end(
    recorded_on, ends_on, kept_until
):
    found = keep_until(recorded_on=recorded_on, ends_on=ends_on, months_after_end=6, years=2)
    assert found == kept_until


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(0, 60))
def test_months_later_is_in_that_month_and_never_later_in_it(day, months):
    later = after_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
