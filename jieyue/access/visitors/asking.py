"""Write down a visit that is asked for, whoever asks. Nothing opens before it is confirmed."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jieyue.access.credentials import numbers as shown
from jieyue.access.credentials.refusals import NotAPlate
from jieyue.access.plates import rules as plates
from jieyue.access.visitors import digests, holding, identity, refusals, rules
from jieyue.access.visitors.facts import VisitRequested
from jieyue.access.visitors.models import Guest, Purpose, Visit, VisitPlate, VisitStop
from jieyue.access.visitors.settings_of_site import VisitRules, rules_of
from jieyue.kit import journal, numbers
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment
from jieyue.kit.keys import key_hash, new_key
from jieyue.kit.periods import Period
from jieyue.people.persons.models import Person

logger = logging.getLogger(__name__)
SERIES = "V"
PLATE_LONGEST = 12
Unfit = refusals.VisitsRefused | identity.BadIdentity
UNFIT = (refusals.VisitsRefused, identity.BadIdentity)


@dataclass(frozen=True, kw_only=True)
class GuestAsked:
    """Somebody as typed; only the name is needed to ask."""

    name: str
    organisation: str = ""
    phone: str = ""
    document: str = "id_card"
    id_number: str = ""


@dataclass(frozen=True, kw_only=True)
class CarAsked:
    """A plate as typed; without a colour the usual one of its form."""

    plate: str
    colour: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitAsked:
    """A visit as it is asked for; guests: who it is about comes first."""

    host_id: int | None
    purpose: str
    from_at: datetime
    until_at: datetime
    guests: Sequence[GuestAsked]
    cars: Sequence[CarAsked] = ()
    note: str = ""
    items: str = ""
    zones: Sequence[str] = ()
    is_escorted: bool = False
    wants_meal: bool = False
    wants_parking: bool = False
    consent: str = ""


def write(asked: VisitAsked, *, way: str, actor: Actor, at: datetime) -> Visit:
    """The visit with its guests and cars, to be confirmed, in the open transaction.

    A hit on the block list holds it for security, without a word to whoever asks. Raises
    VisitsRefused, BadIdentity, NotAPlate, ColourUnlike.
    """
    site = rules_of(actor.site_id, at=at)
    window = rules.check_window(asked.from_at, asked.until_at, limits=site.limits, at=at)
    host = host_of(asked.host_id, site_id=actor.site_id, at=at)
    today = timezone.localdate(at)
    guests = [guest_row(each, on=today) for each in asked.guests]
    rules.check_guests([whoever(guest) for guest in guests], limits=site.limits)
    if host is not None:
        check_not_self(person_as(host), guests)
        check_host_flow(asked.purpose, guests, on=timezone.localdate(asked.from_at))
        check_stops(window.start, window.end, unit_id=host.unit_id, site_id=actor.site_id)
    cars = [car_row(each) for each in asked.cars]
    visit = _visit(asked, host=host, way=way, site=site, actor=actor, at=at)
    _keep(visit, guests, cars, consent=asked.consent, at=at)
    fact = VisitRequested(
        visit_id=visit.id,
        number=visit.number,
        way=way,
        purpose=asked.purpose,
        host_id=asked.host_id,
        guests=len(guests),
    )
    journal.record(fact, actor=actor, at=at)
    holding.look(visit, actor=actor, at=at)
    return visit


def add(
    visit: Visit,
    asked: Sequence[GuestAsked],
    *,
    deciding: Sequence[Person],
    actor: Actor,
    at: datetime,
) -> list[Guest | Unfit]:
    """More people of a visit that is locked: each as stored, or why not, in their order.

    deciding: who says yes to the visit and so cannot be among them.
    """
    today, most = timezone.localdate(at), rules_of(actor.site_id, at=at).limits.most_guests
    present = visit.guests.count()
    columns = visit.guests.values_list("name", "phone_digest", "id_digest")
    known = {rules.mark_of(rules.Whoever(*row)) for row in columns}
    selves = [person_as(person) for person in deciding]
    found: list[Guest | Unfit] = []
    fit: list[Guest] = []
    for each in asked:
        try:
            guest = guest_row(each, on=today)
            if present + len(fit) >= most:
                raise refusals.GroupTooLarge(most=most)
            _check_one_more(visit, guest, known, selves)
        except UNFIT as error:
            found.append(error)
        else:
            known.add(rules.mark_of(whoever(guest)))
            fit.append(guest)
            found.append(guest)
    _keep(visit, fit, [], consent="", at=at, first=present + 1)
    return found


def _check_one_more(
    visit: Visit, guest: Guest, known: set[str], selves: Sequence[rules.Whoever]
) -> None:
    """Raises SamePersonTwice, HostIsGuest, DedicatedReception."""
    mark = rules.mark_of(whoever(guest))
    if mark and mark in known:
        raise refusals.SamePersonTwice(name=guest.name)
    for person in selves:
        check_not_self(person, [guest])
    if visit.host_id is not None:
        check_host_flow(visit.purpose, [guest], on=timezone.localdate(visit.from_at))


def check_not_self(confirmer: rules.Whoever, guests: Iterable[Guest]) -> None:
    """Nobody confirms his own visit; who tries stands in the log. Raises HostIsGuest."""
    try:
        rules.check_not_self(confirmer, map(whoever, guests))
    except refusals.HostIsGuest:
        logger.warning("Refused: HostIsGuest, a visit whose guest would confirm it")
        raise


def guest_row(asked: GuestAsked, *, on: date) -> Guest:
    """A guest not yet stored. Raises BadIdentity."""
    number = asked.id_number.strip()
    if number:
        number = identity.number_of(number, document=asked.document, today=on)
    phone = identity.phone_of(asked.phone) if asked.phone.strip() else ""
    return Guest(
        name=named(asked.name),
        organisation=" ".join(asked.organisation.split())[:80],
        phone=phone,
        phone_digest=digests.digest(phone),
        document=asked.document,
        id_number=number,
        id_digest=digests.digest(number),
    )


def named(text: str) -> str:
    """A name in one form; that one was refused is logged, without it. Raises BadName."""
    try:
        return identity.name_of(text)
    except identity.BadName:
        logger.warning("Refused: BadName, a name with signs that nobody's name has")
        raise


def car_row(asked: CarAsked) -> VisitPlate:
    """A car not yet stored, with its colour. Raises NotAPlate, ColourUnlike."""
    plate, colour = car_of(asked)
    return VisitPlate(plate=plate, colour=colour)


def car_of(asked: CarAsked) -> tuple[str, str]:
    """Plate and colour in one form. Raises NotAPlate, ColourUnlike."""
    try:
        usual = str(plates.parse(asked.plate).colours[0])
    except plates.BadPlate as error:
        raise NotAPlate(plate=asked.plate[:PLATE_LONGEST], why=error.reason) from None
    colour = asked.colour or usual
    return shown.plate(asked.plate, colour=colour), colour


def host_of(host_id: int | None, *, site_id: int | None, at: datetime) -> Person | None:
    """Who is visited, if anybody; must work here. Raises HostNotFound."""
    if host_id is None:
        return None
    person = Person.objects.filter(site_id=site_id, id=host_id).first()
    if person is None or (person.left_on and person.left_on <= timezone.localdate(at)):
        raise refusals.HostNotFound
    return person


def host_named(text: str, *, unit_id: int, site_id: int | None) -> Person:
    """The one person of a unit with exactly this name or phone. Raises HostNotFound."""
    wanted = " ".join(text.split())
    digits = "".join(filter(str.isdigit, wanted))
    people = Person.objects.filter(site_id=site_id, unit_id=unit_id, left_on=None)
    found = [
        person
        for person in people
        if person.name == wanted or (len(digits) >= 7 and person.phone == digits)
    ]
    if len(found) != 1:
        raise refusals.HostNotFound
    return found[0]


def whoever(guest: Guest) -> rules.Whoever:
    return rules.Whoever(guest.name, guest.phone_digest, guest.id_digest)


def person_as(person: Person) -> rules.Whoever:
    """A member of staff as compared with a guest: only name and phone are known."""
    return rules.Whoever(person.name, digests.phone_digest(person.phone))


def check_host_flow(purpose: str, guests: Sequence[Guest], *, on: date) -> None:
    """Raises DedicatedReception for a petition and for minors."""
    minor = any(identity.is_minor(g.id_number, document=g.document, on=on) for g in guests)
    if purpose == Purpose.LETTERS or minor:
        raise refusals.DedicatedReception


def check_stops(start: datetime, end: datetime, *, unit_id: int, site_id: int | None) -> None:
    """Raises VisitsAreStopped."""
    rows = VisitStop.objects.filter(site_id=site_id, lifted_at=None, until__gt=start)
    stops = [rules.Stop(row.unit_id, row.since, row.until) for row in rows]
    until = rules.stopped_until(Period(start, end), unit_id, stops)
    if until is not None:
        raise refusals.VisitsAreStopped(said=moment(until, "long"))


def _visit(
    asked: VisitAsked,
    *,
    host: Person | None,
    way: str,
    site: VisitRules,
    actor: Actor,
    at: datetime,
) -> Visit:
    visit: Visit = Visit.objects.create(
        site_id=actor.site_id,
        number=numbers.take(SERIES, site_id=actor.site_id or 0, at=at),
        host=host,
        unit_id=host.unit_id if host else None,
        way=way,
        purpose=asked.purpose,
        note=asked.note.strip()[:200],
        items=asked.items.strip()[:200],
        from_at=asked.from_at,
        until_at=asked.until_at,
        zones=sorted(set(asked.zones)),
        is_escorted=asked.is_escorted,
        wants_meal=asked.wants_meal,
        wants_parking=asked.wants_parking,
        needs_department=site.needs_department and host is not None,
        asked_at=at,
        asked_by=actor.name,
    )
    return visit


def _keep(
    visit: Visit,
    guests: Sequence[Guest],
    cars: Sequence[VisitPlate],
    *,
    consent: str,
    at: datetime,
    first: int = 1,
) -> None:
    """Each guest with the key of a phone page."""
    for position, guest in enumerate(guests, first):
        guest.site_id, guest.visit, guest.position = visit.site_id, visit, position
        guest.key = new_key("")
        guest.key_digest = key_hash(guest.key)
        if position == 1 and consent:
            guest.consent, guest.consented_at = consent, at
    Guest.objects.bulk_create(guests)
    for car in {(car.plate, car.colour): car for car in cars}.values():
        car.site_id, car.visit = visit.site_id, visit
        car.save()
