"""What a building's figures must agree on."""

from decimal import Decimal


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class GarageTooLarge(Refusal):
    """A garage is part of the gross floor area and cannot exceed it."""

    def __init__(self, *, garage_area_m2: Decimal, gross_area_m2: Decimal) -> None:
        super().__init__(garage_area_m2, gross_area_m2)
        self.garage_area_m2, self.gross_area_m2 = garage_area_m2, gross_area_m2


def check_areas(*, gross_area_m2: Decimal | None, garage_area_m2: Decimal | None) -> None:
    """Unknown areas agree with anything. Raises GarageTooLarge."""
    if gross_area_m2 is None or garage_area_m2 is None:
        return
    if garage_area_m2 > gross_area_m2:
        raise GarageTooLarge(garage_area_m2=garage_area_m2, gross_area_m2=gross_area_m2)
