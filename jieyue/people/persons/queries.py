from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.kit.actor import Actor
from jieyue.kit.search import Hit
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons import rules
from jieyue.people.persons.models import Person, Posting


@dataclass(frozen=True)
class PersonView:
    """What a page shows of a person; the phone is masked unless the actor may see it whole."""

    id: int
    staff_no: str
    name: str
    unit_id: int
    unit: str
    post: str
    phone: str
    left_on: date | None


@dataclass(frozen=True)
class PostingRow:
    """One posting, newest first on the page of a person."""

    unit: str
    post: str
    since_on: date
    until_on: date | None


def rows(actor: Actor, *, with_phones: bool = False) -> QuerySet[Person, dict[str, Any]]:
    """The persons the actor sees, those who left included, by staff number; filtered and paged
    by the database. Numbers are deciphered only for a sheet that may hold them.
    """
    columns = ["id", "staff_no", "name", "unit__short_name", "post", "left_on"]
    found = Person.objects.visible_to(actor).order_by("staff_no")
    shown: QuerySet[Person, dict[str, Any]]
    shown = found.values(*columns, *(["phone"] if with_phones else []))
    return shown


def view(actor: Actor, *, person_id: int) -> PersonView:
    """Raises Person.DoesNotExist."""
    person = Person.objects.visible_to(actor).select_related("unit").get(id=person_id)
    return _view(person, actor)


def postings(actor: Actor, *, person_id: int) -> list[PostingRow]:
    found = Posting.objects.filter(site_id=actor.site_id, person_id=person_id)
    found = found.select_related("unit").order_by("-since_on")
    return [PostingRow(p.unit.name, p.post, p.since_on, p.until_on) for p in found]


def present(*, site_id: int, on: date) -> dict[int, int]:
    """Unit of everybody who works on the site on a day, by person, from the dated postings."""
    found = Posting.objects.filter(site_id=site_id, since_on__lte=on)
    found = found.filter(Q(until_on=None) | Q(until_on__gt=on))
    return dict(found.values_list("person_id", "unit_id"))


def strengths(*, site_id: int, on: date) -> dict[int, int]:
    """How many persons are posted to each unit on a day; a unit without any is absent."""
    counts: dict[int, int] = {}
    for unit_id in present(site_id=site_id, on=on).values():
        counts[unit_id] = counts.get(unit_id, 0) + 1
    return counts


def search(query: str, actor: Actor) -> list[Hit]:
    """Persons for the global search box."""
    persons = Person.objects.visible_to(actor).select_related("unit")
    found = persons.filter(Q(name__icontains=query) | Q(staff_no__istartswith=query))[:21]
    return [
        Hit(_("Persons"), p.name, reverse("people:person", args=[p.id]), p.unit.short_name)
        for p in found
    ]


def _view(person: Person, actor: Actor) -> PersonView:
    may = actor.may(PeoplePermission.PERSONS_PHONE, unit_id=person.unit_id, person_id=person.id)
    return PersonView(
        id=person.id,
        staff_no=person.staff_no,
        name=person.name,
        unit_id=person.unit_id,
        unit=person.unit.name,
        post=person.post,
        phone=person.phone if may else rules.masked(person.phone),
        left_on=person.left_on,
    )
