"""Health measures over the programmer's door: dormant without an order, and never of others."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from jieyue.access.health.models import Declaration
from jieyue.access.permissions import AccessPermission
from jieyue.people.factories import make_account, make_person, role_grants
from jieyue.people.roles.built_in import BUILT_IN

DECLARATION = "/api/v1/access/health/declaration"
ORDERS = "/api/v1/access/health/orders"


@pytest.fixture
def as_staff(under, sign_in):
    return sign_in(make_account(person=under.person, grants=role_grants("employee")))


def declare(client, answers, client_id=None):
    tree = {"client_id": str(client_id or uuid4()), "answers": answers}
    return client.post(DECLARATION, tree, content_type="application/json")


def test_nothing_is_asked_without_an_order(as_staff):
    asked = as_staff.get(DECLARATION).json()
    assert (asked["state"], asked["questions"], asked["latest"]) == ("dormant", [], None)
    assert declare(as_staff, {"symptoms": False}).status_code >= 400
    assert not Declaration.objects.exists()


def test_an_order_that_asks_no_declaration_asks_nothing_here(as_staff, under):
    under.order("temperature", at=timezone.now())
    assert as_staff.get(DECLARATION).json()["state"] == "dormant"


def test_one_declares_what_the_order_asks_and_reads_only_ones_own(as_staff, under, sign_in):
    under.order("declarations", at=timezone.now() - timedelta(minutes=1))
    asked = as_staff.get(DECLARATION).json()
    assert asked["state"] == "due"
    answers = {question["code"]: False for question in asked["questions"]}
    assert answers

    sent = uuid4()
    for _turn in range(2):
        answer = declare(as_staff, answers, sent)
        assert (answer.status_code, answer.json()["state"]) == (201, "declared")
    assert Declaration.objects.count() == 1
    assert answer.json()["latest"]["is_clear"]

    assert declare(as_staff, {}).status_code == 422
    assert declare(as_staff, {"weight": True}).status_code == 422
    other = make_account(person=make_person(unit=under.unit), grants=role_grants("employee"))
    assert sign_in(other).get(DECLARATION).json()["latest"] is None


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_read_orders(under, sign_in, role):
    under.order("declarations", at=timezone.now())
    client = sign_in(make_account(site=under.site, grants=role_grants(role)))
    may = role_grants(role).get(AccessPermission.HEALTH_READ) == "complex"
    answer = client.get(ORDERS)
    assert answer.status_code == (200 if may else 403)
    if may:
        assert [row["switches"] for row in answer.json()["items"]] == [["declarations"]]
