"""What a lane says while a fire release stands, and after it ended."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from jieyue.access.console import queries
from jieyue.access.factories import make_device, make_gate
from jieyue.access.gates import commands, opening
from jieyue.access.gates.models import GateCommand
from jieyue.kit.actor import system
from jieyue.people.factories import make_account, make_actor, make_site, role_grants

pytestmark = pytest.mark.django_db
RED = "console-lane-ailing"


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def guard(site):
    return make_actor(site=site, grants=role_grants("guard"))


@pytest.fixture
def door(site):
    gate = make_gate(site=site, traffic="people", releases_on_fire=True)
    make_device(site=site, gate=gate, last_seen_at=timezone.now())
    return gate


def said(guard):
    with override("en"):
        (lane,) = queries.live(guard, at=timezone.now()).lanes
    return lane.command, lane.is_unmet


def answer(door, *, is_done):
    command = GateCommand.objects.filter(outcome="").get()
    actor = system("test", site_id=door.site_id)
    given = {"command_id": command.id, "gate_ids": [door.id], "actor": actor}
    assert commands.done(**given, is_done=is_done, at=timezone.now())


def test_after_the_end_a_door_is_on_its_way_back_and_nothing_is_wrong(site, guard, door, sign_in):
    opening.start_fire_release(reason="Smoke", actor=guard, at=timezone.now())
    assert said(guard) == ("asked to open, not yet confirmed", False)
    opening.end_fire_release(actor=guard, at=timezone.now())
    assert said(guard) == ("going back to its plan, not yet confirmed", False)
    client = sign_in(make_account(site=site, grants=role_grants("guard")))
    assert RED not in client.get("/access/console/").text
    answer(door, is_done=True)
    assert said(guard) == ("", False)


def test_a_door_that_does_not_go_back_is_told_of_in_red(site, guard, door, sign_in):
    opening.start_fire_release(reason="Smoke", actor=guard, at=timezone.now())
    answer(door, is_done=True)
    opening.end_fire_release(actor=guard, at=timezone.now())
    answer(door, is_done=False)
    assert said(guard) == ("did not go back to its plan", True)
    client = sign_in(make_account(site=site, grants=role_grants("guard")))
    assert RED in client.get("/access/console/").text


def test_what_was_long_ago_is_not_said(guard, door):
    at = timezone.now() - timedelta(minutes=11)
    opening.start_fire_release(reason="Smoke", actor=guard, at=at)
    opening.end_fire_release(actor=guard, at=at)
    assert said(guard)[0] == ""
