"""The pages of hosts, the gate and the office: what each role may open and do."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.access.credentials.models import Credential
from jieyue.access.visitors import actions, receiving
from jieyue.access.visitors.asking import GuestAsked
from jieyue.access.visitors.models import Guest, State, Visit, VisitStop
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

ROLES = [role.code for role in BUILT_IN]
ID = "11010519491231002X"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def soon(asked, now):
    """A visit that begins in five minutes, so that it may be received now."""
    begins = now + timedelta(minutes=5)

    def make(**values):
        times = {"from_at": begins, "until_at": begins + timedelta(hours=1)}
        return asked(**{**times, **values})

    return make


@pytest.fixture
def visit(world, soon, now):
    return actions.invite(asked=soon(), actor=world.host, at=now)


@pytest.fixture
def as_host(world, sign_in):
    return sign_in(make_account(person=world.host_person, grants=role_grants("employee")))


@pytest.fixture
def as_guard(world, sign_in):
    return sign_in(make_account(site=world.site, grants=role_grants("guard")))


@pytest.mark.parametrize("address", ["access:visitors", "access:reception"])
def test_visitors_are_told_where_they_can_ask_themselves(as_host, as_guard, world, address):
    client = as_host if address == "access:visitors" else as_guard
    asked = reverse("visit:ask", args=[world.site.code])
    page = client.get(reverse(address)).content.decode()
    assert f'href="http://testserver{asked}"' in page
    assert "<svg" in page.partition("ask-code")[2]


def local(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_a_host_invites_and_gets_the_message_to_send(as_host, world, now):
    form = {
        "name": "刘来访",
        "organisation": "<b>刘</b>'; DROP TABLE x",
        "phone": "13911112222",
        "purpose": "meeting",
        "from_at": local(now + timedelta(hours=2)),
        "until_at": local(now + timedelta(hours=3)),
        "companions": "王五 13933334444\n赵六",
        "plates": "川t·12345",
        "zones": ["A"],
    }
    page = reverse("access:visit_new")
    answer = as_host.post(page, form)
    assert answer.status_code == 302
    visit = Visit.objects.get()
    assert (visit.state, visit.zones) == (State.CONFIRMED, ["A"])
    assert [guest.name for guest in visit.guests.all()][1:] == ["王五", "赵六"]
    assert visit.plates.get().plate == "川T12345"
    shown = as_host.get(answer.url).content.decode()
    assert f"/visit/p/{visit.guests.all()[0].key}/" in shown
    assert "<b>刘" not in shown
    assert "&lt;b&gt;刘" in shown
    assert "13911112222" not in shown


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"plates": "川TI2345"}, "川TI2345"),
        ({"phone": "12"}, "11"),
        ({"until_at": "2026-01-01T08:00"}, ""),
        ({"companions": "王五 13911112222\n" * 501}, "500"),
        ({"from_at": "soon"}, ""),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(as_host, now, change, said):
    form = {
        "name": "刘来访",
        "phone": "",
        "purpose": "meeting",
        "from_at": local(now + timedelta(hours=2)),
        "until_at": local(now + timedelta(hours=3)),
        **change,
    }
    form["companions"] = form.get("companions", "")[:3990]
    if "companions" in change:
        form["companions"] = "\n".join(f"甲{n}" for n in range(500))
    answer = as_host.post(reverse("access:visit_new"), form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "刘来访" in text
    assert said in text
    assert not Visit.objects.exists()


def test_a_host_sees_only_the_own_visits(as_host, world, soon, now, sign_in):
    own = actions.invite(asked=soon(), actor=world.host, at=now)
    colleague = make_account(person=make_person(unit=world.unit), grants=role_grants("employee"))
    client = sign_in(colleague)
    assert client.get(reverse("access:visit", args=[own.number])).status_code == 404
    assert own.number not in client.get(reverse("access:visitors")).content.decode()
    for do in ("cancel", "confirm", "prolong"):
        address = reverse("access:visit_do", args=[own.number])
        assert client.post(address, {"do": do}).status_code == 404
    own.refresh_from_db()
    assert own.state == State.CONFIRMED


def test_a_deputy_sees_the_visits_of_the_unit_and_no_other(world, visit, sign_in):
    deputy = make_account(
        person=world.deputy_person,
        grants={"access.visitors.invite": "unit", "access.visitors.read": "unit"},
    )
    client = sign_in(deputy)
    assert client.get(reverse("access:visit", args=[visit.number])).status_code == 200
    stranger = make_account(
        person=make_person(unit=make_unit(site=world.site)),
        grants={"access.visitors.invite": "unit", "access.visitors.read": "unit"},
    )
    client = sign_in(stranger)
    assert client.get(reverse("access:visit", args=[visit.number])).status_code == 404


def test_the_second_to_answer_is_told_who_was_first(as_host, world, visit):
    answer = as_host.post(
        reverse("access:visit_do", args=[visit.number]), {"do": "confirm"}, follow=True
    )
    assert world.host.name in answer.content.decode()


def test_the_gate_receives_a_guest_and_prints_a_badge(as_guard, world, visit):
    guest = visit.guests.get()
    page = reverse("access:visit_guest", args=[guest.id])
    assert as_guard.get(page).status_code == 200
    wrong = as_guard.post(page, {"document": "id_card", "number": "123"})
    assert wrong.status_code == 422
    good = {"document": "id_card", "number": ID, "is_photo_compared": "on"}
    answer = as_guard.post(page, good)
    badge = as_guard.get(answer.url).content.decode()
    assert "<svg" in badge
    assert "B-2026-00001" in badge or "B-" in badge
    assert ID not in badge
    assert ID[-4:] not in badge
    assert as_guard.post(page, good).status_code == 422  # twice
    leave = reverse("access:visit_leave", args=[guest.id])
    assert as_guard.post(leave, {"badge": "yes"}).status_code == 302
    guest.refresh_from_db()
    assert guest.left_at
    assert guest.badge_back_at
    assert as_guard.post(leave, {"badge": "yes"}).status_code == 302  # said, not an error page


@pytest.mark.parametrize(
    ("way", "state"),
    [("agreed", State.ARRIVED), ("ask", State.REQUESTED), ("urgent", State.ARRIVED)],
)
def test_a_walk_in(as_guard, world, way, state):
    form = {
        "way": way,
        "unit": world.unit.id,
        "host": "陈主任",
        "purpose": "repair",
        "name": "修理工",
        "document": "id_card",
        "id_number": ID,
        "is_photo_compared": "on",
        "hours": "2",
    }
    answer = as_guard.post(reverse("access:walk_in"), form)
    assert answer.status_code == 302
    visit = Visit.objects.get()
    assert visit.state == state
    assert (visit.write_up_by is not None) == (way == "urgent")
    assert as_guard.get(reverse("access:reception")).status_code == 200
    form["host"] = "没有这个人"
    if way != "urgent":
        assert as_guard.post(reverse("access:walk_in"), form).status_code == 422


def test_a_group_comes_from_a_sheet_into_one_visit(as_host, visit):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["name", "phone", "id_number"])
    for n in range(60):
        sheet.append([f"学员{n}", "", ""])
    sheet.append(["坏号码", "", "11010519491231002"])
    sheet.append(["同一人", "", ID])
    sheet.append(["又是他", "", ID])
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    content.name = "list.xlsx"
    page = reverse("access:visit_group", args=[visit.number])
    assert as_host.get(page).status_code == 200
    checked = as_host.post(page, {"step": "check", "file": content})
    assert (checked.context["good"], checked.context["bad"]) == (61, 2)
    assert {problem.line for problem in checked.context["problems"]} == {62, 64}
    assert visit.guests.count() == 1  # only tried
    as_host.post(page, {"step": "import", "token": checked.context["token"]})
    assert visit.guests.count() == 62
    assert Visit.objects.count() == 1


def test_a_group_of_hundreds_costs_no_more_queries_than_a_small_one(
    as_host, visit, django_assert_max_num_queries
):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["name", "phone", "id_number"])
    for n in range(499):
        sheet.append([f"学员{n}", f"139{n:08}", ""])
    sheet.append(["多出", "", ""])
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    content.name = "list.xlsx"
    page = reverse("access:visit_group", args=[visit.number])
    with django_assert_max_num_queries(120):
        checked = as_host.post(page, {"step": "check", "file": content})
    assert (checked.context["good"], checked.context["bad"]) == (499, 1)
    assert [problem.line for problem in checked.context["problems"]] == [501]
    with django_assert_max_num_queries(120):
        as_host.post(page, {"step": "import", "token": checked.context["token"]})
    assert visit.guests.count() == 500
    passes = Credential.objects.filter(kind="qr", status="active")
    assert passes.count() == 500
    added = visit.guests.exclude(position=1)
    assert sorted(added.values_list("position", flat=True)) == list(range(2, 501))


def test_a_list_for_a_visit_that_is_over_names_every_row(as_host, visit):
    Visit.objects.update(state="cancelled")
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active.append(["张三"])
    book.active.append(["李四"])
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    content.name = "list.xlsx"
    page = reverse("access:visit_group", args=[visit.number])
    checked = as_host.post(page, {"step": "check", "file": content})
    assert (checked.context["good"], checked.context["bad"]) == (0, 2)
    assert visit.guests.count() == 1


def test_a_stop_is_set_and_lifted_by_the_office(world, sign_in, now):
    client = sign_in(make_account(site=world.site, grants=role_grants("security_officer")))
    page = reverse("access:visit_stops")
    form = {"unit": "", "since": local(now), "until": local(now + timedelta(hours=3))}
    assert client.post(page, form).status_code == 422
    assert client.post(page, form | {"reason": "全区大会"}).status_code == 302
    stop = VisitStop.objects.get()
    client.post(reverse("access:visit_stop_lift", args=[stop.id]))
    stop.refresh_from_db()
    assert stop.lifted_at


@pytest.mark.parametrize("role", ROLES)
def test_only_whoever_may_opens_and_does_each(role, world, visit, sign_in):
    grants = role_grants(role)
    account = make_account(site=world.site, grants=grants)
    client = sign_in(account)
    reads = grants.get("access.visitors.read")
    receives = "access.visitors.receive" in grants
    invites = "access.visitors.invite" in grants
    guest = visit.guests.get()
    all_of_it = reads == "complex"

    def status(name, *args):
        return client.get(reverse(f"access:{name}", args=args)).status_code

    assert status("visitors") == (200 if reads else 403)
    assert status("visit_new") == (200 if invites else 403)
    assert status("visit", visit.number) == (200 if all_of_it else 404 if reads else 403)
    assert status("reception") == (200 if all_of_it else 403)
    assert status("visit_register") == (200 if reads else 403)
    assert status("visit_stops") == (200 if all_of_it else 403)
    assert status("walk_in") == (200 if receives else 403)
    assert status("visit_guest", guest.id) == (200 if receives else 403)
    assert status("visit_badge", guest.id) == (200 if receives else 403)
    leave = client.post(reverse("access:visit_leave", args=[guest.id]), {"badge": "no"})
    assert leave.status_code == (302 if receives else 403)
    form = {"unit": "", "since": "2030-01-01T08:00", "until": "2030-01-01T09:00", "reason": "x"}
    stops = client.post(reverse("access:visit_stops"), form).status_code
    assert stops == (302 if "access.visitors.edit" in grants else 403)


def test_another_complexs_visits_do_not_exist(visit, sign_in):
    client = sign_in(make_account(site=make_site(), grants=role_grants("security_officer")))
    guest = visit.guests.get()
    for name, key in (
        ("visit", visit.number),
        ("visit_guest", guest.id),
        ("visit_badge", guest.id),
    ):
        assert client.get(reverse(f"access:{name}", args=[key])).status_code == 404
    for name, key in (("visit_do", visit.number), ("visit_leave", guest.id)):
        address = reverse(f"access:{name}", args=[key])
        assert client.post(address, {"do": "cancel"}).status_code == 404
    assert client.get(reverse("access:visit_write_up", args=[visit.number])).status_code == 404
    assert visit.number not in client.get(reverse("access:visit_register")).content.decode()
    visit.refresh_from_db()
    assert visit.state == State.CONFIRMED


def test_queries_do_not_grow_with_visits(as_guard, world, soon, now, assert_query_budget):
    def more(count):
        for n in range(count):
            two = (GuestAsked(name=f"甲{n}"), GuestAsked(name=f"乙{n}"))
            actions.invite(asked=soon(guests=two), actor=world.host, at=now)

    more(3)
    pages = [reverse(f"access:{name}") for name in ("reception", "visit_register")]
    for page in pages:
        as_guard.get(page)
    more(12)
    for page in pages:
        with assert_query_budget(24):
            assert as_guard.get(page).status_code == 200


def test_empty_pages_say_what_to_do(as_guard, sign_in, world):
    for name in ("reception", "visit_register", "visitors"):
        assert "empty" in as_guard.get(reverse(f"access:{name}")).content.decode()


def test_an_inside_guest_shows_as_unchecked_until_somebody_looks(as_guard, world, visit, now):
    guest = visit.guests.get()
    locked = Guest.objects.get(id=guest.id)
    receiving.arrive(locked, visit, by="gate", has_badge=False, actor=world.guard, at=now)
    assert as_guard.get(reverse("access:reception")).context["unchecked"]
    receiving.receive(
        guest_id=guest.id,
        shown=receiving.Shown(document="id_card", number=ID, is_photo_compared=True),
        actor=world.guard,
        at=now,
    )
    assert not as_guard.get(reverse("access:reception")).context["unchecked"]
