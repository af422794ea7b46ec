"""Contact tracing under an order: from what gates decided, for a written purpose, kept nowhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access.decisions.models import Decision, Outcome
from jieyue.access.gates.models import Zone, ZoneKind
from jieyue.access.health import facts, refusals, rules
from jieyue.access.health import parameters as figures
from jieyue.access.health.models import Switch
from jieyue.access.health.recording import in_force
from jieyue.access.lookups import actions as lookups
from jieyue.access.lookups.models import Purpose
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.periods import SHANGHAI
from jieyue.people.persons.models import Person

LEAST_PURPOSE = 10
MOST_DAYS = 14
TOO_WIDE = (ZoneKind.GROUNDS, ZoneKind.PARKING)
NOT_PEOPLE = ("car:", "vehicle:")


@dataclass(frozen=True)
class ContactRow:
    """One contact: who, how many quarter-hours they shared, where, and when last."""

    label: str
    unit: str
    quarters: int
    zones: str
    last: datetime


@transaction.atomic
def trace(
    *, person_id: int, purpose: str, days: int, actor: Actor, at: datetime
) -> list[ContactRow]:
    """Who shared a zone with one person, at most two weeks back.

    The look is recorded, its result is not. A number of queries that does not grow.
    Raises NotAllowed, NoOrder, NoPurpose, Person.DoesNotExist.
    """
    actor.require(AccessPermission.HEALTH_TRACE)
    order = in_force(site_id=actor.site_id, at=at, switch=Switch.TRACING)
    if len(purpose.strip()) < LEAST_PURPOSE:
        raise refusals.NoPurpose(least=LEAST_PURPOSE)
    person = Person.objects.get(id=person_id, site_id=actor.site_id)
    values = parameters.read(site_id=order.site_id, on=timezone.localdate(at))
    since = at - timedelta(days=max(1, min(days, MOST_DAYS)))
    found = rules.contacts(
        _passages(order.site_id, since=since, until=at),
        of=f"person:{person.id}",
        until=at.astimezone(SHANGHAI),
        least_quarters=values.integer(figures.SHARED_QUARTERS),
        apart=set(
            Zone.objects.filter(site_id=order.site_id, kind__in=TOO_WIDE).values_list(
                "code", flat=True
            )
        ),
    )
    lookup = lookups.note(
        person_id=person.id, purpose=Purpose.CONTACTS, reason=purpose, actor=actor, at=at
    )
    fact = facts.ContactsTraced(
        order_id=order.id, person_id=person.id, lookup_id=lookup.id, found=len(found)
    )
    journal.record(fact, actor=actor, at=at)
    return _named(order.site_id, found, since=since)


def _passages(site_id: int, *, since: datetime, until: datetime) -> list[rules.Passage]:
    rows = Decision.objects.filter(
        site_id=site_id, at__gte=since, at__lte=until, outcome=Outcome.ALLOW
    ).exclude(holder_key="")
    columns = ("holder_key", "direction", "at", "gate__inner__code", "gate__outer__code")
    found = []
    for key, direction, at, inner, outer in rows.values_list(*columns):
        if inner is None or key.startswith(NOT_PEOPLE):
            continue
        left, entered = (outer or "", inner) if direction == "in" else (inner, outer or "")
        found.append(rules.Passage(key, left, entered, at.astimezone(SHANGHAI)))
    return found


def _named(site_id: int, contacts: list[rules.Contact], *, since: datetime) -> list[ContactRow]:
    keys = [contact.who for contact in contacts]
    rows = Decision.objects.filter(site_id=site_id, holder_key__in=keys, at__gte=since)
    columns = ("holder_key", "label", "unit__name")
    names = {key: (label, unit or "") for key, label, unit in rows.values_list(*columns)}
    zones = dict(Zone.objects.filter(site_id=site_id).values_list("code", "name"))
    return [
        ContactRow(
            label=names.get(contact.who, ("", ""))[0],
            unit=names.get(contact.who, ("", ""))[1],
            quarters=contact.quarters,
            zones="、".join(zones.get(code, code) for code in contact.zones),
            last=contact.last,
        )
        for contact in contacts
    ]
