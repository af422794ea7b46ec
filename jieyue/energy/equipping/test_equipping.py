"""Equipping and measured rates: the standard's table, and what the meters saw."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from jieyue.energy.consumption.models import MeterMonth
from jieyue.energy.equipping import actions, queries, rules
from jieyue.energy.factories import make_meter
from jieyue.energy.scale import micro
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

D = Decimal
AT = datetime(2026, 11, 23, tzinfo=UTC)
MONTH = (date(2026, 10, 1), date(2026, 10, 31))
MONTH_S = 31 * 86_400


@pytest.mark.parametrize(
    ("installed", "needed", "rate", "required", "is_met"),
    [
        (19, 20, "0.95", "95", True),
        (18, 20, "0.9", "95", False),
        (25, 20, "1", "100", True),  # more than needed is no more than all
        (0, 3, "0", "80", False),
        (3, None, None, "80", None),  # nobody said what is needed
        (3, 0, None, "80", None),
        (3, 3, "1", None, None),
    ],
)
def test_equipping_rates(installed, needed, rate, required, is_met):
    found = rules.rate(installed, needed)
    assert found == (None if rate is None else D(rate))
    assert rules.is_met(found, None if required is None else D(required)) is is_met


@pytest.mark.parametrize(
    ("measured", "total", "rate"),
    [("95", "100", "0.95"), ("101", "100", "1"), ("-1", "100", "0"), ("5", "0", None)],
)
def test_measured_rates(measured, total, rate):
    found = rules.measured_rate(D(measured), D(total))
    assert found == (None if rate is None else D(rate))


def test_only_the_topmost_of_a_level_count():
    parents = {1: None, 2: 1, 3: 2, 4: 3, 5: 1}
    assert rules.topmost([2, 4, 5], parents) == [2, 5]
    assert rules.topmost([3], {3: 4, 4: 3}) == [3]


def used(meter, amount, covered_s=MONTH_S):
    MeterMonth.objects.create(
        site=meter.site,
        meter=meter,
        month=MONTH[0],
        use_micro=micro(D(amount)),
        estimated_micro=0,
        covered_s=covered_s,
        days=31,
    )


@pytest.mark.django_db
def test_the_rates_of_a_complex():
    site = make_site()
    actor = make_actor(site=site, grants={"energy.meters.edit": "complex"})
    main = make_meter(site=site, medium="water", level="institution")
    below = [make_meter(parent=main, medium="water") for _n in range(2)]
    deep = make_meter(parent=below[0], medium="water")
    make_meter(site=site, medium="water", status="stopped")
    make_meter(site=site, medium="water", kind="virtual", formula="x")
    make_meter(site=site, medium="water", with_instrument=False)
    make_meter(medium="water")  # another complex
    used(main, "100")
    used(below[0], "60")
    used(below[1], "34", covered_s=MONTH_S // 2)
    used(deep, "50")  # a part of the 60
    needed = {"institution": 1, "sub_unit": 4, "equipment": None}
    actions.set_need(medium="water", needed=needed, actor=actor, at=AT)

    (water,) = queries.rates(site_id=site.id, first=MONTH[0], last=MONTH[1])
    institution, sub_unit, equipment = water.levels
    assert (institution.rate, institution.measured) == (1, 1)
    assert (sub_unit.installed, sub_unit.rate) == (3, D("0.75"))
    assert (sub_unit.required_pct, sub_unit.is_met) == (95, False)
    assert (sub_unit.measured, sub_unit.is_measured_enough) == (D("0.94"), False)
    assert sub_unit.coverage == D("0.75")
    assert (equipment.rate, equipment.measured) == (None, None)


@pytest.mark.django_db
def test_what_is_needed_is_kept_in_the_journal_and_only_when_it_changed():
    actor = make_actor(grants={"energy.meters.edit": "complex"})
    for counts in ({"sub_unit": 3}, {"sub_unit": 3}, {"sub_unit": 4, "institution": 1}, {}):
        actions.set_need(medium="gas", needed=counts, actor=actor, at=AT)
    entries = list(Entry.objects.filter(name="energy.equipping.need_set").order_by("id"))
    assert [entry.data["after"] for entry in entries] == [
        {"sub_unit": 3},
        {"sub_unit": 4, "institution": 1},
        {},
    ]
    with pytest.raises(NotAllowed):
        actions.set_need(medium="gas", needed={}, actor=make_actor(), at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_only_whoever_may_opens_and_sets(role, sign_in):
    site = make_site()
    make_meter(site=site)
    grants = role_grants(role)
    client = sign_in(make_account(site=site, grants=grants))
    reads = grants.get("energy.meters.read") == "complex"
    page = reverse("energy:equipping")
    assert client.get(page).status_code == (200 if reads else 403)
    answer = client.post(page, {"medium": "electricity", "sub_unit": "12"})
    assert answer.status_code == (302 if "energy.meters.edit" in grants else 403)
    if "energy.meters.edit" in grants:
        assert client.post(page, {"medium": "electricity", "sub_unit": "-1"}).status_code == 422
