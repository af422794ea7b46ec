import pytest
from django.urls import reverse
from ninja.errors import HttpError

from jieyue.access.factories import make_device
from jieyue.kit.api import SessionActor
from jieyue.people.factories import make_account

pytestmark = pytest.mark.django_db


def test_the_reference_names_every_operation_without_an_outside_file(sign_in):
    page = sign_in(make_account()).get(reverse("api_reference")).content.decode()

    assert "/api/v1/access/entries" in page
    assert "event_id*" in page
    assert "//cdn" not in page


def test_a_body_that_is_too_large_says_so(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
    make_device(key="jyd_large")
    reply = client.post(
        "/api/v1/access/entries",
        '{"items": [' + " " * 3_000_000 + "]}",
        content_type="application/json",
        headers={"Authorization": "Bearer jyd_large"},
    )
    assert (reply.status_code, reply.json()["code"]) == (413, "RequestDataTooBig")


def test_a_parameter_of_the_wrong_type_is_named(sign_in):
    client = sign_in(make_account())
    reply = client.get("/api/v1/access/devices", {"size": "many"}, HTTP_ACCEPT_LANGUAGE="en")

    problem = reply.json()
    assert reply.status_code == 422
    assert problem["errors"][0]["field"] == "query.size"
    assert problem["errors"][0]["code"] == "int_parsing"
    assert problem["errors"][0]["detail"] == "A whole number is needed."


def test_a_write_of_a_person_needs_the_csrf_token(rf):
    request = rf.post("/api/v1/anything")
    request.actor = object()
    request._dont_enforce_csrf_checks = False

    with pytest.raises(HttpError) as caught:
        SessionActor()(request)
    assert caught.value.status_code == 403
