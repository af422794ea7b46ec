"""A site with faces in two readers, an officer and one person who may agree."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials.models import Credential
from jieyue.access.devices.models import Device
from jieyue.access.faces import (
    consents,
    enrolments,
    register,
    templates,
)
from jieyue.access.faces.enrolments import Confirmed
from jieyue.access.faces.models import ConsentText, FaceConsent, FaceTemplate, FaceUse
from jieyue.access.faces.register import Findings, Use
from jieyue.access.factories import device_actor, make_device, make_profile, make_zone
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.editions import renew
from jieyue.kit.parameters.models import ParameterVersion
from jieyue.kit.parameters.values import SUBJECT
from jieyue.kit.sites.models import Site
from jieyue.people.factories import (
    make_actor,
    make_person,
    make_site,
    role_grants,
)
from jieyue.people.persons.models import Person

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
VECTOR = [0.125 * n - 7.75 for n in range(128)]
USE = Use(
    code="GATE",
    purpose="Entering the buildings",
    basis="consent",
    necessity="Hands are full",
    alternatives="Card, code on the phone, identity card at the desk",
    began_on=TODAY,
)
FINDINGS = Findings(
    lawful="Yes",
    impact="Small",
    protection="Stays in the reader",
    is_acceptable=True,
    good_until=TODAY + 365 * DAY,
)


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.fixture
def officer(site: Site) -> Actor:
    return make_actor(site=site, grants=role_grants("security_officer"))


@pytest.fixture
def person(site: Site) -> Person:
    make_profile(site=site, zones=[make_zone(site=site)], is_default=True)
    return make_person(site=site, name="杨柳", staff_no="Y0001")


@pytest.fixture
def own(site: Site, person: Person) -> Actor:
    return make_actor(site=site, person=person, grants=role_grants("employee"))


@pytest.fixture
def use(officer: Actor) -> FaceUse:
    use = register.register(use=USE, actor=officer, at=AT)
    register.assess(use_id=use.id, findings=FINDINGS, actor=officer, at=AT)
    return use


def reader(officer: Actor, use: FaceUse, **fields: Any) -> Device:
    device = make_device(site=use.site, kind="face", **fields)
    register.register_reader(
        device_id=device.id, use_id=use.id, room_id=None, place="East hall", actor=officer, at=AT
    )
    return device


@pytest.fixture
def readers(officer: Actor, use: FaceUse) -> list[Device]:
    return [reader(officer, use, serial="F1"), reader(officer, use, serial="F2")]


def publish(
    officer: Actor, use: FaceUse, kind: str = "reader", old_until: datetime | None = None
) -> ConsentText:
    given: dict[str, Any] = {"kind": kind, "text": "We use your face …", "old_until": old_until}
    return register.publish(use_id=use.id, **given, actor=officer, at=AT)


@pytest.fixture
def text(officer: Actor, use: FaceUse) -> ConsentText:
    return publish(officer, use)


@pytest.fixture
def agreed(readers: list[Device], text: ConsentText, own: Actor) -> FaceConsent:  # noqa: ARG001
    return consents.give_own(text_id=text.id, is_agreed=True, actor=own, at=AT)


def confirm(device: Device, actual: str, *, subject: str = "Y0001", at: datetime = AT) -> str:
    rows = [Confirmed(subject, actual, at)]
    actor = device_actor(device)
    return enrolments.confirm(rows, device_id=device.id, actor=actor, at=at)[0]


def set_parameter(site: Site, code: str, value: str) -> None:
    parameters.read(site_id=site.id, on=TODAY)  # the first reading makes them
    ParameterVersion.objects.filter(site=site, code=code).update(value=value)
    renew(SUBJECT, site_id=site.id)


def allow_central(site: Site) -> None:
    set_parameter(site, "access.faces.central_templates", "true")


def store_centrally(officer: Actor, use: FaceUse, own: Actor) -> FaceTemplate:
    allow_central(use.site)
    central = publish(officer, use, kind="central")
    consents.give_own(text_id=central.id, is_agreed=True, actor=own, at=AT)
    key = f"person:{own.person_id}"
    given: dict[str, Any] = {"holder_key": key, "vector": VECTOR, "model": "m1"}
    return templates.store(**given, actor=officer, at=AT)


def guest(officer: Actor) -> Credential:
    return credentials.issue(
        kind="face",
        subject="V0001",
        holder="visitor",
        holder_key="guest:1",
        label="Guest",
        valid_from=AT,
        valid_until=AT + timedelta(hours=4),
        actor=officer,
        at=AT,
    )
