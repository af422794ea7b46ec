"""A site that receives visitors: a host, a deputy, a guard, and the zones visitors may enter."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet

from jieyue.access.credentials.models import Credential
from jieyue.access.factories import make_profile, make_zone
from jieyue.access.visitors.asking import GuestAsked, VisitAsked
from jieyue.access.visitors.models import Visit
from jieyue.access.visitors.receiving import Shown
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit, role_grants

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
IN_TIME = AT + HOUR
ID = "11010519491231002X"
DEPUTY = {"access.visitors.invite": "unit", "access.visitors.read": "unit"}


@pytest.fixture
def world(db: None) -> SimpleNamespace:  # noqa: ARG001
    site = make_site()
    unit = make_unit(site=site, name="发展改革局")
    host = make_person(unit=unit, name="陈主任", phone="13800000001")
    deputy = make_person(unit=unit, name="周文员")
    zones = [make_zone(site=site, code="A"), make_zone(site=site, code="B")]
    make_profile(site=site, zones=zones, code="visitor")
    return SimpleNamespace(
        site=site,
        unit=unit,
        host_person=host,
        deputy_person=deputy,
        host=make_actor(person=host, grants=role_grants("employee")),
        deputy=make_actor(person=deputy, grants=DEPUTY),
        guard=make_actor(site=site, grants=role_grants("guard")),
        officer=make_actor(site=site, grants=role_grants("security_officer")),
    )


@pytest.fixture
def asked(world: SimpleNamespace) -> Callable[..., VisitAsked]:
    """`asked(name="…", guests=(…), …)` is a visit to the host in an hour, for an hour."""

    def make(*, name: str = "刘来访", phone: str = "13911112222", **values: Any) -> VisitAsked:
        first = GuestAsked(name=name, phone=phone, organisation="演示科技公司")
        fields: dict[str, Any] = {
            "host_id": world.host_person.id,
            "purpose": "meeting",
            "from_at": AT + HOUR,
            "until_at": AT + 2 * HOUR,
            "guests": (first,),
            **values,
        }
        return VisitAsked(**fields)

    return make


def shown(number: str = ID) -> Shown:
    return Shown(document="id_card", number=number, is_photo_compared=True)


def names() -> list[str]:
    """Every fact in the journal, in order."""
    return list(Entry.objects.order_by("id").values_list("name", flat=True))


def passes(visit: Visit) -> QuerySet[Credential]:
    """What the visit's guests may still show."""
    keys = [guest.holder_key for guest in visit.guests.all()]
    return Credential.objects.filter(holder_key__in=keys, status="active")
