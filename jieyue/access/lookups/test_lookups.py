"""Who looked at whom, when and what for stays; the written reason goes after its years."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from jieyue.access.lookups import actions
from jieyue.access.lookups.models import Lookup, Purpose
from jieyue.access.presence import lookups, telling
from jieyue.kit.actor import system
from jieyue.people.factories import make_account, make_actor, make_person, make_site, role_grants
from jieyue.people.messages.models import Notice
from jieyue.schedule import JOBS

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def site():
    return make_site()


def note(site, *, at=AT, person=None, purpose=Purpose.LEGAL):
    officer = make_actor(site=site, grants=role_grants("security_officer"))
    return actions.note(
        person_id=person.id if person else None,
        purpose=purpose,
        reason="Letter 12 of the court",
        actor=officer,
        at=at,
    )


@pytest.mark.parametrize(
    ("now", "kept"),
    [
        (datetime(2029, 11, 23, 15, tzinfo=UTC), "Letter 12 of the court"),
        (datetime(2029, 11, 23, 16, tzinfo=UTC), ""),  # the day after, in local time
        (datetime(2032, 2, 29, 2, tzinfo=UTC), ""),
    ],
)
def test_the_reason_goes_after_three_years_and_nothing_else(site, now, kept):
    row = note(site, person=make_person(site=site))
    before = Lookup.objects.values().get()
    actions.forget(site_id=site.id, at=now)
    assert Lookup.objects.values().get() == before | {"reason": kept}
    assert row.at == AT


def test_a_leap_day_has_a_day_three_years_before(site):
    note(site, at=datetime(2029, 2, 27, 2, tzinfo=UTC))
    actions.forget(site_id=site.id, at=datetime(2032, 2, 29, 2, tzinfo=UTC))
    assert Lookup.objects.get().reason == ""


def test_another_sites_reasons_stay(site):
    note(make_site())
    actions.forget(site_id=site.id, at=datetime(2032, 2, 29, 2, tzinfo=UTC))
    assert Lookup.objects.get().reason


def test_it_runs_each_night():
    (job,) = [job for job in JOBS if job.function is actions.forget]
    assert job.every_site


def test_nobody_is_told_of_a_look_at_an_unknown_car(site):
    person = make_person(site=site)
    make_account(site=site, person=person)
    note(site, purpose=Purpose.GATE)
    note(site, person=person, purpose=Purpose.GATE)
    part = system("access.presence", site_id=site.id)
    later = datetime(2026, 12, 23, 2, tzinfo=UTC)
    assert telling.tell_due(site_id=site.id, actor=part, at=later) == 1
    assert Notice.objects.get().person_id == person.id


def test_the_register_shows_every_kind(site, sign_in):
    for purpose in Purpose:
        note(site, purpose=purpose, at=timezone.now())
    client = sign_in(make_account(site=site, grants=role_grants("security_officer")))
    page = client.get("/access/presence/lookups/")
    assert page.status_code == 200
    assert page.content.decode().count("Letter 12 of the court") == len(Purpose)
    officer = make_actor(site=site, grants=role_grants("security_officer"))
    assert sum(row.every for row in lookups.by_officer(officer, at=timezone.now())) == len(Purpose)
