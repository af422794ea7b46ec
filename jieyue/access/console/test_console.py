import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.access.console import actions, forgetting, queries, refusals
from jieyue.access.console.actions import Answer, Filled
from jieyue.access.console.models import EmergencyPassage, HandAnswer
from jieyue.access.decisions import actions as decisions
from jieyue.access.decisions.actions import Asked
from jieyue.access.decisions.models import Decision, HolderState
from jieyue.access.factories import (
    device_actor,
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.access.gates import commands
from jieyue.access.gates.models import Gate, GateCommand
from jieyue.access.gates.refusals import NoReason
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
PAGES = ["console", "by_hand", "emergencies"]
WATCHERS = {"guard", "office_administrator", "security_officer"}


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def lane(site):
    return make_gate(inner=make_zone(site=site, code="P"), name="East lane", traffic="vehicles")


@pytest.fixture
def camera(lane):
    return make_device(site=lane.site, gate=lane, kind="plate")


@pytest.fixture
def guard(site):
    return make_actor(site=site, grants=role_grants("guard"))


@pytest.fixture
def screen(site, sign_in):
    return sign_in(make_account(site=site, grants=role_grants("guard")))


def make_car(lane, plate="川T12345", colour="blue", **fields):
    profile = make_profile(site=lane.site, zones=[lane.inner])
    key = f"car:{plate}|{colour}"
    return make_credential(
        profile=profile, kind="plate", subject=plate, colour=colour, holder_key=key, **fields
    )


_events = iter(range(1, 100_000))


def drives_up(camera, plate, *, colour="blue", at=None):
    """What the camera asks; the id of the decision."""
    at = at or timezone.now()
    row = Asked(str(next(_events)), at, "in", "plate", plate, colour, 0.99)
    (answer,) = decisions.decide([row], device_id=camera.id, actor=device_actor(camera), at=at)
    return answer.decision_id


def give(lane, guard, at=None, **fields):
    given = {"gate_id": lane.id, "outcome": "allow", "reason_code": "checked"} | fields
    return actions.answer(given=Answer(**given), actor=guard, at=at or timezone.now())


def names(site):
    return list(Entry.objects.filter(site=site).order_by("id").values_list("name", flat=True))


def test_a_refused_car_is_let_in_by_hand_with_a_reason(site, lane, camera, guard):
    about = drives_up(camera, "川A99999")
    row = give(lane, guard, about=about)
    command = GateCommand.objects.get()
    assert (row.command_id, row.subject, command.wanted) == (command.id, "川A99999", "open")
    kept = Decision.objects.get(decided_by="guard")
    assert (kept.outcome, kept.reason, kept.gate_id) == ("allow", "checked", lane.id)
    assert names(site)[-2:] == ["access.gates.hand_opened", "access.console.hand_answered"]


def test_of_two_guards_the_second_is_told_who_decided(lane, camera, guard):
    about = drives_up(camera, "川A99999")
    give(lane, guard, about=about)
    with pytest.raises(refusals.AlreadyAnswered) as refused:
        give(lane, guard, about=about, outcome="deny", reason_code="refused")
    assert refused.value.by == guard.name
    assert (HandAnswer.objects.count(), GateCommand.objects.count()) == (1, 1)


def test_a_refusal_by_hand_opens_nothing(lane, camera, guard):
    about = drives_up(camera, "川A99999")
    row = give(lane, guard, about=about, outcome="deny", reason_code="refused")
    assert (row.outcome, row.command) == ("deny", None)
    assert not GateCommand.objects.exists()
    assert Decision.objects.get(decided_by="guard").outcome == "deny"


@pytest.mark.parametrize("outcome", ["allow", "deny"])
@pytest.mark.parametrize("fields", [{"reason_code": ""}, {"reason_code": "other", "note": " "}])
def test_nothing_is_decided_without_a_reason(lane, camera, guard, outcome, fields):
    with pytest.raises(NoReason):
        give(lane, guard, outcome=outcome, **fields)
    assert not HandAnswer.objects.exists()
    assert not GateCommand.objects.exists()
    assert not Decision.objects.exists()


def test_who_asked_minutes_ago_stands_there_no_more(lane, camera, guard):
    about = drives_up(camera, "川A99999")
    with pytest.raises(refusals.TooOld):
        give(lane, guard, about=about, at=timezone.now() + timedelta(minutes=6))
    with pytest.raises(refusals.OtherGate):
        give(make_gate(site=lane.site), guard, about=about)


def test_a_near_plate_is_proposed_and_never_opened_by_itself(lane, camera, guard):
    car = make_car(lane, label="Zhang")
    about = drives_up(camera, "川T12346")
    assert Decision.objects.get(id=about).outcome == "deny"
    live = queries.live(guard, at=timezone.now())
    (meant,) = live.meant
    assert (meant.id, meant.plate, meant.label) == (car.id, "川T12345", "Zhang")
    assert not GateCommand.objects.exists()
    give(lane, guard, about=about, meant_id=car.id)
    assert HandAnswer.objects.get().subject == "川T12345"
    assert HolderState.objects.get(holder_key=car.holder_key).is_inside
    assert queries.live(guard, at=timezone.now()).meant == ()


def test_the_same_characters_in_another_colour_are_proposed(lane, camera, guard):
    make_car(lane, colour="blue", label="Small")
    drives_up(camera, "川T12345", colour="yellow")
    (meant,) = queries.live(guard, at=timezone.now()).meant
    assert meant.label == "Small"


def test_a_blocked_car_is_not_proposed(lane, camera, guard):
    make_car(lane, status="blocked")
    drives_up(camera, "川T12346")
    assert list(queries.live(guard, at=timezone.now()).meant) == []


def test_the_screen_shows_who_waits_first_and_each_gate_its_last(site, lane, camera, guard):
    make_car(lane, label="Zhang")
    door = make_gate(site=site, name="Door")
    west = make_gate(inner=lane.inner, name="West lane", traffic="vehicles")
    other = make_device(site=site, gate=west, kind="plate")
    at = timezone.now()
    gone = drives_up(other, "川A88888", at=at - timedelta(seconds=40))
    after = drives_up(other, "川T12345", at=at - timedelta(seconds=30))
    refused = drives_up(camera, "川A99999", at=at - timedelta(seconds=20))
    passed = drives_up(other, "川T12345", at=at - timedelta(seconds=10))
    live = queries.live(guard, at=at)
    assert [line.id for line in live.lines] == [passed, refused, after, gone]
    assert live.focus.id == refused  # who waits for an answer, and not who drove away
    assert {lane.name: lane.last and lane.last.id for lane in live.lanes} == {
        "Door": None,
        "East lane": refused,
        "West lane": passed,
    }
    pinned = queries.live(guard, at=at, gate_id=door.id)
    assert (pinned.lane.name, pinned.lines, pinned.focus) == ("Door", [], None)
    assert [each.name for each in queries.live(guard, at=at, only="people").lanes] == ["Door"]


def test_an_emergency_opens_at_once_and_is_filled_in_once(site, lane, guard):
    at = timezone.now()
    row = actions.let_in(gate_id=lane.id, service="fire", actor=guard, at=at)
    assert GateCommand.objects.get().reason_code == "emergency"
    assert queries.live(guard, at=at).waiting == 1
    (late,) = queries.emergencies(guard, at=at + timedelta(hours=9))
    assert late.is_overdue
    filled = Filled(
        plates="川X0123应急", people=6, cause="smoke", left_at=at - timedelta(minutes=1)
    )
    with pytest.raises(refusals.LeftBeforeItCame):
        actions.fill_in(passage_id=row.id, filled=filled, actor=guard, at=at)
    filled = Filled(plates="川X0123应急", people=6, cause="smoke")
    actions.fill_in(passage_id=row.id, filled=filled, actor=guard, at=at)
    with pytest.raises(refusals.AlreadyFilledIn) as refused:
        actions.fill_in(passage_id=row.id, filled=filled, actor=guard, at=at)
    assert refused.value.by == guard.name
    assert queries.live(guard, at=at).waiting == 0
    with pytest.raises(refusals.UnknownService):
        actions.let_in(gate_id=lane.id, service="pizza", actor=guard, at=at)


def test_a_gate_that_is_held_open_says_by_whom_until_it_is_released(lane, guard):
    give(lane, guard, wanted="hold")
    (held,) = queries.live(guard, at=timezone.now()).lanes
    assert held.held_by == guard.name
    assert held.command
    give(lane, guard, wanted="release")
    assert queries.live(guard, at=timezone.now()).lanes[0].held_by == ""
    assert not Decision.objects.exists()  # nobody passed by that


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_watch(site, sign_in, role, name):
    client = sign_in(make_account(site=site, grants=role_grants(role)))
    status = client.get(reverse(f"access:{name}")).status_code
    assert status == (200 if role in WATCHERS else 403)


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_decide(site, lane, sign_in, role):
    client = sign_in(make_account(site=site, grants=role_grants(role)))
    body = {"gate_id": lane.id, "outcome": "allow", "wanted": "open", "direction": "in"}
    reply = client.post(reverse("access:console_answer"), body | {"reason_code": "known"})
    emergency = {"gate_id": lane.id, "service": "police"}
    second = client.post(reverse("access:console_emergency"), emergency)
    may = role in {"guard", "security_officer"}
    assert (reply.status_code, second.status_code) == ((302, 302) if may else (403, 403))
    assert GateCommand.objects.count() == (2 if may else 0)


def test_what_another_site_has_does_not_exist(site, lane, camera, screen, guard):
    there = make_gate()
    body = {"outcome": "allow", "wanted": "open", "direction": "in", "reason_code": "known"}
    answer = reverse("access:console_answer")
    assert screen.post(answer, body | {"gate_id": there.id}).status_code == 404
    theirs = make_car(make_gate(traffic="vehicles"))
    about = drives_up(camera, "川A99999")
    wrong = body | {"gate_id": lane.id, "about": about, "meant_id": theirs.id}
    assert screen.post(answer, wrong).status_code == 404
    emergency = {"gate_id": there.id, "service": "police"}
    assert screen.post(reverse("access:console_emergency"), emergency).status_code == 404
    elsewhere = make_actor(site=there.site, grants=role_grants("guard"))
    row = actions.let_in(gate_id=there.id, service="fire", actor=elsewhere, at=timezone.now())
    page = reverse("access:emergency_fill_in", args=[row.id])
    assert screen.get(page).status_code == 404
    assert queries.live(guard, at=timezone.now()).waiting == 0
    assert Gate.objects.get(id=there.id).name not in screen.get("/access/console/").content.decode()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"gate_id": "x"},
        {"gate_id": "9" * 30, "outcome": "allow"},
        {"gate_id": "1", "outcome": "maybe", "reason_code": "known"},
        {"gate_id": "1", "outcome": "allow", "reason_code": "'; DROP TABLE--"},
    ],
)
def test_bad_input_is_said_and_opens_nothing(screen, lane, body):
    assert screen.post(reverse("access:console_answer"), body).status_code == 302
    assert screen.post(reverse("access:console_emergency"), body).status_code in (302, 404)
    assert not GateCommand.objects.exists()


def test_the_moving_part_is_a_part_and_names_are_escaped(screen, lane, camera):
    make_car(lane, label="<script>alert(1)</script>")
    drives_up(camera, "川T12345")
    part = screen.get("/access/console/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "data-console-at" in part
    assert "&lt;script&gt;" in part
    assert "<script>alert" not in part


def test_the_screen_asks_no_more_for_more_gates_and_decisions(
    site, lane, camera, screen, assert_query_budget
):
    for place in range(12):
        gate = make_gate(site=site, name=f"Gate {place}", traffic="vehicles")
        device = make_device(site=site, gate=gate, kind="plate")
        for _each in range(6):
            drives_up(device, f"川A9{place:02}{next(_events) % 100:02}")
    headers = {"HX-Request": "true"}
    screen.get("/access/console/", headers=headers)
    with assert_query_budget(22):
        page = screen.get("/access/console/", headers=headers).content.decode()
    assert page.count("console-lane ") == 13
    assert page.count("<li ") == 50


def test_what_was_done_by_hand_is_listed_by_day(lane, guard, screen):
    give(lane, guard, note="has forgotten the badge")
    page = reverse("access:by_hand")
    assert "has forgotten the badge" in screen.get(page).content.decode()
    assert "has forgotten the badge" not in screen.get(page + "?day=2026-01-01").content.decode()
    assert screen.get(page + "?day=yesterday").status_code == 200
    assert screen.get(page + "?export=xlsx")["Content-Type"].endswith("sheet")


def test_an_emergency_is_filled_in_on_its_page(lane, guard, screen):
    row = actions.let_in(gate_id=lane.id, service="ambulance", actor=guard, at=timezone.now())
    page = reverse("access:emergency_fill_in", args=[row.id])
    empty = screen.post(page, {"plates": "川T1", "cause": ""})
    assert empty.status_code == 422
    assert "川T1" in empty.content.decode()
    assert screen.post(page, {"plates": "川T1", "cause": "a fall"}).status_code == 302
    assert EmergencyPassage.objects.get().filled_by
    assert screen.post(page, {"cause": "again"}).status_code == 422


def test_whom_it_was_about_is_forgotten_and_the_count_stays(lane, camera, guard):
    about = drives_up(camera, "川A99999")
    give(lane, guard, about=about, note="Mr Zhang")
    row = actions.let_in(gate_id=lane.id, service="fire", actor=guard, at=timezone.now())
    filled = Filled(plates="川X0123应急", people=6, cause="smoke")
    actions.fill_in(passage_id=row.id, filled=filled, actor=guard, at=timezone.now())
    forgetting.forget(site_id=lane.site_id, at=timezone.now() + timedelta(days=179))
    assert HandAnswer.objects.filter(subject="川A99999", note="Mr Zhang").exists()
    forgetting.forget(site_id=lane.site_id, at=timezone.now() + timedelta(days=181))
    assert set(HandAnswer.objects.values_list("subject", "label", "note")) == {("", "", "")}
    assert set(GateCommand.objects.values_list("reason", flat=True)) == {""}
    assert EmergencyPassage.objects.get().plates == ""
    assert HandAnswer.objects.count() == 2
    assert "Zhang" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_what_no_hand_asked_is_gone_the_day_after_and_what_a_hand_asked_stays(lane, guard):
    give(lane, guard)
    commands.ask(
        lane, wanted="open", reason_code=commands.DECIDED, reason="川T1", actor=guard,
        at=timezone.now(),
    )  # fmt: skip
    forgetting.forget(site_id=lane.site_id, at=timezone.now() + timedelta(hours=23))
    assert GateCommand.objects.count() == 2
    forgetting.forget(site_id=lane.site_id, at=timezone.now() + timedelta(hours=25))
    assert [command.reason_code for command in GateCommand.objects.all()] == ["checked"]


def test_reading_is_not_deciding(site, lane):
    reader = make_actor(site=site, grants=role_grants("office_administrator"))
    with pytest.raises(NotAllowed):
        give(lane, reader)
    assert json.dumps(names(site)) == "[]"


@pytest.mark.django_db(transaction=True)
def test_two_guards_at_once_open_once(at_once):
    site = make_site()
    lane = make_gate(inner=make_zone(site=site, code="P"), traffic="vehicles")
    camera = make_device(site=site, gate=lane, kind="plate")
    about = drives_up(camera, "川A99999")
    guards = [make_actor(site=site, grants=role_grants("guard")) for _ in range(3)]
    found = at_once(*(lambda one=one: give(lane, one, about=about) for one in guards))
    refused = [each for each in found if isinstance(each, Exception)]
    assert len(refused) == 2, found
    assert all(isinstance(each, refusals.AlreadyAnswered) for each in refused), refused
    assert (GateCommand.objects.count(), HandAnswer.objects.count()) == (1, 1)
