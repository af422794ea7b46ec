"""Who may work with food."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.staff_health import rules
from jieyue.canteen.staff_health.rules import Checked, Conclusion, Reason, Symptom

DAY = date(2026, 3, 4)
FIT = Checked(DAY, Conclusion.FIT)
EARLIER = DAY - timedelta(days=3)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"is_registered": False}, Reason.NOT_REGISTERED),
        ({"valid_to": None}, Reason.NO_CERTIFICATE),
        ({"valid_to": DAY - timedelta(1)}, Reason.CERTIFICATE_EXPIRED),
        ({"valid_to": DAY}, None),
        ({"today": None}, Reason.NOT_CHECKED),
        ({"today": Checked(DAY, Conclusion.SUSPENDED)}, Reason.SUSPENDED),
        ({"today": Checked(DAY, Conclusion.REASSIGNED)}, Reason.REASSIGNED),
        ({"suspended": Checked(EARLIER, Conclusion.SUSPENDED)}, Reason.NOT_CLEARED),
        ({"suspended": Checked(EARLIER, Conclusion.SUSPENDED, cleared_on=DAY)}, None),
        (
            {"suspended": Checked(EARLIER, Conclusion.SUSPENDED, cleared_on=DAY + timedelta(1))},
            Reason.NOT_CLEARED,
        ),
    ],
)
def test_whoever_is_certified_checked_and_cleared_may_work(changed, reason):
    known = {"is_registered": True, "valid_to": DAY, "today": FIT, "suspended": None}
    found = rules.verdict(on=DAY, **{**known, **changed})
    assert (found.may, found.reason) == (reason is None, reason)


def test_fever_is_read_off_the_temperature():
    limit = Decimal("37.3")
    found = rules.symptoms_with_fever([Symptom.COUGH], temperature_c=limit, limit_c=limit)
    assert found == [Symptom.FEVER, Symptom.COUGH]
    assert rules.symptoms_with_fever([], temperature_c=Decimal("37.2"), limit_c=limit) == []
    assert rules.symptoms_with_fever([], temperature_c=None, limit_c=limit) == []


@pytest.mark.parametrize("temperature", ["33.9", "43.1", "365"])
def test_a_temperature_nobody_has_is_refused(temperature):
    with pytest.raises(rules.ImpossibleTemperature):
        rules.symptoms_with_fever([], temperature_c=Decimal(temperature), limit_c=Decimal(37))


@pytest.mark.parametrize(
    ("conclusion", "symptoms", "agrees"),
    [
        (Conclusion.FIT, [], True),
        (Conclusion.FIT, [Symptom.SKIN], False),
        (Conclusion.SUSPENDED, [Symptom.SKIN], True),
        (Conclusion.REASSIGNED, [Symptom.COUGH], True),
        (Conclusion.SUSPENDED, [], False),
    ],
)
def test_a_symptom_and_the_conclusion_agree(conclusion, symptoms, agrees):
    if agrees:
        rules.check_conclusion(conclusion, symptoms)
    else:
        with pytest.raises(rules.ConclusionContradicts):
            rules.check_conclusion(conclusion, symptoms)


@pytest.mark.parametrize(
    ("left", "due"),
    [(31, None), (30, 30), (29, None), (15, 15), (7, 7), (0, None), (-1, -1), (-2, None)],
)
def test_a_certificate_is_warned_of_once_at_each_step(left, due):
    found = rules.warning_due(on=DAY, valid_to=DAY + timedelta(left), days_before=[30, 15, 7])
    assert found == due
