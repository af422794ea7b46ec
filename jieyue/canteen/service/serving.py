"""What a till says about one serving."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Serving:
    """What a till sends: one card, one person, one booking's guests, or diners counted by hand.

    happened_at is the till's own time and skew_s how far its clock is ahead, None unknown.
    already_served: the food was handed out without asking, as the network was gone.
    """

    client_id: UUID
    canteen_id: int
    meal: str
    happened_at: datetime
    till_id: int | None = None
    card_number: str = ""
    person_id: int | None = None
    guest_booking_id: int | None = None
    diners: int = 1
    companions: int = 0
    portions: Mapping[int, Decimal] = field(default_factory=dict)
    already_served: bool = False
    card_list: str = ""
    skew_s: int | None = None
