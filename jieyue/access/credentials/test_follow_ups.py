"""Who leaves loses all at once; who moves takes theirs along; hits and old blocks are told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jieyue.access.credentials import actions, blocks, follow_ups, own_plates, refusals, telling
from jieyue.access.credentials.models import Credential, PlateRequest, Status
from jieyue.access.factories import make_credential, make_profile, make_zone
from jieyue.kit.actor import system
from jieyue.kit.journal import deliver_all
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.messages.models import Notice
from jieyue.people.persons import actions as persons

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def make_holder():
    site = make_site()
    profile = make_profile(site=site, zones=[make_zone(site=site)], is_default=True)
    person = make_person(site=site)
    make_credential(profile=profile, person=person)
    make_credential(profile=profile, person=person, kind="plate", holder_key="car:川T12345|blue")
    return person


def leave(person, left_on):
    hr = system("people", site_id=person.site_id)
    persons.leave(person_id=person.id, left_on=left_on, actor=hr, at=AT)
    deliver_all(now=AT)


@pytest.mark.django_db
def test_who_leaves_loses_cards_and_car_at_once():
    person = make_holder()
    leave(person, TODAY)
    rows = Credential.objects.filter(person=person)
    assert set(rows.values_list("status", "status_reason")) == {("ended", "left")}


@pytest.mark.django_db
def test_who_leaves_next_week_has_them_until_then():
    person = make_holder()
    leave(person, TODAY + 7 * DAY)
    rows = Credential.objects.filter(person=person)
    assert set(rows.values_list("status", flat=True)) == {"active"}
    morning = datetime(2026, 11, 29, 16, tzinfo=UTC)
    assert set(rows.values_list("valid_until", flat=True)) == {morning}
    follow_ups.end_expired(site_id=person.site_id, at=morning - timedelta(seconds=1))
    assert rows.filter(status="active").count() == 2
    follow_ups.end_expired(site_id=person.site_id, at=morning)
    assert not rows.exclude(status="ended").exists()


@pytest.mark.django_db
def test_a_shorter_validity_is_not_made_longer_by_a_leave():
    person = make_holder()
    soon = AT + DAY
    Credential.objects.update(valid_until=soon)
    leave(person, TODAY + 7 * DAY)
    assert set(Credential.objects.values_list("valid_until", flat=True)) == {soon}


@pytest.mark.django_db
def test_who_moves_takes_theirs_along():
    person = make_holder()
    unit = make_unit(site=person.site)
    persons.post_to(
        person_id=person.id,
        unit_id=unit.id,
        post="",
        since_on=TODAY,
        actor=system("people", site_id=person.site_id),
        at=AT,
    )
    deliver_all(now=AT)
    assert set(Credential.objects.values_list("unit_id", flat=True)) == {unit.id}


@pytest.mark.django_db
def test_every_hit_and_every_old_block_is_told():
    site = make_site()
    account = make_account(site=site, grants=role_grants("security_officer"))
    make_account(site=site, grants=role_grants("guard"))
    officer = make_actor(site=site, person=account.person, grants=role_grants("security_officer"))
    given = {"kind": "card", "subject": "12345678", "reason": "x", "since": AT, "until": None}
    block = blocks.add(**given, actor=officer, at=AT)
    for _hit in range(2):
        blocks.note_hit(
            block_id=block.id, where="East", actor=system("access", site_id=site.id), at=AT
        )
    deliver_all(now=AT)
    assert list(Notice.objects.values_list("person_id", flat=True)) == [account.person_id] * 2
    for days in (89, 90, 91, 180):
        telling.remind_of_blocks(site_id=site.id, at=AT + days * DAY)
    assert Notice.objects.count() == 4


def test_of_two_officers_one_decides(at_once):
    person = make_holder()
    asking = make_actor(person=person, grants=role_grants("employee"))
    given = {"plate": "川T00001", "colour": "blue", "is_sure": True}
    asked = own_plates.ask(**given, actor=asking, at=AT)
    officers = [
        make_actor(
            site=person.site,
            person=make_person(unit=person.unit),
            grants=role_grants("security_officer"),
        )
        for _each in range(2)
    ]
    found = at_once(
        *[
            lambda o=o: own_plates.decide(request_id=asked.id, is_granted=True, actor=o, at=AT)
            for o in officers
        ]
    )
    refused = [each for each in found if isinstance(each, refusals.AlreadyDecided)]
    assert len(refused) == 1
    assert refused[0].by in {officer.name for officer in officers}
    assert PlateRequest.objects.get().is_granted
    assert Credential.objects.filter(subject="川T00001").exclude(status=Status.ENDED).count() == 1


def test_a_card_given_to_two_at_once_is_one_persons(at_once):
    person = make_holder()
    officer = make_actor(site=person.site, grants=role_grants("security_officer"))
    given = {"kind": "card", "subject": "CAFE0001", "holder": "person", "label": "x", "at": AT}
    found = at_once(
        *[
            lambda n=n: actions.issue(
                **given, holder_key=f"person:{n}", valid_from=AT, actor=officer
            )
            for n in range(3)
        ]
    )
    assert sum(isinstance(each, refusals.Taken) for each in found) == 2
    assert Credential.objects.filter(subject="CAFE0001").count() == 1
