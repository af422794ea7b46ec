"""What a person chooses for himself, and what is set for the site: duties and exemptions."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.watch import facts, refusals
from jieyue.energy.watch import parameters as of_watch
from jieyue.energy.watch.models import Duty, Exemption, Subscription
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person


@transaction.atomic
def subscribe(*, wishes: Mapping[str, tuple[int, str]], actor: Actor) -> None:
    """One's own wishes: by kind ("" for the rest) severity from which, and how. Raises NotAllowed.

    A kind left out has no wish of its own any more.
    """
    actor.require(EnergyPermission.WATCH_READ, unit_id=actor.unit_id, person_id=actor.person_id)
    own = Subscription.objects.filter(site_id=actor.site_id, person_id=actor.person_id)
    own.exclude(kind__in=wishes).delete()
    for kind, (least, how) in wishes.items():
        Subscription.objects.update_or_create(
            site_id=actor.site_id,
            person_id=actor.person_id,
            kind=kind,
            defaults={"least": least, "how": how},
        )


@transaction.atomic
def set_duty(
    *, kind: str, unit_id: int | None, person_id: int | None, actor: Actor, at: datetime
) -> None:
    """Whose new episodes of a kind and unit are; nobody's with None.

    Raises NotAllowed, NoSuchPerson.
    """
    actor.require(EnergyPermission.WATCH_CONFIGURE)
    place: dict[str, Any] = {"site_id": actor.site_id, "kind": kind, "unit_id": unit_id}
    if person_id is None:
        Duty.objects.filter(**place).delete()
    else:
        here = Person.objects.filter(site_id=actor.site_id, left_on=None)
        if not here.filter(id=person_id).exists():
            raise refusals.NoSuchPerson(person_id=person_id)
        Duty.objects.update_or_create(**place, defaults={"person_id": person_id})
    fact = facts.DutySet(kind=kind, unit_id=unit_id, person_id=person_id)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def exempt(
    *, meter_number: str, kind: str, reason: str, until_on: date, actor: Actor, at: datetime
) -> Exemption:
    """Do not watch a meter for a kind until a day. Raises NotAllowed, Meter.DoesNotExist,
    ReasonNeeded, BadExemption."""
    actor.require(EnergyPermission.WATCH_CONFIGURE)
    meter = Meter.objects.visible_to(actor).get(number=meter_number)
    today = timezone.localdate(at)
    values = parameters.read(site_id=meter.site_id, on=today)
    latest = today + timedelta(days=values.integer(of_watch.EXEMPT_MOST_DAYS))
    if not reason.strip():
        raise refusals.ReasonNeeded
    if not today <= until_on <= latest:
        raise refusals.BadExemption(until_on=until_on, latest=latest)
    row: Exemption = Exemption.objects.create(
        site_id=meter.site_id,
        meter=meter,
        kind=kind,
        reason=reason.strip()[:200],
        since_on=today,
        until_on=until_on,
        recorded_at=at,
        recorded_by=actor.name,
    )
    fact = facts.MeterExempted(
        meter_id=meter.id, kind=kind, until_on=until_on.isoformat(), reason=row.reason
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def end_exemption(*, exemption_id: int, actor: Actor, at: datetime) -> None:
    """Watch it again from today. Raises NotAllowed, Exemption.DoesNotExist."""
    actor.require(EnergyPermission.WATCH_CONFIGURE)
    row = Exemption.objects.visible_to(actor).get(id=exemption_id)
    fact = facts.ExemptionEnded(meter_id=row.meter_id, kind=row.kind)
    row.delete()
    journal.record(fact, actor=actor, at=at)
