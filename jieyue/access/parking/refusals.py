"""What the car parks refuse, with what people need to hear."""


class ParkingRefused(Exception):
    """Something about parking cannot be done."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        for name, value in values.items():
            setattr(self, name, value)


class CarNotInside(ParkingRefused):
    """plate: of a car that is not in this car park."""


class CodeTaken(ParkingRefused):
    """code: of a space that there is."""


class KeeperUnclear(ParkingRefused):
    """A space is kept for a vehicle, a person or a unit, not for several."""


class NoSuchCarPark(ParkingRefused):
    """code: of a zone that is no car park of this site."""


class NoSuchKeeper(ParkingRefused):
    """what: staff number or unit; text: as it was typed."""


class NotABay(ParkingRefused):
    """code: of a space that does not charge."""


class NotAPlate(ParkingRefused):
    """plate: as it was typed."""


class NothingFree(ParkingRefused):
    """kind: of spaces of which none is free then."""


class PlaceTaken(ParkingRefused):
    """code: of the space that stands at the same place on the plan."""


class ReservedThen(ParkingRefused):
    """code, plate, said: the space is reserved for another car until then."""


class SpaceOff(ParkingRefused):
    """code: of a space that is not in use."""


class SpaceTaken(ParkingRefused):
    """code, plate, by, said: another car was noted there, by whom and when."""
