"""The Excel sheet of cards and plates."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jieyue.access.credentials import actions, refusals
from jieyue.access.credentials.models import (
    AccessProfile,
    Credential,
    Holder,
    Kind,
    Status,
)
from jieyue.access.credentials.words import COLOURS
from jieyue.kit.actor import Actor
from jieyue.kit.sheets import Column, SheetRow, SheetSpec
from jieyue.people.persons.models import Person

SHEET = SheetSpec(
    "credentials",
    _("Cards and plates"),
    (
        Column("staff_no", _("staff number"), required=True, example="Y0001", longest=20),
        Column(
            "kind",
            _("kind"),
            kind="choice",
            required=True,
            choices=[(k, Kind(k).label) for k in (Kind.CARD, Kind.PLATE)],
        ),
        Column("number", _("number"), required=True, example="04A1B2C3", longest=60),
        Column(
            "colour",
            _("plate colour"),
            kind="choice",
            choices=list(COLOURS.items()),
            help=_("For plates only, and compulsory there."),
        ),
        Column(
            "profile",
            _("access profile"),
            help=_("Its code. Left empty, the usual one."),
            longest=20,
        ),
        Column("valid_from", _("valid from"), kind="date", help=_("Left empty: today.")),
        Column(
            "valid_until",
            _("valid until"),
            kind="date",
            help=_("The last day. Left empty: no end."),
        ),
        Column(
            "is_sure",
            _("plate is complete"),
            kind="boolean",
            help=_("Yes for plates such as 川TD1234 that were looked at again."),
        ),
    ),
)


def take_in(row: SheetRow, *, actor: Actor, at: datetime) -> str:
    """Issue one line, or bring the holder's own up to date: added, changed or unchanged.

    Raises CredentialsRefused of every kind.
    """
    values = row.values
    person = _person(values["staff_no"], actor)
    shown = actions.subject_of(
        kind=values["kind"],
        subject=values["number"],
        colour=values["colour"] or "",
        is_sure=bool(values["is_sure"]),
    )
    profile_id = _profile_id(values["profile"], actor)
    until = _evening(values["valid_until"])
    held = Credential.objects.filter(
        site_id=actor.site_id, person=person, kind=shown.kind, subject=shown.number
    )
    known: Credential | None
    known = held.filter(colour=shown.colour).exclude(status=Status.ENDED).first()
    if known is None:
        actions.issue(
            kind=shown.kind,
            subject=shown.number,
            colour=shown.colour,
            holder=Holder.PERSON,
            holder_key=f"person:{person.id}",
            label=person.name,
            person_id=person.id,
            profile_id=profile_id,
            valid_from=_morning(values["valid_from"]) or at,
            valid_until=until,
            actor=actor,
            at=at,
        )
        return "added"
    is_changed = actions.change(
        credential_id=known.id,
        profile_id=profile_id or known.profile_id,
        zones_only=known.zones_only,
        valid_from=_morning(values["valid_from"]) or known.valid_from,
        valid_until=until,
        actor=actor,
        at=at,
    )
    return "changed" if is_changed else "unchanged"


def _person(staff_no: str, actor: Actor) -> Person:
    """Raises NoSuchPerson."""
    rows = Person.objects.filter(site_id=actor.site_id, staff_no=staff_no)
    person: Person | None = rows.first()
    if person is None:
        raise refusals.NoSuchPerson(staff_no=staff_no)
    return person


def _profile_id(code: str | None, actor: Actor) -> int | None:
    """Raises NoSuchProfile."""
    if not code:
        return None
    rows = AccessProfile.objects.filter(site_id=actor.site_id, code=code)
    found: int | None = rows.values_list("id", flat=True).first()
    if found is None:
        raise refusals.NoSuchProfile(code=code)
    return found


def _morning(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _evening(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None
