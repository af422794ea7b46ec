"""Numbers people read are unique on a site, gapless and never reused."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from jieyue.kit import numbers
from jieyue.kit.sites.models import Site

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NEW_YEAR_IN_SHANGHAI = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)


@pytest.fixture
def site(db):
    return Site.objects.create(code="f", name="F")


def test_numbers_count_up_by_series_year_and_site(site):
    other = Site.objects.create(code="g", name="G")
    taken = [
        numbers.take("WO", site_id=site.id, at=AT),
        numbers.take("WO", site_id=site.id, at=AT),
        numbers.take("PO", site_id=site.id, at=AT),
        numbers.take("WO", site_id=other.id, at=AT),
        numbers.take("WO", site_id=site.id, at=NEW_YEAR_IN_SHANGHAI),
    ]
    expected = ["WO-2026-00001", "WO-2026-00002", "PO-2026-00001", "WO-2026-00001", "WO-2027-00001"]
    assert taken == expected


def test_a_number_of_work_that_was_undone_goes_to_the_next(site):
    with transaction.atomic():
        numbers.take("WO", site_id=site.id, at=AT)
        transaction.set_rollback(True)
    assert numbers.take("WO", site_id=site.id, at=AT) == "WO-2026-00001"


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_taken_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        numbers.take("WO", site_id=1, at=AT)
