"""Acceptance, STANDARDS 2.3."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.receiving import refusals, rules
from jieyue.canteen.receiving.rules import Severity

TODAY = date(2026, 3, 2)
LIMITS = rules.Limits(
    tolerance_pct=Decimal(3),
    chilled_from_c=Decimal(0),
    chilled_to_c=Decimal(8),
    frozen_to_c=Decimal(-12),
    least_shelf_share=Decimal("0.6666"),
    survey_above_pct=Decimal(10),
)
FINE = dict.fromkeys(rules.SENSES, True)


def expected(**changes):
    values = {
        "open_quantity": Decimal(100),
        "price_yuan": Decimal(4),
        "contract_yuan": None,
        "survey_yuan": None,
        "cooling": "",
        "is_dated": False,
        "papers": (),
    }
    return rules.Expected(**values | changes)


def delivered(net="100", accepted=None, **changes):
    values = {
        "net": Decimal(net),
        "accepted": Decimal(accepted if accepted is not None else net),
        "price_yuan": Decimal(4),
        "temperature_c": None,
        "senses": FINE,
        "produced_on": None,
        "expires_on": None,
        "papers": (),
    }
    return rules.Delivered(**values | changes)


def codes(wanted, came):
    found = rules.findings(wanted, came, limits=LIMITS, on=TODAY)
    return {finding.code: finding.severity for finding in found}


@pytest.mark.parametrize(
    ("weighings", "net"),
    [([("52.4", "2.4")], "50.0"), ([("20", "1"), ("31.5", "0.5")], "50.0"), ([("12", "0")], "12")],
)
def test_net_weight(weighings, net):
    pairs = [(Decimal(gross), Decimal(tare)) for gross, tare in weighings]
    assert rules.net_of(pairs)[2] == Decimal(net)


@pytest.mark.parametrize(
    ("weighings", "refusal"),
    [
        ([("-1", "0")], refusals.NegativeWeight),
        ([("1", "-1")], refusals.NegativeWeight),
        ([("1", "1.1")], refusals.TareAboveGross),
        ([("50", "0"), ("1", "2")], refusals.TareAboveGross),  # not hidden by the other weighing
        ([("2", "2")], refusals.NothingWeighed),
        ([], refusals.NothingWeighed),
    ],
)
def test_weights_that_cannot_be(weighings, refusal):
    with pytest.raises(refusal):
        rules.net_of([(Decimal(gross), Decimal(tare)) for gross, tare in weighings])


@pytest.mark.parametrize(
    ("net", "found"),
    [
        ("100", {}),
        ("103", {}),
        ("103.001", {"over_delivered": Severity.REASON}),
        ("97", {}),
        ("96.999", {"short_delivered": Severity.NOTE}),
    ],
)
def test_three_per_cent_either_way(net, found):
    assert codes(expected(), delivered(net)) == found


@pytest.mark.parametrize(
    ("price", "wanted", "found"),
    [
        ("4.00", {}, set()),
        ("4.01", {}, {"dearer_than_ordered"}),
        ("4.00", {"contract_yuan": Decimal("3.9")}, {"above_contract"}),
        ("4.00", {"survey_yuan": Decimal("3.64")}, set()),
        ("4.01", {"survey_yuan": Decimal("3.64")}, {"dearer_than_ordered", "above_survey"}),
    ],
)
def test_prices(price, wanted, found):
    assert set(codes(expected(**wanted), delivered(price_yuan=Decimal(price)))) == found


@pytest.mark.parametrize(
    ("cooling", "celsius", "found"),
    [
        ("chilled", "8", {}),
        ("chilled", "8.1", {"too_warm": Severity.REJECT}),
        ("chilled", "-0.1", {"too_cold": Severity.REASON}),
        ("frozen", "-12", {}),
        ("frozen", "-11.9", {"too_warm": Severity.REJECT}),
        ("", "25", {}),
    ],
)
def test_temperatures(cooling, celsius, found):
    came = delivered(temperature_c=Decimal(celsius))
    assert codes(expected(cooling=cooling), came) == found


@pytest.mark.parametrize(
    ("produced", "expires", "found"),
    [
        (0, 30, {}),
        (10, 20, {}),  # two thirds of its days are left
        (11, 19, {"short_shelf_life": Severity.REASON}),
        (10, 0, {"short_shelf_life": Severity.REASON}),
        (30, -1, {"expired": Severity.REJECT}),
    ],
)
def test_remaining_shelf_life(produced, expires, found):
    came = delivered(
        produced_on=TODAY - timedelta(days=produced), expires_on=TODAY + timedelta(days=expires)
    )
    assert codes(expected(), came) == found


@pytest.mark.parametrize(
    ("wanted", "came", "refusal"),
    [
        ({"cooling": "chilled"}, {}, refusals.TemperatureMissing),
        ({}, {"temperature_c": Decimal(400)}, refusals.AbsurdTemperature),
        ({}, {"senses": {"colour": True}}, refusals.SensoryCheckMissing),
        ({"is_dated": True}, {"produced_on": TODAY}, refusals.DatesMissing),
        ({}, {"produced_on": TODAY + timedelta(days=1)}, refusals.DatesReversed),
        (
            {},
            {"produced_on": TODAY, "expires_on": TODAY - timedelta(days=1)},
            refusals.DatesReversed,
        ),
        ({}, {"accepted": "100.1"}, refusals.AcceptedBeyondWeight),
        ({}, {"accepted": "-1"}, refusals.AcceptedBeyondWeight),
        ({}, {"price_yuan": Decimal(-1)}, refusals.BadPrice),
    ],
)
def test_what_cannot_be(wanted, came, refusal):
    with pytest.raises(refusal):
        codes(expected(**wanted), delivered(**came))


def test_one_paper_of_each_choice_must_come_along():
    wanted = expected(papers=[["animal_quarantine"], ["produce_conformity", "purchase_slip"]])
    assert "paper_missing" in codes(wanted, delivered(papers=["animal_quarantine"]))
    assert codes(wanted, delivered(papers=["animal_quarantine", "purchase_slip"])) == {}


def test_what_goes_back_whole_is_only_weighed():
    wanted = expected(cooling="frozen", is_dated=True, papers=[["animal_quarantine"]])
    came = delivered(accepted="0", senses={})
    assert codes(wanted, came) == {}
    with pytest.raises(refusals.ReasonMissing):
        rules.check([], delivered=came, reason=" ")
    rules.check([], delivered=came, reason="包装破损")


def test_a_reason_lets_what_is_odd_pass_and_never_what_is_unsafe():
    odd = rules.Finding(code="over_delivered", severity=Severity.REASON)
    unsafe = rules.Finding(code="too_warm", severity=Severity.REJECT)
    with pytest.raises(refusals.ReasonMissing):
        rules.check([odd], delivered=delivered(), reason="")
    rules.check([odd], delivered=delivered(), reason="明天要用")
    with pytest.raises(refusals.MustBeRejected):
        rules.check([unsafe], delivered=delivered(), reason="明天要用")
    rules.check([unsafe], delivered=delivered(accepted="0"), reason="温度过高")


@given(
    net=st.decimals("0.001", "500", places=3),
    warm=st.decimals(-40, 60, places=1),
    share=st.decimals(0, 1, places=3),
)
def test_nothing_too_warm_is_ever_taken_in(net, warm, share):
    accepted = (net * share).quantize(Decimal("0.001"))
    came = delivered(str(net), accepted=str(min(accepted, net)), temperature_c=warm)
    found = rules.findings(expected(cooling="chilled"), came, limits=LIMITS, on=TODAY)
    try:
        rules.check(found, delivered=came, reason="理由")
    except refusals.MustBeRejected:
        assert warm > 8
    else:
        assert warm <= 8 or came.accepted == 0


@pytest.mark.parametrize(
    ("produced", "printed", "keeps", "until"),
    [
        (None, None, None, None),
        (None, None, 5, 5),
        (-2, None, 5, 3),
        (-2, 9, 5, 9),
    ],
)
def test_last_day_of_use(produced, printed, keeps, until):
    def day(offset):
        return None if offset is None else TODAY + timedelta(days=offset)

    assert rules.usable_until(
        received_on=TODAY, produced_on=day(produced), expires_on=day(printed), keeps_days=keeps
    ) == day(until)


HEARD = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("happened_min", "skew_s", "true_min", "is_off"),
    [
        (-90, 0, -90, False),  # sent an hour and a half later by a right clock
        (-90, None, -90, False),
        (-90, 240, -90, False),
        (-90, 1800, -120, True),  # half an hour fast
        (-200, -7200, -80, True),  # two hours slow
        (60, None, 0, True),  # from the future
    ],
)
def test_the_devices_clock(happened_min, skew_s, true_min, is_off):
    read = rules.clock(
        happened_at=HEARD + timedelta(minutes=happened_min),
        skew_s=skew_s,
        received_at=HEARD,
        most_skew_s=300,
    )
    assert read.happened_at == HEARD + timedelta(minutes=true_min)
    assert (read.skew_s, read.is_off) == (skew_s, is_off)
