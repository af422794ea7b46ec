"""The instrument's door: readings as it measured them."""

from decimal import Decimal
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from jieyue.canteen.residue_tests import queries, sheets
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["canteen"])

Delta = Annotated[Decimal, Field(ge=-9, le=9, max_digits=6, decimal_places=4)]


class ReadingIn(Schema):
    """One run of a sample: da0 and dat, or the inhibition shown, or both."""

    number: str = Field(max_length=20)
    repeat: int = Field(1, ge=1, le=3)
    da0: Delta | None = None
    dat: Delta | None = None
    inhibition_pct: (
        Annotated[Decimal, Field(ge=-999, le=999, max_digits=6, decimal_places=2)] | None
    ) = None
    temperature_c: Annotated[Decimal, Field(ge=0, le=99, max_digits=4, decimal_places=1)] | None = (
        None
    )


class ReadingsIn(Schema):
    readings: list[ReadingIn] = Field(min_length=1, max_length=200)


class SampleOut(Schema):
    """What a sample has come to. conclusion never says “safe”: screening finds what it finds."""

    number: str
    lot: str
    ingredient: str
    state: str
    conclusion: str
    inhibitions_pct: list[Decimal]
    next_repeat: int | None


class SamplesOut(Schema):
    items: list[SampleOut]
    next: None = None


@router.post(
    "/residue-tests/readings",
    response=answers(SamplesOut, 404, 409, status=201),
    summary="Enter readings of an instrument",
)
@idempotent
def enter_readings(request: HttpRequest, body: ReadingsIn) -> Any:
    """All readings are entered, or none. A run that is there with the same figure stays."""
    actor, at = actor_of(request), timezone.now()
    with transaction.atomic():
        for reading in body.readings:
            sheets.put(reading.dict(), actor=actor, at=at)
    numbers = dict.fromkeys(reading.number for reading in body.readings)
    items = [_sample(queries.view(actor, number=number)) for number in numbers]
    return Status(201, SamplesOut(items=items).dict())


def _sample(view: queries.TestView) -> SampleOut:
    return SampleOut(
        number=view.number,
        lot=view.lot,
        ingredient=view.ingredient,
        state=view.state,
        conclusion=queries.conclusion_of(view.state),
        inhibitions_pct=[reading.inhibition_pct for reading in view.readings],
        next_repeat=view.next_repeat,
    )
