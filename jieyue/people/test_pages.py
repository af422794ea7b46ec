"""Every page of people and estate: who may open it, how many queries, and never another site's."""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.people.accounts.models import AccountStatus, SignIn
from jieyue.people.factories import make_account, make_person, make_role, make_site, make_unit
from jieyue.people.permissions import PeoplePermission
from jieyue.people.units.models import Unit

pytestmark = pytest.mark.django_db
EVERYTHING = dict.fromkeys(PeoplePermission, "complex")
LISTS = ["accounts", "approvals", "notices", "own_sessions", "persons", "roles", "units"]
FORMS = [
    "account_admit",
    "account_new",
    "approval_chains",
    "notice_send",
    "person_new",
    "persons_import",
    "unit_new",
    "units_import",
]


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def client(client, site):
    client.force_login(make_account(site=site, grants=EVERYTHING))
    return client


@pytest.mark.parametrize("name", LISTS + FORMS)
def test_each_page_opens_within_its_query_budget(client, site, name, assert_query_budget):
    for _ in range(30):
        make_account(person=make_person(unit=make_unit(site=site)))
    client.get(reverse(f"people:{name}"))

    with assert_query_budget(10):
        reply = client.get(reverse(f"people:{name}"))

    assert reply.status_code == 200


@pytest.mark.parametrize("name", ["accounts", "persons", "roles", "units", *FORMS])
def test_a_page_is_closed_to_who_lacks_the_right(client, name):
    client.force_login(make_account())

    assert client.get(reverse(f"people:{name}")).status_code == 403


@dataclass(frozen=True)
class Detail:
    """An address with an id in it, and what makes a row for it on a site."""

    name: str
    make: object
    is_post: bool = False


def _account(site):
    return make_account(site=site).pk


def _sign_in(site):
    account = make_account(site=site)
    at = timezone.now()
    return SignIn.objects.create(
        account=account, session_key="k", started_at=at, last_seen_at=at
    ).pk


DETAILS = [
    Detail("account", _account),
    Detail("account_approve", _account, True),
    Detail("account_assign", _account, True),
    Detail("account_forget_second_factor", _account, True),
    Detail("account_reset", _account, True),
    Detail("account_restore", _account, True),
    Detail("account_suspend", _account, True),
    Detail("account_unlock", _account, True),
    Detail("assignment_revoke", lambda site: make_account(site=site).assignments.get().pk, True),
    Detail("end_session", _sign_in, True),
    Detail("person", lambda site: make_person(site=site).pk),
    Detail("person_change", lambda site: make_person(site=site).pk, True),
    Detail("person_leave", lambda site: make_person(site=site).pk, True),
    Detail("person_post", lambda site: make_person(site=site).pk, True),
    Detail("role", lambda site: make_role(site=site).pk),
    Detail("unit", lambda site: make_unit(site=site).pk),
    Detail("unit_change", lambda site: make_unit(site=site).pk, True),
    Detail("unit_head_count", lambda site: make_unit(site=site).pk, True),
    Detail("unit_leave", lambda site: make_unit(site=site).pk, True),
]


@pytest.mark.parametrize("detail", DETAILS, ids=lambda detail: detail.name)
def test_another_sites_rows_do_not_exist(client, detail):
    theirs = detail.make(make_site())
    address = reverse(f"people:{detail.name}", args=[theirs])

    reply = client.post(address) if detail.is_post else client.get(address)

    assert reply.status_code == 404


@pytest.mark.parametrize(
    "detail", [d for d in DETAILS if not d.is_post], ids=lambda detail: detail.name
)
def test_the_sites_own_rows_open_within_budget(client, site, detail, assert_query_budget):
    address = reverse(f"people:{detail.name}", args=[detail.make(site)])
    client.get(address)

    with assert_query_budget(10):
        assert client.get(address).status_code == 200


def test_lists_hold_only_the_sites_own_rows(client, site):
    ours, theirs = make_person(site=site, name="Ours"), make_person(name="Theirs")
    make_account(person=theirs, username="their.account")

    persons = client.get(reverse("people:persons")).content.decode()
    accounts = client.get(reverse("people:accounts")).content.decode()
    units = client.get(reverse("people:units")).content.decode()

    assert ours.name in persons
    assert theirs.name not in persons
    assert "their.account" not in accounts
    assert theirs.unit.name not in units


def test_a_unit_is_added_changed_counted_and_moved_out(client, site):
    client.post(
        reverse("people:unit_new"), {"code": "U1", "name": "Archive", "kind": "institution"}
    )
    unit = Unit.objects.get(site=site, code="U1")
    page = reverse("people:unit", args=[unit.id])

    client.post(
        reverse("people:unit_head_count", args=[unit.id]),
        {"kind": "established", "persons": 41, "since_on": "2026-01-01"},
    )
    assert "41" in client.get(page).content.decode()

    client.post(reverse("people:unit_leave", args=[unit.id]), {"left_on": "2026-02-01"})
    unit.refresh_from_db()
    assert (unit.is_active, str(unit.left_on)) == (False, "2026-02-01")


def test_a_refusal_keeps_what_was_typed(client, site):
    taken = make_unit(site=site, code="U7")
    typed = {"code": "U7", "name": "Typed by hand", "kind": "organ"}

    reply = client.post(reverse("people:unit_new"), typed)

    assert reply.status_code == 422
    assert "Typed by hand" in reply.content.decode()
    assert taken.name in reply.content.decode()


def test_the_initial_password_is_shown_once_and_not_kept_by_browsers(client, site):
    person = make_person(site=site)
    typed = {"username": "new.account", "staff_no": person.staff_no}

    reply = client.post(reverse("people:account_new"), typed)

    account = person.accounts.get()
    assert account.status == AccountStatus.PENDING
    assert "no-store" in reply["Cache-Control"]
    assert account.check_password(reply.context["password"])


def test_phone_numbers_leave_only_with_the_right_and_a_record(client, site):
    person = make_person(site=site, phone="13812345678")
    address = reverse("people:person", args=[person.id])
    masked = make_account(site=site, grants={PeoplePermission.PERSONS_READ: "complex"})

    assert "13812345678" in client.get(address).content.decode()
    client.force_login(masked)
    page = client.get(address).content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page


def test_a_person_can_be_found_from_anywhere(client, site):
    person = make_person(site=site, name="Findable")

    assert (
        reverse("people:person", args=[person.id])
        in client.get("/search/?q=Findab").content.decode()
    )


def test_who_left_is_shown_only_when_asked_for(client, site):
    here = make_person(site=site, name="Still here")
    make_person(unit=here.unit, name="Gone away", left_on=timezone.localdate())
    page = reverse("people:persons")

    assert "Gone away" not in client.get(page).content.decode()
    left = client.get(page, {"left": "on"}).content.decode()
    assert "Gone away" in left
    assert "Still here" not in left
    assert "Still here" in client.get(page, {"q": here.unit.name}).content.decode()
