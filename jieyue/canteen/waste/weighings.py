"""Weighing waste, correcting a weighing, and looking at the plates that come back."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from jieyue.canteen.books.queries import check_open
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.waste.facts import ContainerSet, PlatesChecked, WasteWeighed
from jieyue.canteen.waste.models import CleanPlateCheck, WasteContainer, WasteWeighing
from jieyue.canteen.waste.parameters import MOST_KG, SCALE_ERROR_KG
from jieyue.canteen.waste.refusals import (
    AlreadyCorrected,
    BadMass,
    BadPlateCount,
    BadShare,
    ReasonMissing,
    TareAboveGross,
)
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor

GRAM = Decimal("0.001")


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One container on the scale. container_id stands for its tare; tare_kg is typed otherwise."""

    canteen_id: int
    stage: str
    gross_kg: Decimal
    tare_kg: Decimal = Decimal(0)
    container_id: int | None = None
    meal: str = ""
    dish_id: int | None = None
    ingredient_id: int | None = None
    edible_share: Decimal | None = None


@transaction.atomic
def weigh(
    *, weighed: Weighed, client_id: UUID, happened_at: datetime, actor: Actor, at: datetime
) -> WasteWeighing:
    """Store one weighing, dated by the local day of `happened_at`, which is never after `at`.

    Sent a second time it gives back what there is. Raises NotAllowed, BadMass, TareAboveGross,
    BadShare, MonthClosed, and DoesNotExist for what the site does not have.
    """
    actor.require(CanteenPermission.WASTE_RECORD)
    known: WasteWeighing | None = WasteWeighing.objects.filter(
        site_id=actor.site_id, client_id=client_id
    ).first()
    if known is not None:
        return known
    happened_at = min(happened_at, at)
    try:
        with transaction.atomic():
            return _store(weighed, client_id=client_id, happened_at=happened_at, actor=actor, at=at)
    except IntegrityError:  # the same sending came at the same moment
        again: WasteWeighing = WasteWeighing.objects.get(site_id=actor.site_id, client_id=client_id)
        return again


@transaction.atomic
def correct(
    *,
    weighing_id: int,
    weighed: Weighed,
    reason: str,
    client_id: UUID,
    actor: Actor,
    at: datetime,
) -> WasteWeighing:
    """Put a new weighing in the place of one that was wrong; it keeps the old one's time.

    Raises what `weigh` raises, and AlreadyCorrected, ReasonMissing, WasteWeighing.DoesNotExist.
    """
    actor.require(CanteenPermission.WASTE_RECORD)
    if not reason.strip():
        raise ReasonMissing
    old = WasteWeighing.objects.visible_to(actor).select_for_update().get(id=weighing_id)
    newer = WasteWeighing.objects.filter(corrects=old).first()
    if newer is not None:
        raise AlreadyCorrected(corrected_by=newer.recorded_by, corrected_at=newer.recorded_at)
    return _store(
        replace(weighed, canteen_id=old.canteen_id),
        client_id=client_id,
        happened_at=old.happened_at,
        corrects=old,
        reason=reason.strip(),
        actor=actor,
        at=at,
    )


@transaction.atomic
def check_plates(
    *,
    canteen_id: int,
    meal: str,
    inspected: int,
    clean: int,
    client_id: UUID,
    happened_at: datetime,
    actor: Actor,
    at: datetime,
) -> CleanPlateCheck:
    """Note how many of the trays looked at were clean; sent twice it is kept once.

    Raises NotAllowed, BadPlateCount, MonthClosed, Canteen.DoesNotExist.
    """
    actor.require(CanteenPermission.WASTE_RECORD)
    if inspected < 1 or not 0 <= clean <= inspected:
        raise BadPlateCount(inspected=inspected, clean=clean)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    happened_at = min(happened_at, at)
    day = timezone.localdate(happened_at)
    check_open(canteen_id=canteen.id, on=day)
    row, is_new = CleanPlateCheck.objects.get_or_create(
        site_id=canteen.site_id,
        client_id=client_id,
        defaults={
            "canteen": canteen,
            "day": day,
            "meal": meal,
            "inspected": inspected,
            "clean_trays": clean,
            "happened_at": happened_at,
            "recorded_at": at,
            "recorded_by": actor.name,
        },
    )
    if is_new:
        fact = PlatesChecked(
            canteen_id=canteen.id, day=day, meal=meal, inspected=inspected, clean=clean
        )
        journal.record(fact, actor=actor, at=at)
    found: CleanPlateCheck = row
    return found


@transaction.atomic
def set_container(
    *, canteen_id: int, name: str, tare_kg: Decimal, is_active: bool, actor: Actor, at: datetime
) -> WasteContainer:
    """Enter a container by its name, or change its empty mass. Raises NotAllowed, BadMass."""
    actor.require(CanteenPermission.WASTE_RECORD)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    most_kg = parameters.read(site_id=canteen.site_id, on=timezone.localdate(at)).decimal(MOST_KG)
    if not 0 <= tare_kg <= most_kg:
        raise BadMass(tare_kg, most_kg=most_kg)
    row, _ = WasteContainer.objects.update_or_create(
        canteen=canteen,
        name=name.strip(),
        defaults={"site_id": canteen.site_id, "tare_kg": tare_kg, "is_active": is_active},
    )
    fact = ContainerSet(
        canteen_id=canteen.id, container=row.name, tare_kg=tare_kg, active=is_active
    )
    journal.record(fact, actor=actor, at=at)
    found: WasteContainer = row
    return found


def _store(
    weighed: Weighed,
    *,
    client_id: UUID,
    happened_at: datetime,
    corrects: WasteWeighing | None = None,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> WasteWeighing:
    canteen = Canteen.objects.visible_to(actor).get(id=weighed.canteen_id)
    day = timezone.localdate(happened_at)
    values = parameters.read(site_id=canteen.site_id, on=day)
    tare_kg = _tare(weighed, canteen)
    _check(weighed, tare_kg, most_kg=values.decimal(MOST_KG))
    check_open(canteen_id=canteen.id, on=day)
    if weighed.dish_id is not None:
        Dish.objects.get(id=weighed.dish_id, site_id=canteen.site_id)
    if weighed.ingredient_id is not None:
        Ingredient.objects.get(id=weighed.ingredient_id, site_id=canteen.site_id)
    row: WasteWeighing = WasteWeighing.objects.create(
        site_id=canteen.site_id,
        client_id=client_id,
        canteen=canteen,
        day=day,
        meal=weighed.meal,
        stage=weighed.stage,
        dish_id=weighed.dish_id,
        ingredient_id=weighed.ingredient_id,
        gross_kg=weighed.gross_kg.quantize(GRAM),
        tare_kg=tare_kg.quantize(GRAM),
        scale_error_kg=values.decimal(SCALE_ERROR_KG),
        edible_share=weighed.edible_share,
        happened_at=happened_at,
        recorded_at=at,
        recorded_by=actor.name,
        corrects=corrects,
    )
    fact = WasteWeighed(
        weighing_id=row.id,
        canteen_id=canteen.id,
        day=day,
        stage=row.stage,
        net_kg=row.gross_kg - row.tare_kg,
        corrects=corrects.id if corrects else None,
        reason=reason,
    )
    journal.record(fact, actor=actor, at=at)
    return row


def _tare(weighed: Weighed, canteen: Canteen) -> Decimal:
    if weighed.container_id is None:
        return weighed.tare_kg
    container = WasteContainer.objects.get(id=weighed.container_id, canteen=canteen)
    tare_kg: Decimal = container.tare_kg
    return tare_kg


def _check(weighed: Weighed, tare_kg: Decimal, *, most_kg: Decimal) -> None:
    for mass_kg in (weighed.gross_kg, tare_kg):
        if not mass_kg.is_finite() or not 0 <= mass_kg <= most_kg:
            raise BadMass(mass_kg, most_kg=most_kg)
    if tare_kg > weighed.gross_kg:
        raise TareAboveGross(gross_kg=weighed.gross_kg, tare_kg=tare_kg)
    share = weighed.edible_share
    if share is not None and not 0 <= share <= 1:
        raise BadShare(share)
