"""Categories of rooms (党政机关办公用房管理办法, 2017): offices, services, equipment, ancillary."""

CATEGORY = {
    "office": "office",
    "archive": "service",
    "classroom": "service",
    "duty": "service",
    "meeting": "service",
    "other": "service",
    "pantry": "service",
    "reception": "service",
    "server": "equipment",
    "service_hall": "service",
    "store": "service",
    "equipment": "equipment",
    "canteen_hall": "ancillary",
    "changing_room": "ancillary",
    "cold_dish_room": "ancillary",
    "cold_store": "ancillary",
    "dry_store": "ancillary",
    "garage": "ancillary",
    "kitchen": "ancillary",
    "private_dining": "ancillary",
    "washing_room": "ancillary",
}


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class NoSuchFloor(Refusal):
    """Floors count 1, 2, 3 upwards and -1, -2 downwards; there is no 0."""

    def __init__(self, *, level: int) -> None:
        super().__init__(level)
        self.level = level


def check_level(level: int) -> None:
    """Raises NoSuchFloor."""
    if level == 0 or not -9 <= level <= 99:
        raise NoSuchFloor(level=level)
