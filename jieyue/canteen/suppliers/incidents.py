"""What a supplier answers for, noted once for each source."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers.facts import SupplierIncidentNoted
from jieyue.canteen.suppliers.models import IncidentKind, Supplier, SupplierIncident
from jieyue.canteen.suppliers.parameters import INCIDENT_POINTS
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor


@transaction.atomic
def note(
    *,
    supplier_id: int,
    kind: str,
    happened_on: date,
    text: str,
    source: str,
    actor: Actor,
    at: datetime,
) -> SupplierIncident:
    """Note an incident; the same `source` again gives the one there is.

    kind: one of `IncidentKind`. Raises NotAllowed, Supplier.DoesNotExist, ValueError for an
    unknown kind.
    """
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    kind = IncidentKind(kind)
    supplier = Supplier.objects.visible_to(actor).select_for_update(no_key=True).get(id=supplier_id)
    known = SupplierIncident.objects.filter(site_id=supplier.site_id, source=source).first()
    if known is not None:
        return known
    points = parameters.read(site_id=supplier.site_id, on=happened_on).json(INCIDENT_POINTS)
    incident: SupplierIncident = SupplierIncident.objects.create(
        site_id=supplier.site_id,
        supplier=supplier,
        kind=kind,
        happened_on=happened_on,
        points=Decimal(str(points.get(kind, 0))),
        text=text[:300],
        source=source,
        noted_by=actor.name,
        noted_at=at,
    )
    fact = SupplierIncidentNoted(
        incident_id=incident.id,
        supplier_id=supplier.id,
        kind=kind,
        happened_on=happened_on,
        points=incident.points,
        source=source,
    )
    journal.record(fact, actor=actor, at=at)
    return incident
