"""What an agent sends of itself is stored only when its values are ours to store."""

import json

import pytest
from django.test import Client

from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.rules import CredentialFacts, Known, Question
from jieyue.access.factories import make_credential, make_profile

pytestmark = pytest.mark.django_db
BEARER = Known._fields.index("credential")


def sent(room, changed):
    """What the server makes of one decided row with other inputs."""
    card = room.card()
    room.meet()
    room.ask(card)
    (row,) = room.agent.store.next_upload().rows
    question, known = json.loads(row["inputs"])
    changed(question, known)
    row = row | {"inputs": json.dumps([question, known])}
    body = {"nonce": "n1", "forced": True, "items": [row]}
    client = Client(headers={"authorization": "Bearer jyd_room"})
    reply = client.post("/api/v1/access/edge/decisions", body, content_type="application/json")
    assert reply.status_code == 200
    (told,) = reply.json()["items"]
    return told["outcome"], told["reason"]


def of_question(name, value):
    return lambda question, _known: question.__setitem__(Question._fields.index(name), value)


def of_bearer(name, value):
    place = CredentialFacts._fields.index(name)
    return lambda _question, known: known[BEARER].__setitem__(place, value)


@pytest.mark.parametrize(
    "changed",
    [
        of_question("colour", "x" * 13),
        of_question("colour", 7),
        of_question("confidence", "much"),
        of_question("confidence", 2),
        of_question("is_current", "yes"),
        of_question("subject", ["x"]),
        of_bearer("id", "1"),
        of_bearer("id", 10**30),
        of_bearer("person_id", True),
        of_bearer("holder_key", "x" * 61),
        of_bearer("label", None),
        of_bearer("valid_from_ms", "soon"),
    ],
)
def test_inputs_of_another_type_are_refused_and_hold_nothing_up(room, changed):
    assert sent(room, changed) == ("refused", "inputs_invalid")
    assert not Decision.objects.exists()


def test_a_credential_or_unit_of_elsewhere_is_refused(room):
    other = make_credential(profile=make_profile())
    assert sent(room, of_bearer("id", other.id)) == ("refused", "inputs_invalid")
    assert not Decision.objects.exists()


def test_somebody_elses_person_is_refused(room):
    assert sent(room, of_bearer("person_id", None)) == ("refused", "inputs_invalid")


def test_what_is_sound_is_stored(room):
    assert sent(room, lambda _question, _known: None) == ("stored", None)
