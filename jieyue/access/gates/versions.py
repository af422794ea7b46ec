"""The number that rises with every change of what decisions rest on."""

from django.db import connection
from django.db.models import F

from jieyue.access.gates.models import RulesVersion
from jieyue.kit import statements


def hold(*, site_id: int) -> None:
    """Let nobody else change the rules until the open transaction ends.

    Asked before a row of them is locked that a group of them changes too: the number first, then
    the rows, so that two who lock the same ones never wait for each other.
    """
    RulesVersion.objects.get_or_create(site_id=site_id)
    RulesVersion.objects.select_for_update(no_key=True).get(site_id=site_id)


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
    rows = statements.ask(f"SELECT number FROM {table} WHERE site_id = %s", [site_id])  # noqa: S608
    return int(rows[0][0]) if rows else 0
