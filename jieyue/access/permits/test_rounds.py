"""What time does to permits: lanes that get free, workers who stay after the work is over."""

from datetime import UTC, datetime, timedelta

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials.models import AccessProfile
from jieyue.access.permits import rounds
from jieyue.access.permits.models import PermitPlate, PermitState, Worker
from jieyue.access.permits.test_permits import AT, living, permit_of
from jieyue.people.factories import make_account, role_grants
from jieyue.people.messages.models import Message

MINUTE = timedelta(minutes=1)


def test_a_lane_opens_once_the_plates_other_pass_has_ended(site):
    visitors = credentials.issue(
        kind="plate",
        subject="川T12345",
        colour="blue",
        holder="visitor",
        holder_key="car:川T12345|blue",
        label="访客车辆",
        profile_id=AccessProfile.objects.get(code="contractor").id,
        valid_from=AT,
        valid_until=AT + 60 * MINUTE,
        actor=site.officer,
        at=AT,
    )
    permit = permit_of(site)
    car = PermitPlate.objects.get(permit=permit)
    assert car.problem == "taken"
    rounds.look(site_id=site.site.id, at=AT + MINUTE)
    car.refresh_from_db()
    assert car.problem == "taken"
    credentials.end(credential_id=visitors.id, reason="gone", actor=site.officer, at=AT)
    rounds.look(site_id=site.site.id, at=AT + 2 * MINUTE)
    car.refresh_from_db()
    assert (car.problem, living().filter(kind="plate").count()) == ("", 1)


def test_the_guards_are_told_once_of_workers_inside_when_the_work_is_over(site):
    make_account(site=site.site, grants=role_grants("guard"))
    permit = permit_of(site)
    Worker.objects.filter(id=permit.workers.all()[0].id).update(arrived_at=AT)
    for minutes in (0, 5):
        rounds.look(site_id=site.site.id, at=permit.until_at + minutes * MINUTE)
    permit.refresh_from_db()
    assert permit.state == PermitState.ENDED
    (message,) = Message.objects.filter(values__count="1")
    assert message.values["number"] == permit.number


def test_nobody_is_told_when_everybody_has_left(site):
    make_account(site=site.site, grants=role_grants("guard"))
    permit = permit_of(site)
    out = datetime(2026, 11, 24, tzinfo=UTC)
    Worker.objects.filter(permit=permit).update(arrived_at=AT, left_at=out)
    rounds.look(site_id=site.site.id, at=permit.until_at)
    assert not Message.objects.exists()
