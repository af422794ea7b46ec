from datetime import UTC, datetime
from decimal import Decimal

import pytest

from jieyue.energy.quotas import actions
from jieyue.energy.quotas.models import Explanation, Quota
from jieyue.kit.actor import system
from jieyue.people.factories import make_unit

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 4, 3, 2, tzinfo=UTC)


def test_two_who_set_a_years_first_quota_are_one_after_the_other(at_once):
    unit = make_unit()
    actor = system("tests", site_id=unit.site_id)

    def setting(amount):
        return lambda: actions.set_quota(
            unit_code=unit.code, year=2026, measure="electricity", amount=Decimal(amount),
            source="notice", actor=actor, at=AT,
        )  # fmt: skip

    assert sorted(at_once(setting(100), setting(200))) == ["added", "changed"]
    quota = Quota.objects.get()

    def ask():
        return actions.ask(quota_id=quota.id, used=Decimal(300), actor=actor, at=AT).number

    assert len(set(at_once(ask, ask))) == 1
    assert Explanation.objects.count() == 1
