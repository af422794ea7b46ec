import json
from datetime import timedelta

import pytest
from django.utils import timezone

from jieyue.access.decisions.by_hand import by_hand
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.rules import Reason
from jieyue.access.decisions.words import DISPLAYS, LONGEST_DISPLAY, PHRASES, REASONS
from jieyue.access.entries.models import Ingest, RefusedEntry
from jieyue.access.factories import make_credential, make_device, make_gate, make_profile
from jieyue.access.gates.models import HandReason
from jieyue.access.lookups.models import Lookup
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
URL = "/api/v1/access/decisions"


@pytest.fixture
def gate():
    return make_gate(code="T1", antipassback="hard")


@pytest.fixture
def person(gate):
    return make_person(unit=make_unit(site=gate.site))


@pytest.fixture
def device(gate, person):
    profile = make_profile(site=gate.site, zones=[gate.inner])
    make_credential(profile=profile, subject="00000001", person=person)
    return make_device(site=gate.site, gate=gate, key="jyd_1", direction="in")


@pytest.fixture
def ask(client, device):
    def asked(body, key="jyd_1"):
        headers = {"Authorization": f"Bearer {key}"}
        return client.post(URL, json.dumps(body), content_type="application/json", headers=headers)

    return asked


def question(number="1", **changes):
    at = timezone.now() - timedelta(seconds=1)
    return {"event_id": number, "at": at.isoformat(), "card": "00000001", **changes}


def officer(site):
    return make_account(site=site, grants={AccessPermission.DECISIONS_READ: Scope.COMPLEX})


def test_a_reader_is_told_whether_to_open(ask, person):
    reply = ask(question())
    assert reply.status_code == 200
    answer = reply.json()
    assert (answer["outcome"], answer["open"], answer["command"]) == ("allow", True, "open")
    assert answer["label"] == person.name
    again = ask(question("2")).json()
    assert (again["outcome"], again["reason"], again["open"]) == ("deny", "already_inside", False)
    assert again["needs"]["gate"] == "T1"
    assert person.name not in again["display"]


def test_the_key_must_be_known(ask):
    assert ask(question(), key="jyd_2").status_code == 401


def test_one_row_that_is_not_valid(ask):
    reply = ask(question(card=None))
    assert (reply.status_code, reply.json()["errors"][0]["code"]) == (422, "credential_missing")
    assert RefusedEntry.objects.get().reason == "credential_missing"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"plate": "川T12345"}, "credential_ambiguous"),
        ({"card": "x" * 41}, "credential_invalid"),
        ({"card": "a\u0000b"}, "credential_invalid"),
        ({"card": 7}, "credential_invalid"),
        ({"at": "2026-11-23T08:00:00"}, "at_offset_missing"),
        ({"confidence": 2}, "confidence_invalid"),
        ({"confidence": True}, "confidence_invalid"),
        ({"direction": "up"}, "direction_invalid"),
        ({"device": "G9"}, "device_differs"),
        ({"event_id": ""}, "event_id_invalid"),
    ],
)
def test_many_rows_have_an_outcome_each(ask, changes, reason):
    items = ask({"items": [question("1", **changes), question("2"), 7]}).json()["items"]
    assert [item["reason"] for item in items] == [reason, "passes", "not_an_object"]
    delivery = Ingest.objects.get()
    assert (delivery.received, delivery.stored, delivery.refused) == (3, 1, 2)


def test_an_id_that_came_before_with_other_content(ask):
    ask(question())
    reply = ask(question(card="00000002"))
    assert (reply.status_code, reply.json()["code"]) == (409, "EventConflicts")


def test_hostile_names_are_plain_text(ask, sign_in, device, gate):
    bad = "<script>'; DROP TABLE--"
    answer = ask(question(card=bad)).json()
    assert (answer["outcome"], answer["reason"]) == ("deny", "unknown")
    page = sign_in(officer(gate.site)).post(
        f"/access/decisions/{answer['decision_id']}/", {"purpose": "complaint"}
    )
    assert "<script>'" not in page.content.decode()


def test_a_page_explains_each_step_but_not_who(ask, sign_in, gate, person):
    ask(question())
    decision = Decision.objects.get()
    client = sign_in(officer(gate.site))
    page = client.get(f"/access/decisions/{decision.id}/")
    assert page.context["found"].replayed == "same"
    assert [step.name for step in page.context["found"].steps][:3] == ["timing", "fire", "device"]
    assert person.name not in page.content.decode()
    assert "00000001" not in page.content.decode()


def test_a_purpose_shows_who_and_is_written_down(ask, sign_in, gate, person):
    ask(question())
    ask(question("2"))
    decision = Decision.objects.get(event_id="1")
    client = sign_in(officer(gate.site))
    none = client.post(f"/access/decisions/{decision.id}/", {"purpose": " a "})
    assert none.status_code == 422
    assert not Entry.objects.filter(name="access.decisions.looked_at").exists()
    page = client.post(f"/access/decisions/{decision.id}/", {"purpose": "complaint of Monday"})
    assert person.name in page.content.decode()
    entry = Entry.objects.get(name="access.decisions.looked_at")
    assert (entry.data["person_id"], entry.data["decisions"]) == (person.id, 2)
    lookup = Lookup.objects.get(id=entry.data["lookup_id"])
    assert (lookup.person_id, lookup.reason) == (person.id, "complaint of Monday")
    assert "complaint" not in str(entry.data)


def test_the_api_explains_too(ask, sign_in, gate, person):
    ask(question())
    decision = Decision.objects.get()
    client = sign_in(officer(gate.site))
    plain = client.get(f"{URL}/{decision.id}").json()
    assert (plain["replayed"], plain["label"], plain["subject"]) == ("same", "", "")
    named = client.get(f"{URL}/{decision.id}", {"purpose": "complaint"}).json()
    assert named["label"] == person.name
    assert Entry.objects.filter(name="access.decisions.looked_at").count() == 1
    (line,) = client.get(URL).json()["items"]
    assert "label" not in line


def test_a_difference_is_told_loudly(ask, sign_in, gate):
    ask(question())
    Decision.objects.update(outcome="deny", reason="blocked")
    decision = Decision.objects.get()
    page = sign_in(officer(gate.site)).get(f"/access/decisions/{decision.id}/")
    assert page.context["found"].replayed == "differs"
    assert "alert-danger" in page.content.decode()


def test_the_list_holds_its_query_count(ask, sign_in, gate, assert_query_budget):
    for number in range(20):
        ask(question(str(number)))
    client = sign_in(officer(gate.site))
    client.get("/access/decisions/")
    with assert_query_budget(10):
        page = client.get("/access/decisions/")
    assert page.status_code == 200
    filtered = client.get("/access/decisions/", {"outcome": "deny", "gate": gate.id})
    assert filtered.status_code == 200


def test_another_site_sees_nothing(ask, sign_in, gate):
    ask(question())
    decision = Decision.objects.get()
    client = sign_in(officer(make_site()))
    assert client.get(f"/access/decisions/{decision.id}/").status_code == 404
    assert client.get(f"{URL}/{decision.id}").status_code == 404
    assert client.get(URL).json()["items"] == []


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_look(ask, sign_in, gate, role):
    ask(question())
    decision = Decision.objects.get()
    grants = role_grants(role)
    client = sign_in(make_account(site=gate.site, grants=grants))
    wanted = 200 if grants.get(AccessPermission.DECISIONS_READ) is Scope.COMPLEX else 403
    for page in ("/access/decisions/", f"/access/decisions/{decision.id}/", URL):
        assert client.get(page).status_code == wanted, page


def test_every_reason_has_its_words_in_two_lengths():
    for reason in Reason:
        assert reason.value in REASONS
        assert reason.value in PHRASES
        assert 0 < len(str(DISPLAYS[reason.value])) <= LONGEST_DISPLAY


def test_what_a_guard_decided_is_told_in_words(sign_in, gate):
    guard = make_actor(site=gate.site, grants=role_grants("guard"))
    decision = by_hand(
        gate_id=gate.id,
        direction="in",
        outcome="allow",
        reason=HandReason.DELIVERY.value,
        actor=guard,
        at=timezone.now(),
    )
    client = sign_in(officer(gate.site))
    said = str(HandReason.DELIVERY.label)
    for address in ("/access/decisions/", f"/access/decisions/{decision.id}/"):
        assert said in client.get(address).content.decode()
