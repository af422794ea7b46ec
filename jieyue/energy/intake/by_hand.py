"""One meter read by a person, at a desk or on the phone, also sent later."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from jieyue.energy.intake import photos, reasons, refusals
from jieyue.energy.intake.incoming import Doubt, Incoming, incoming
from jieyue.energy.intake.models import Batch, Source
from jieyue.energy.intake.sheets import numbers
from jieyue.energy.intake.storing import Sent, Stored, store
from jieyue.energy.meters.models import Meter
from jieyue.energy.readings import back_ends, days
from jieyue.energy.readings.models import Quality
from jieyue.kit.actor import Actor
from jieyue.kit.files.storing import store as store_file


@dataclass(frozen=True)
class Read:
    """What was read: the register as typed, in our time; photo: its name and bytes."""

    meter_number: str
    register: str
    read_at: datetime
    note: str = ""
    photo: tuple[str, bytes] | None = None


@dataclass(frozen=True)
class Noted:
    """A reading as it is kept. is_new: False when the same entry came before.

    flags: codes and words of what should be looked at.
    """

    batch_id: int
    is_new: bool
    register_milli: int
    flags: list[tuple[str, str]]


@transaction.atomic
def note(
    read: Read,
    *,
    client_id: UUID | None = None,
    happened_at: datetime | None = None,
    skew_s: int | None = None,
    actor: Actor,
    at: datetime,
) -> Noted:
    """Keep it. The same client_id again changes nothing and is answered alike.

    happened_at: by the phone's clock; read.read_at is in our time already. Raises NotAllowed,
    BadRegister, ReadingRefused, Meter.DoesNotExist, FileRefused.
    """
    register, is_exact = _register(read.register)
    number = numbers.text_of(read.meter_number)
    meter = Meter.objects.filter(site_id=actor.site_id).get(number__iexact=number)
    back_ends.lock([meter.id])  # a phone may send again before it was answered
    known = Batch.objects.filter(site_id=actor.site_id, client_id=client_id).first()
    if client_id is not None and known is not None:
        return Noted(known.id, False, register, _flags(known.reasons))
    photo_id = None
    if read.photo is not None:
        upload = SimpleUploadedFile(*read.photo, content_type="image/jpeg")
        photo_id = store_file(upload, purpose=photos.READING, actor=actor, at=at).id
    stored = store(
        _incoming(meter.id, read, register, is_exact=is_exact),
        source=Source.PHOTO if photo_id else Source.HAND,
        name=read.note or meter.number,
        skew_s=None,
        sent=Sent(photo_id=photo_id, client_id=client_id, happened_at=happened_at),
        actor=actor,
        at=at,
    )
    if skew_s is not None:
        Batch.objects.filter(id=stored.batch_id).update(skew_s=skew_s)
    _check_stored(stored, meter, read)
    return Noted(stored.batch_id, True, register, _flags(stored.reasons))


def _register(text: str) -> tuple[int, bool]:
    try:
        return numbers.thousandths(numbers.number(numbers.text_of(text)))
    except numbers.BadNumber as bad:
        raise refusals.BadRegister(text=text[:40], why=reasons.label(bad.reason)) from bad


def _incoming(meter_id: int, read: Read, register: int, *, is_exact: bool) -> Incoming:
    quality = Quality.PHOTO if read.photo else Quality.HAND
    one = incoming([meter_id], [days.second_of(read.read_at)], [register], int(quality))
    if not is_exact:
        doubt = Doubt("too_fine", meter_number=read.meter_number, value_text=read.register[:40])
        one.doubts.add_all([doubt], reason="too_fine", count=1, stored=True)
    return one


def _check_stored(stored: Stored, meter: Meter, read: Read) -> None:
    if not stored.refused:
        return
    if "unknown_meter" in stored.reasons:
        raise Meter.DoesNotExist
    why = reasons.label(next(iter(stored.reasons)))
    raise refusals.ReadingRefused(number=meter.number, text=read.register, why=why)


def _flags(counts: dict[str, int]) -> list[tuple[str, str]]:
    return [(code, reasons.label(code)) for code in sorted(counts)]
