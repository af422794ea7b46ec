from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from ninja import Status

from jieyue.kit.idempotency import KeyReused, KeyTooLong, forget_old, idempotent
from jieyue.kit.idempotency.models import KeptReply
from jieyue.people.factories import make_actor, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders():
    """A write that counts how often it is done."""
    done = []

    @idempotent
    def order(request: HttpRequest, number: int = 1):
        done.append(number)
        return 201, {"order": len(done)}

    order.done = done
    return order


def request(actor, key="", body="{}"):
    headers = {"Idempotency-Key": key} if key else {}
    made = RequestFactory(headers=headers).post("/api/v1/x", body, content_type="application/json")
    made.actor = actor
    return made


def test_the_same_key_is_done_once_and_answered_alike(orders):
    actor = make_actor()
    first, second = (orders(request(actor, "k1")) for _ in range(2))

    assert orders.done == [1]
    assert first.content == second.content
    assert second.status_code == 201


def test_ninjas_own_status_is_kept_too():
    @idempotent
    def order(request: HttpRequest):
        return Status(201, {"order": 7})

    answer = order(request(make_actor(), "k1"))
    assert (answer.status_code, answer.content) == (201, b'{"order": 7}')


def test_without_a_key_each_is_done(orders):
    actor = make_actor()
    orders(request(actor))
    orders(request(actor))

    assert len(orders.done) == 2


def test_the_same_key_with_other_content_is_refused(orders):
    actor = make_actor()
    orders(request(actor, "k1", '{"a": 1}'))

    with pytest.raises(KeyReused):
        orders(request(actor, "k1", '{"a": 2}'))


def test_keys_are_each_senders_own(orders):
    orders(request(make_actor(site=make_site()), "k1"))
    orders(request(make_actor(site=make_site()), "k1"))

    assert len(orders.done) == 2


def test_a_failure_leaves_the_key_free():
    tries = []

    @idempotent
    def flaky(request: HttpRequest):
        tries.append(1)
        if len(tries) == 1:
            raise ValueError
        return {"ok": True}

    actor = make_actor()
    with pytest.raises(ValueError):  # noqa: PT011
        flaky(request(actor, "k1"))
    assert flaky(request(actor, "k1")).status_code == 200


def test_a_key_has_a_longest_length(orders):
    with pytest.raises(KeyTooLong):
        orders(request(make_actor(), "k" * 81))


def test_old_answers_are_forgotten(orders):
    orders(request(make_actor(), "k1"))
    made = KeptReply.objects.get().at

    forget_old(site_id=None, at=made + timedelta(days=2))
    assert KeptReply.objects.exists()
    forget_old(site_id=None, at=made + timedelta(days=2, seconds=1))
    assert not KeptReply.objects.exists()
