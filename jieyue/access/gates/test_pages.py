from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.access.factories import make_gate, make_zone
from jieyue.access.gates import plans
from jieyue.access.gates.models import AssemblyPoint, FireRelease, Gate, OpeningPlan, Zone
from jieyue.access.gates.plans import SlotWanted
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Scope
from jieyue.people.factories import make_account, make_actor, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
ALL = dict.fromkeys(AccessPermission, Scope.COMPLEX)
LISTS = ["gates", "zones", "opening_plans", "assembly_points", "fire"]
READERS = {"guard", "leader", "office_administrator", "security_officer"}


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def admin(site, sign_in):
    return sign_in(make_account(site=site, grants=ALL))


def put_plan(site, code="OFFICE"):
    slot = SlotWanted(day_class="any", since=time(0), until=time(0), mode="free")
    actor = make_actor(site=site, grants=ALL)
    return plans.put_plan(
        code=code, name=f"Plan {code}", slots=[slot], actor=actor, at=timezone.now()
    )


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_each_page_is_for_those_with_the_right(site, sign_in, role, name):
    client = sign_in(make_account(site=site, grants=role_grants(role)))
    status = client.get(reverse(f"access:{name}")).status_code
    assert status == (200 if role in READERS else 403)


def fill(site, rows):
    for place in range(rows):
        zone = make_zone(site=site)
        make_gate(inner=zone, plan=put_plan(site, f"P{place}"))


@pytest.mark.parametrize("name", LISTS)
def test_lists_do_not_ask_more_for_more_rows(site, admin, name, assert_query_budget):
    fill(site, 20)
    admin.get(reverse(f"access:{name}"))
    with assert_query_budget(12):
        assert admin.get(reverse(f"access:{name}")).status_code == 200


def test_the_list_says_what_each_plan_says_now(site, admin):
    make_gate(site=site, name="Plaza", plan=put_plan(site))
    make_gate(site=site, name="Vault")
    page = admin.get(reverse("access:gates")).content.decode()
    assert "Plaza" in page
    rows = {row.name: row.mode for row in admin.get(reverse("access:gates")).context["table"].data}
    assert rows == {"Plaza": "free", "Vault": "controlled"}


def test_a_gate_is_set_up_and_changed_on_its_page(site, admin):
    zone = make_zone(site=site)
    form = {"code": "E1", "name": "East", "traffic": "people", "inner_id": zone.id}
    form |= {"antipassback": "hard", "releases_on_fire": "on", "is_active": "on"}
    assert admin.post(reverse("access:gate_new"), form).status_code == 302
    gate = Gate.objects.get(code="E1")
    page = reverse("access:gate", args=[gate.id])
    assert admin.get(page).status_code == 200
    assert admin.post(page, form | {"name": "<b>East</b>"}).status_code == 302
    assert "&lt;b&gt;East" in admin.get(page).content.decode()
    refused = admin.post(page, form | {"outer_id": zone.id, "name": "Typed"})
    assert refused.status_code == 422
    assert "Typed" in refused.content.decode()


def test_what_another_site_has_does_not_exist(site, admin):
    gate, plan = make_gate(), put_plan(make_site())
    point = AssemblyPoint.objects.create(site=make_site(), code="S", name="South")
    for name, row in {
        "gate": gate,
        "zone": gate.inner,
        "opening_plan": plan,
        "assembly_point": point,
    }.items():
        assert admin.get(reverse(f"access:{name}", args=[row.id])).status_code == 404
        assert admin.post(reverse(f"access:{name}", args=[row.id]), {}).status_code == 404


def slots(*rows):
    body = {"slots-TOTAL_FORMS": len(rows), "slots-INITIAL_FORMS": 0}
    for place, (days, since, until, mode) in enumerate(rows):
        row = {"day_class": days, "since": since, "until": until, "mode": mode}
        body |= {f"slots-{place}-{key}": value for key, value in row.items()}
    return body


def test_a_plan_is_typed_in_lines(admin):
    names = {"code": "O", "name": "Office"}
    empty = ("work", "", "", "controlled")
    body = names | slots(("work", "07:00", "19:00", "controlled"), empty)
    assert admin.post(reverse("access:opening_plan_new"), body).status_code == 302
    plan = OpeningPlan.objects.get()
    page = reverse("access:opening_plan", args=[plan.id])
    assert admin.get(page).status_code == 200
    assert plan.slots.count() == 1
    both = slots(("work", "07:00", "19:00", "controlled"), ("any", "18:00", "00:00", "free"))
    refused = admin.post(page, names | both)
    assert refused.status_code == 422
    assert "07:00–19:00" in refused.content.decode()
    assert "18:00–24:00" in refused.content.decode()
    half = admin.post(page, names | slots(("work", "07:00", "", "free")))
    assert half.status_code == 422
    assert plan.slots.get().until == time(19)


def test_a_zone_and_a_point_are_set_up(site, admin):
    body = {"code": "S", "name": "South lawn", "place": "behind block 3"}
    assert admin.post(reverse("access:assembly_point_new"), body).status_code == 302
    point = AssemblyPoint.objects.get()
    body = {"code": "A", "name": "Block A", "kind": "building", "is_active": "on"}
    body |= {"assembly_point_id": point.id, "occupancy_limit": "200"}
    assert admin.post(reverse("access:zone_new"), body).status_code == 302
    zone = Zone.objects.get()
    assert (zone.assembly_point, zone.occupancy_limit) == (point, 200)
    assert "Block A" in admin.get(reverse("access:assembly_points")).content.decode()


def test_a_guard_releases_in_a_fire_and_sets_up_nothing(site, sign_in):
    guard = sign_in(make_account(site=site, grants=role_grants("guard")))
    make_gate(site=site)
    assert guard.post(reverse("access:fire"), {"reason": ""}).status_code == 422
    assert guard.post(reverse("access:fire"), {"reason": "smoke"}).status_code == 302
    again = guard.post(reverse("access:fire"), {"reason": "smoke"})
    assert again.status_code == 422
    assert guard.post(reverse("access:fire_end")).status_code == 302
    assert FireRelease.objects.get().until is not None
    body = {"code": "A", "name": "Block A", "kind": "building"}
    assert guard.post(reverse("access:zone_new"), body).status_code == 403
    assert guard.get(reverse("access:gate_new")).status_code == 403


def test_the_list_goes_out_to_excel(site, admin):
    make_gate(site=site, name="=cmd()")
    reply = admin.get(reverse("access:gates") + "?export=xlsx")
    assert reply["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_tree_shows_a_zone_below_the_one_around_it(site, admin):
    outer = make_zone(site=site, code="Z", name="Grounds")
    make_zone(site=site, code="A", name="Block", parent=outer)
    rows = [
        (row.name, row.depth) for row in admin.get(reverse("access:zones")).context["table"].data
    ]
    assert rows == [("Grounds", 0), ("Block", 1)]
