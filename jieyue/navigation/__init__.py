"""The left navigation: departments and their pages, in the order people see them."""

from jieyue.navigation import access, canteen, energy, estate, people, platform, today
from jieyue.navigation.items import Department, Item

__all__ = ["NAVIGATION", "Department", "Item"]

NAVIGATION: tuple[Department, ...] = (
    *today.DEPARTMENTS,
    *canteen.DEPARTMENTS,
    *access.DEPARTMENTS,
    *people.DEPARTMENTS,
    *energy.DEPARTMENTS,
    *estate.DEPARTMENTS,
    *platform.DEPARTMENTS,
)
