"""Waste from a phone or a scale: weighings, plates, leftovers and oil, also sent later."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from jieyue.canteen.waste import hauling, leftovers, weighings
from jieyue.canteen.waste.leftovers import Left
from jieyue.canteen.waste.weighings import Weighed
from jieyue.kit.api import Instant
from jieyue.kit.device_clock import SENT_AT, in_our_time, skew_seconds
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["canteen"])

LARGEST_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Kg = Annotated[Decimal, Field(ge=-100_000, le=100_000, decimal_places=3)]
MealName = Literal["breakfast", "lunch", "dinner"]


class Sent(Schema):
    """client_id and happened_at are the device's own; the same client_id again changes nothing."""

    client_id: UUID
    happened_at: Instant
    canteen_id: Id


class WeighingIn(Sent):
    """One container on the scale. container_id brings its tare; tare_kg is for any other."""

    stage: Literal["trimmings", "unserved", "plate"]
    meal: MealName | None = None
    gross_kg: Kg
    tare_kg: Kg = Decimal(0)
    container_id: Id | None = None
    dish_id: Id | None = None
    ingredient_id: Id | None = None
    edible_share: Annotated[Decimal, Field(ge=0, le=1, decimal_places=3)] | None = None


class WeighingOut(Schema):
    """A weighing as it is stored."""

    id: int
    client_id: UUID
    day: date
    stage: str
    gross_kg: Decimal
    tare_kg: Decimal
    net_kg: Decimal


class PlatesIn(Sent):
    """Trays that came back, and how many of them were clean."""

    meal: MealName
    inspected: int = Field(ge=1, le=100_000)
    clean: int = Field(ge=0, le=100_000)


class LeftoverIn(Sent):
    """What was left after a meal: of a dish or of an ingredient."""

    meal: MealName
    fate: Literal["kept", "staff_meal", "discarded"]
    mass_kg: Kg
    dish_id: Id | None = None
    ingredient_id: Id | None = None
    portions: int | None = Field(None, ge=0, le=20_000)
    temperature_c: Annotated[Decimal, Field(ge=-40, le=120, decimal_places=1)] | None = None
    reason: str = Field("", max_length=200)


class LeftoverOut(Schema):
    """A leftover as it is stored, with the time until which it may be used."""

    id: int
    client_id: UUID
    day: date
    fate: str
    keep_until: datetime | None


class OilIn(Sent):
    """Waste oil put into the barrel."""

    mass_kg: Kg
    source: str = Field("", max_length=60)


class StoredOut(Schema):
    """What was stored, by its day."""

    id: int
    client_id: UUID
    day: date


@router.post(
    "/waste/weighings",
    response=answers(WeighingOut, 404, 409, status=201),
    summary="Weigh waste",
    url_name="canteen_waste_weigh",
)
@idempotent
def weigh(request: HttpRequest, body: WeighingIn) -> Any:
    """Store one weighing; net is gross less tare."""
    at = timezone.now()
    weighed = Weighed(
        canteen_id=body.canteen_id,
        stage=body.stage,
        gross_kg=body.gross_kg,
        tare_kg=body.tare_kg,
        container_id=body.container_id,
        meal=body.meal or "",
        dish_id=body.dish_id,
        ingredient_id=body.ingredient_id,
        edible_share=body.edible_share,
    )
    row = _found(
        lambda: weighings.weigh(
            weighed=weighed,
            client_id=body.client_id,
            happened_at=_happened(request, body, at),
            actor=actor_of(request),
            at=at,
        )
    )
    net = {"net_kg": row.gross_kg - row.tare_kg}
    fields = ("id", "client_id", "day", "stage", "gross_kg", "tare_kg")
    stored = WeighingOut(**{name: getattr(row, name) for name in fields}, **net)
    return Status(201, stored.model_dump(mode="json"))


@router.post(
    "/waste/plates",
    response=answers(StoredOut, 404, 409, status=201),
    summary="Check clean plates",
    url_name="canteen_waste_plates",
)
@idempotent
def check_plates(request: HttpRequest, body: PlatesIn) -> Any:
    at = timezone.now()
    row = _found(
        lambda: weighings.check_plates(
            canteen_id=body.canteen_id,
            meal=body.meal,
            inspected=body.inspected,
            clean=body.clean,
            client_id=body.client_id,
            happened_at=_happened(request, body, at),
            actor=actor_of(request),
            at=at,
        )
    )
    return Status(201, _stored(row))


@router.post(
    "/waste/leftovers",
    response=answers(LeftoverOut, 404, 409, status=201),
    summary="Register a leftover",
    url_name="canteen_leftover",
)
@idempotent
def register_leftover(request: HttpRequest, body: LeftoverIn) -> Any:
    """What is discarded is weighed as unserved waste at once."""
    at = timezone.now()
    left = Left(
        canteen_id=body.canteen_id,
        meal=body.meal,
        fate=body.fate,
        mass_kg=body.mass_kg,
        dish_id=body.dish_id,
        ingredient_id=body.ingredient_id,
        portions=body.portions,
        temperature_c=body.temperature_c,
        reason=body.reason,
    )
    row = _found(
        lambda: leftovers.register(
            left=left,
            client_id=body.client_id,
            happened_at=_happened(request, body, at),
            actor=actor_of(request),
            at=at,
        )
    )
    return Status(201, LeftoverOut.model_validate(row).model_dump(mode="json"))


@router.post(
    "/waste/oil",
    response=answers(StoredOut, 404, 409, status=201),
    summary="Pour waste oil",
    url_name="canteen_waste_oil",
)
@idempotent
def pour_oil(request: HttpRequest, body: OilIn) -> Any:
    at = timezone.now()
    row = _found(
        lambda: hauling.pour_oil(
            canteen_id=body.canteen_id,
            mass_kg=body.mass_kg,
            source=body.source,
            client_id=body.client_id,
            happened_at=_happened(request, body, at),
            actor=actor_of(request),
            at=at,
        )
    )
    return Status(201, _stored(row))


def _happened(request: HttpRequest, body: Sent, at: datetime) -> datetime:
    """When it happened by our clock."""
    skew_s = skew_seconds(request.headers.get(SENT_AT), at=at)
    return in_our_time(body.happened_at, skew_s=skew_s)


def _found(write: Callable[[], Any]) -> Any:
    """What another site has, this one has not."""
    try:
        return write()
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _stored(row: Any) -> dict[str, Any]:
    return StoredOut.model_validate(row).model_dump(mode="json")
