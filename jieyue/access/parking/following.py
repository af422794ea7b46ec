"""What parking does when a visit is confirmed, changed or over."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from jieyue.access.parking import reserving
from jieyue.access.parking.refusals import NothingFree
from jieyue.access.visitors import queries as visits
from jieyue.access.visitors.facts import VisitChanged, VisitConfirmed, VisitEnded
from jieyue.access.visitors.models import State, Visit
from jieyue.kit.actor import system
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell

FOLLOWING = "access.parking.following"
NOTHING_FREE = gettext_noop("No visitors' parking space is free for visit %(visit)s")


def keep_spaces(fact: VisitConfirmed, *, site_id: int, at: datetime) -> None:
    """A space for each car of the visit; the host is told when there is none."""
    _reserve(fact.visit_id, site_id=site_id, at=at)


def move_spaces(fact: VisitChanged, *, site_id: int, at: datetime) -> None:
    _reserve(fact.visit_id, site_id=site_id, at=at)


def give_back(fact: VisitEnded, *, site_id: int, at: datetime) -> None:
    actor = system(FOLLOWING, site_id=site_id)
    reserving.give_back_visit(visit_id=fact.visit_id, actor=actor, at=at)


@transaction.atomic
def _reserve(visit_id: int, *, site_id: int, at: datetime) -> None:
    expected = (State.CONFIRMED, State.ARRIVED, State.LEFT)
    rows = Visit.objects.filter(site_id=site_id, id=visit_id, state__in=expected)
    visit = rows.select_for_update(no_key=True).first()  # it does not end before all is kept
    if visit is None:
        return
    actor = system(FOLLOWING, site_id=site_id)
    try:
        for car in visits.plates_of(visit_id, site_id=site_id):
            reserving.reserve_for_visit(
                visit_id=visit_id,
                visit_number=visit.number,
                holder_key=f"car:{car.plate}|{car.colour}",
                span=(visit.from_at, visit.until_at),
                actor=actor,
                at=at,
            )
    except NothingFree:
        _tell_host(visit, at)


def _tell_host(visit: Visit, at: datetime) -> None:
    text = Text(title=NOTHING_FREE, link=reverse("access:parking"), values={"visit": visit.number})
    actor = system(FOLLOWING, site_id=visit.site_id)
    try:
        tell(text, to=Recipients(person_ids=[visit.host_id or 0]), actor=actor, at=at)
    except NobodyToTell:
        return
