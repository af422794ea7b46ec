"""Work permits over the programmer's door."""

import pytest

from jieyue.access.permissions import AccessPermission
from jieyue.access.permits.test_permits import permit_of
from jieyue.people.factories import make_account, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

PERMITS = "/api/v1/access/permits"


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_read_permits(site, sign_in, role):
    permit = permit_of(site)
    client = sign_in(make_account(site=site.site, grants=role_grants(role)))
    may = role_grants(role).get(AccessPermission.PERMITS_READ) == "complex"
    for path in (PERMITS, f"{PERMITS}/{permit.number}"):
        assert client.get(path).status_code == (200 if may else 403), path


def test_permits_are_listed_by_state_page_by_page(site, sign_in, assert_query_budget):
    numbers = [
        permit_of(site, workers=1, is_approved=turn > 0, cars=[]).number for turn in (0, 1, 2)
    ]
    client = sign_in(make_account(site=site.site, grants=role_grants("security_officer")))
    with assert_query_budget(12):
        first = client.get(PERMITS, {"size": 2}).json()
    rest = client.get(PERMITS, {"size": 2, "cursor": first["next"]}).json()
    listed = [row["number"] for row in first["items"] + rest["items"]]
    assert (sorted(listed), rest["next"]) == (sorted(numbers), None)
    drafts = client.get(PERMITS, {"state": "draft"}).json()["items"]
    assert [(row["number"], row["state"], row["workers"]) for row in drafts] == [
        (numbers[0], "draft", 1)
    ]


def test_a_permit_names_its_workers_with_masked_numbers(site, sign_in):
    permit = permit_of(site)
    client = sign_in(make_account(site=site.site, grants=role_grants("security_officer")))
    answer = client.get(f"{PERMITS}/{permit.number}")
    assert [row["name"] for row in answer.json()["people"]] == ["工人1", "工人2"]
    assert permit.workers.all()[0].id_number not in answer.content.decode()
    elsewhere = make_account(site=make_site(), grants=role_grants("security_officer"))
    assert sign_in(elsewhere).get(f"{PERMITS}/{permit.number}").status_code == 404
