"""Numbers that people read, such as `WO-2026-00417`: unique on a site and never reused."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone


def take(prefix: str, *, site_id: int, at: datetime) -> str:
    """The next number of the series in the open transaction; the year is the local one of `at`.

    A number whose transaction rolls back is given to the next taker. Raises
    TransactionManagementError outside a transaction.
    """
    from jieyue.kit.numbers.models import NumberSeries

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("numbers.take needs an open transaction")
    year = timezone.localtime(at).year
    NumberSeries.objects.get_or_create(site_id=site_id, prefix=prefix, year=year)
    series = NumberSeries.objects.select_for_update().get(site_id=site_id, prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{year}-{series.last:05d}"
