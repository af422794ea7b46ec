"""A guard, a gate room and whoever sets up the gates at the same moment."""

from datetime import timedelta

from django.utils import timezone

from jieyue.access.console import actions
from jieyue.access.console.actions import Answer
from jieyue.access.console.models import HandAnswer
from jieyue.access.decisions import actions as decisions
from jieyue.access.decisions.actions import Asked
from jieyue.access.decisions.models import Decision
from jieyue.access.factories import (
    device_actor,
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.access.gates import actions as gates
from jieyue.access.gates import opening
from jieyue.access.gates.actions import GateWanted
from jieyue.people.factories import make_actor, make_site, role_grants

TIMES = 6


def test_a_guard_lets_pass_while_the_gate_room_delivers(at_once):
    site = make_site()
    zone = make_zone(site=site, code="P")
    gate = make_gate(inner=zone)
    reader = make_device(site=site, gate=gate)
    card = make_credential(profile=make_profile(site=site, zones=[zone]), subject="CAFE01")
    guard = make_actor(site=site, grants=role_grants("guard"))
    at = timezone.now()

    def deliver(turn):
        rows = [
            Asked(f"{turn}-{n}", at - timedelta(seconds=60 - n), "in", "card", card.subject)
            for n in range(30)
        ]
        actor = device_actor(reader)
        return lambda: decisions.decide(rows, device_id=reader.id, actor=actor, at=at)

    def let_pass():
        given = Answer(gate_id=gate.id, outcome="allow", reason_code="reader", meant_id=card.id)
        return actions.answer(given=given, actor=guard, at=at)

    for turn in range(TIMES):
        found = at_once(deliver(turn), let_pass, let_pass)
        assert not [each for each in found if isinstance(each, Exception)], found
    assert HandAnswer.objects.count() == 2 * TIMES
    assert Decision.objects.count() == 32 * TIMES


def test_a_fire_opens_the_gates_while_somebody_saves_them(at_once):
    site = make_site()
    zone = make_zone(site=site)
    rows = [make_gate(inner=zone) for _ in range(3)]
    officer = make_actor(site=site, grants=role_grants("security_officer"))
    at = timezone.now()

    def save(gate, turn):
        wanted = GateWanted(code=gate.code, name=f"Turn {turn}", inner_id=zone.id)
        return lambda: gates.put_gate(wanted=wanted, gate_id=gate.id, actor=officer, at=at)

    for turn in range(TIMES):
        found = at_once(
            *(save(gate, turn) for gate in rows),
            lambda: opening.start_fire_release(reason="smoke", actor=officer, at=at),
        )
        assert not [each for each in found if isinstance(each, Exception)], found
        opening.end_fire_release(actor=officer, at=at)
