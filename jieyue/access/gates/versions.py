"""The number that rises with every change of what decisions rest on."""

from django.db import connection
from django.db.models import F

from jieyue.access.gates.models import RulesVersion


def rise(*, site_id: int) -> int:
    """The new number, in the open transaction; every action that changes a gate, zone, plan,
    credential, block or release calls it once and writes the number on the rows it changes.

    The row's lock lasts until the end, so numbers become visible in their order.
    """
    RulesVersion.objects.get_or_create(site_id=site_id)
    RulesVersion.objects.filter(site_id=site_id).update(number=F("number") + 1)
    return current(site_id=site_id)


def current(*, site_id: int) -> int:
    """The number in force; 0 before the first change. One query, asked at every decision."""
    table = connection.ops.quote_name(RulesVersion._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {table} WHERE site_id = %s", [site_id])  # noqa: S608
        row = cursor.fetchone()
    return int(row[0]) if row else 0
