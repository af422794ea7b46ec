"""A visitor's passes are changed by whose visit it is, and by those who receive or guard."""

import pytest

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials import many
from jieyue.access.credentials.models import Credential
from jieyue.access.visitors import actions, passes, refusals
from jieyue.access.visitors.asking import CarAsked
from jieyue.access.visitors.conftest import AT, HOUR
from jieyue.access.visitors.models import Visit
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

MAY = {"guard", "receptionist", "security_officer"}


@pytest.fixture
def visit(world, asked):
    cars = (CarAsked(plate="川T12345"),)
    return actions.invite(asked=asked(cars=cars), actor=world.host, at=AT)


def living():
    return list(Credential.objects.exclude(status="ended"))


@pytest.mark.parametrize("role", sorted(each.code for each in BUILT_IN))
def test_of_all_roles_only_reception_and_guards_change_others_visitors_passes(world, visit, role):
    """Nobody here is the host, nor of the host's unit."""
    other = make_person(unit=make_unit(site=world.site, name="财政局"))
    actor = make_actor(person=other, grants=role_grants(role))
    first, *_rest = rows = living()
    before = Entry.objects.count()
    steps = [
        lambda: many.move_passes(
            rows, valid_from=AT, valid_until=AT + HOUR, host_id=visit.host_id, actor=actor, at=AT
        ),
        lambda: credentials.block(credential_id=first.id, reason="x", actor=actor, at=AT),
        lambda: credentials.unblock(credential_id=first.id, actor=actor, at=AT),
        lambda: credentials.report_lost(credential_id=first.id, actor=actor, at=AT),
        lambda: credentials.found(credential_id=first.id, actor=actor, at=AT),
        lambda: credentials.end(credential_id=first.id, actor=actor, at=AT),
        lambda: credentials.end_all(actor=actor, at=AT, reason="x", holder_key=first.holder_key),
        lambda: passes.end(visit, reason="x", actor=actor, at=AT),
    ]
    for step in steps:
        if role in MAY:
            step()
        else:
            with pytest.raises(NotAllowed):
                step()
    if role in MAY:
        assert living() == []
    else:
        assert Entry.objects.count() == before
        assert living() == rows


def test_another_employee_changes_nothing_of_a_visit(world, visit):
    colleague = make_person(unit=world.unit)
    actor = make_actor(person=colleague, grants=role_grants("employee"))
    before = living()
    for act in (actions.cancel, actions.confirm):
        with pytest.raises(Visit.DoesNotExist):  # not seen either
            act(number=visit.number, actor=actor, at=AT)
    seeing = make_actor(
        person=colleague,
        grants=role_grants("employee") | {"access.visitors.read": "complex"},
    )
    with pytest.raises(refusals.NotYours):
        actions.cancel(number=visit.number, actor=seeing, at=AT)
    with pytest.raises(NotAllowed):
        passes.move(visit, actor=actor, at=AT)
    with pytest.raises(NotAllowed):
        passes.issue(visit, actor=actor, at=AT)
    assert living() == before


@pytest.mark.parametrize("who", ["host", "deputy", "officer"])
def test_the_host_the_deputy_and_security_end_it(world, visit, who):
    actions.cancel(number=visit.number, actor=getattr(world, who), at=AT)
    assert living() == []


def test_by_the_pass_alone_nobody_is_its_host(world, visit):
    """The credential names no host: the visit must say so."""
    first = living()[0]
    with pytest.raises(NotAllowed):
        credentials.end(credential_id=first.id, actor=world.host, at=AT)
    credentials.end(credential_id=first.id, actor=world.deputy, at=AT)


def test_another_sites_guard_finds_no_such_pass(visit):
    guard = make_actor(grants=role_grants("guard"))
    with pytest.raises(Credential.DoesNotExist):
        credentials.end(credential_id=living()[0].id, actor=guard, at=AT)
    with pytest.raises(Credential.DoesNotExist):
        credentials.end(
            credential_id=living()[0].id, actor=system("x", site_id=guard.site_id), at=AT
        )
