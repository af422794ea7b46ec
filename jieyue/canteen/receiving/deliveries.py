"""What a phone at the loading bay sends: a delivery with its lines, as plain values."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper that came along."""

    kind: str
    number: str
    issued_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture as sent; `content` is its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Line:
    """One ordered ingredient as it came, in its base unit.

    weighings: (gross, tare) of each. accepted: None for all that came. price_yuan: of one base
    unit, None for the price ordered. senses: of `rules.SENSES`, False is a fault.
    """

    order_line_id: int
    weighings: Sequence[tuple[Decimal, Decimal]]
    accepted: Decimal | None = None
    price_yuan: Decimal | None = None
    temperature_c: Decimal | None = None
    senses: Mapping[str, bool] = field(default_factory=dict)
    batch_number: str = ""
    produced_on: date | None = None
    expires_on: date | None = None
    papers: Sequence[Paper] = ()
    photo: Photo | None = None
    location_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A delivery of one order. seen_receipts: how many receipts of it the screen showed.

    papers: came for the whole delivery; each counts for the lines that ask for its kind.

    happened_at: by the device's clock; skew_s: seconds by which that clock was ahead of ours when
    it sent, None when it did not tell.
    """

    client_id: UUID
    order_number: str
    happened_at: datetime
    lines: Sequence[Line]
    witness_id: int | None
    skew_s: int | None = None
    papers: Sequence[Paper] = ()
    seen_receipts: int = 0
    note: str = ""

    @property
    def digest(self) -> str:
        """Of everything but the clock at sending, which differs from one try to the next."""
        values = asdict(self) | {"skew_s": None}
        return hashlib.sha256(
            json.dumps(values, default=_plain, sort_keys=True).encode()
        ).hexdigest()


def _plain(value: object) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
