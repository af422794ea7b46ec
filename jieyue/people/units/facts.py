from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class UnitAdded(Fact):
    """A unit moved into the complex."""

    name: ClassVar[str] = "people.units.added"
    label = _("Unit added")

    unit_id: int


@dataclass(frozen=True, kw_only=True)
class UnitChanged(Fact):
    """Fields of a unit changed, each with its old and new value."""

    name: ClassVar[str] = "people.units.changed"
    label = _("Unit changed")

    unit_id: int
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class UnitLeft(Fact):
    """A unit moved out."""

    name: ClassVar[str] = "people.units.left"
    label = _("Unit moved out")

    unit_id: int
    left_on: date


@dataclass(frozen=True, kw_only=True)
class UnitsImported(Fact):
    """A sheet of units was taken in."""

    name: ClassVar[str] = "people.units.imported"
    label = _("Units imported")

    added: list[int]
    changed: list[int]


@dataclass(frozen=True, kw_only=True)
class HeadCountRecorded(Fact):
    """How many persons of one kind a unit has from a day on."""

    name: ClassVar[str] = "people.units.head_count_recorded"
    label = _("Head-count recorded")

    unit_id: int
    kind: str
    since_on: date
    before: int | None
    persons: int
