"""What an order in force asks of holders, and who has met it. The topic that orders calls this.

Rights are asked by the topic that orders; here only the gates are told.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jieyue.access.credentials.facts import MeasurePut, MeasureWithdrawn
from jieyue.access.credentials.models import Clearance, Measure
from jieyue.access.credentials.refusals import BadWindow
from jieyue.access.gates import versions
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment


@transaction.atomic
def put(
    *,
    code: str,
    name: str,
    holders: Sequence[str],
    zones: Sequence[str] = (),
    since: datetime,
    until: datetime,
    actor: Actor,
    at: datetime,
) -> Measure:
    """Ask it of `holders` (kinds of Holder) at `zones` (codes, all if empty), or change it.

    Raises BadWindow.
    """
    if since >= until:
        raise BadWindow(since=moment(since), until=moment(until))
    site_id = actor.site_id or 0
    values = {
        "name": name,
        "holders": sorted(holders),
        "zones": sorted(zones),
        "since": since,
        "until": until,
        "changed_in": versions.rise(site_id=site_id),
    }
    measure, _new = Measure.objects.update_or_create(site_id=site_id, code=code, defaults=values)
    fact = MeasurePut(code=code, holders=sorted(holders), zones=sorted(zones), until=until)
    journal.record(fact, actor=actor, at=at)
    return measure


@transaction.atomic
def clear(*, code: str, holder_key: str, until: datetime, actor: Actor) -> None:
    """One holder meets it until `until`. Raises Measure.DoesNotExist."""
    _set(code=code, holder_key=holder_key, until=until, is_held=False, actor=actor)


@transaction.atomic
def hold(*, code: str, holder_key: str, until: datetime, actor: Actor) -> None:
    """One holder is stopped until `until`, whatever else. Raises Measure.DoesNotExist."""
    _set(code=code, holder_key=holder_key, until=until, is_held=True, actor=actor)


@transaction.atomic
def withdraw(*, code: str, actor: Actor, at: datetime) -> None:
    """The gates ask it no longer, and forget who met it. One that is gone already is no error."""
    site_id = actor.site_id or 0
    if Measure.objects.filter(site_id=site_id, code=code).delete()[0]:
        versions.rise(site_id=site_id)
        journal.record(MeasureWithdrawn(code=code), actor=actor, at=at)


def _set(*, code: str, holder_key: str, until: datetime, is_held: bool, actor: Actor) -> None:
    site_id = actor.site_id or 0
    measure = Measure.objects.get(site_id=site_id, code=code)
    Clearance.objects.update_or_create(
        measure=measure,
        holder_key=holder_key,
        defaults={
            "site_id": site_id,
            "until": until,
            "is_held": is_held,
            "changed_in": versions.rise(site_id=site_id),
        },
    )
