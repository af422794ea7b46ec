from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Fact):
    """Somebody began to work in the complex."""

    name: ClassVar[str] = "people.persons.added"
    label = _("Person added")

    person_id: int
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Fact):
    """Which fields of a person changed; their values are personal and stay out of the journal."""

    name: ClassVar[str] = "people.persons.changed"
    label = _("Person changed")

    person_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class PersonPosted(Fact):
    """A person took up another posting."""

    name: ClassVar[str] = "people.persons.posted"
    label = _("Person posted")

    person_id: int
    from_unit_id: int
    unit_id: int
    since_on: date


@dataclass(frozen=True, kw_only=True)
class PersonLeft(Fact):
    """A person no longer works in the complex from this day on."""

    name: ClassVar[str] = "people.persons.left"
    label = _("Person left")

    person_id: int
    left_on: date


@dataclass(frozen=True, kw_only=True)
class PersonReturned(Fact):
    """A person who had left works in the complex again."""

    name: ClassVar[str] = "people.persons.returned"
    label = _("Person returned")

    person_id: int
    unit_id: int
    since_on: date


@dataclass(frozen=True, kw_only=True)
class PersonsImported(Fact):
    """A sheet of persons was taken in."""

    name: ClassVar[str] = "people.persons.imported"
    label = _("Persons imported")

    added: list[int]
    changed: list[int]
    posted: list[int]


@dataclass(frozen=True, kw_only=True)
class PhonesShown(Fact):
    """Whole phone numbers left the product in a sheet."""

    name: ClassVar[str] = "people.persons.phones_shown"
    label = _("Phone numbers exported")

    persons: int
