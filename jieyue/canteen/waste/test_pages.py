import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_attendance, make_canteen, make_meal_period
from jieyue.canteen.menus.factories import make_dish, make_menu
from jieyue.canteen.waste.factories import make_hauler, make_weighing
from jieyue.canteen.waste.models import Haul, Leftover, OilEntry, RecipeProposal, WasteWeighing
from jieyue.people.factories import make_account, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

PAGES = ("waste", "waste_overview", "leftovers", "hauls", "waste_ledger")
READERS = {"leader", "canteen_manager", "kitchen", "buyer", "storekeeper", "food_inspector"}
READERS |= {"food_safety_officer", "canteen_contractor"}


@pytest.fixture
def canteen(db):
    canteen = make_canteen()
    make_meal_period(canteen=canteen)
    return canteen


@pytest.fixture
def cook(canteen, sign_in):
    return sign_in(make_account(site=canteen.site, grants=role_grants("kitchen")))


def send(client, name, body, **headers):
    return client.post(
        reverse(f"api:{name}"),
        json.dumps({"client_id": str(uuid4()), "happened_at": timezone.now().isoformat(), **body}),
        content_type="application/json",
        headers=headers,
    )


def barrel(canteen, **changes):
    body = {"canteen_id": canteen.id, "stage": "plate", "meal": "lunch", "gross_kg": "12.4"}
    return {**body, "tare_kg": "2.4", **changes}


@pytest.mark.parametrize("page", PAGES)
def test_pages_stand_empty_and_filled(canteen, cook, page):
    assert cook.get(reverse(f"canteen:{page}")).status_code == 200
    today = timezone.localdate()
    dish = make_dish(site=canteen.site, name="麻婆豆腐")
    make_menu(canteen=canteen, day=today, dishes=[dish])
    make_weighing(canteen=canteen, day=today, dish=dish, net_kg="31.5")
    make_attendance(canteen=canteen, day=today, served=500)
    assert "31.5" in cook.get(reverse(f"canteen:{page}")).content.decode() or page == "leftovers"


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_see_the_waste(canteen, sign_in, role):
    client = sign_in(make_account(site=canteen.site, grants=role_grants(role)))
    for page in PAGES:
        found = client.get(reverse(f"canteen:{page}"))
        assert found.status_code == (200 if role in READERS else 403), page


def test_a_phone_weighs_once_whatever_it_sends(canteen, cook):
    sending = str(uuid4())
    body = barrel(canteen, client_id=sending, happened_at=timezone.now().isoformat())
    for key in (sending, sending, "another"):
        answer = send(cook, "canteen_waste_weigh", body, **{"Idempotency-Key": key})
        assert answer.status_code == 201
    assert WasteWeighing.objects.count() == 1
    assert answer.json()["net_kg"] == "10.000"


def test_a_phone_whose_clock_is_a_day_ahead_is_put_right(canteen, cook):
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    send(
        cook,
        "canteen_waste_weigh",
        barrel(canteen, happened_at=tomorrow),
        **{"X-Sent-At": tomorrow},
    )
    assert WasteWeighing.objects.get().day == timezone.localdate()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"tare_kg": "20"}, 422, "TareAboveGross"),
        ({"gross_kg": "-1"}, 422, "BadMass"),
        ({"canteen_id": 1_000_000}, 404, None),
        ({"stage": "thrown"}, 422, None),
    ],
)
def test_a_phone_is_told_what_is_wrong(canteen, cook, changes, status, code):
    answer = send(cook, "canteen_waste_weigh", barrel(canteen, **changes))
    assert answer.status_code == status
    assert code in (None, answer.json()["code"])
    assert not WasteWeighing.objects.exists()


def test_leftovers_plates_and_oil_come_by_the_same_door(canteen, cook):
    dish = make_dish(site=canteen.site)
    left = {"canteen_id": canteen.id, "meal": "lunch", "fate": "kept", "mass_kg": "3"}
    answer = send(cook, "canteen_leftover", {**left, "dish_id": dish.id, "temperature_c": "4"})
    assert answer.status_code == 201
    assert answer.json()["keep_until"]
    plates = {"canteen_id": canteen.id, "meal": "lunch", "inspected": 100, "clean": 80}
    assert send(cook, "canteen_waste_plates", plates).status_code == 201
    oil = {"canteen_id": canteen.id, "mass_kg": "2.5", "source": "炸锅"}
    assert send(cook, "canteen_waste_oil", oil).status_code == 201
    assert (Leftover.objects.count(), OilEntry.objects.get().mass_kg) == (1, Decimal("2.5"))
    row = Leftover.objects.get()
    cook.post(reverse("canteen:leftover_settle", args=[row.id]), {"as": "used"})
    row.refresh_from_db()
    assert row.settled_as == "used"


def test_a_weighing_is_corrected_on_its_page(canteen, cook):
    wrong = make_weighing(canteen=canteen, net_kg="100")
    url = reverse("canteen:waste_correct", args=[wrong.id])
    typed = {"gross_kg": "12", "tare_kg": "20", "reason": "多写一个零"}
    refused = cook.post(url, typed)
    assert refused.status_code == 422
    assert "多写一个零" in refused.content.decode()
    assert cook.post(url, {**typed, "tare_kg": "2"}).status_code == 302
    assert WasteWeighing.objects.get(corrected_by=None).gross_kg == 12


def test_a_hauler_without_a_licence_takes_nothing(canteen, cook):
    today = timezone.localdate()
    hauler = make_hauler(site=canteen.site, valid_to=today - timedelta(days=1))
    typed = {
        "hauler": hauler.id,
        "kind": "food_waste",
        "mass_kg": "77.7",
        "barrels": "2",
        "vehicle": "川T·12345",
        "taken_by": "王师傅",
    }
    refused = cook.post(reverse("canteen:hauls"), typed)
    assert refused.status_code == 422
    assert "77.7" in refused.content.decode()
    renewed = {
        "name": hauler.name,
        "licence_number": "新证",
        "valid_to": str(today),
        "takes_food_waste": "on",
        "is_active": "on",
    }
    cook.post(reverse("canteen:hauler"), renewed)
    assert cook.post(reverse("canteen:hauls"), typed).status_code == 302
    assert "川T·12345" in cook.get(reverse("canteen:waste_ledger")).content.decode()
    assert Haul.objects.count() == 1


def test_the_plan_names_leftovers_that_may_still_be_used(canteen, cook):
    dish = make_dish(site=canteen.site, name="回锅肉")
    left = {"canteen_id": canteen.id, "meal": "lunch", "fate": "kept", "mass_kg": "3"}
    send(cook, "canteen_leftover", {**left, "dish_id": dish.id, "temperature_c": "4"})
    url = reverse("canteen:waste_kept", args=[canteen.code])
    assert "回锅肉" in cook.get(url).content.decode()
    Leftover.objects.update(keep_until=timezone.now() - timedelta(minutes=1))
    assert "回锅肉" not in cook.get(url).content.decode()


def test_a_proposal_is_shown_with_its_dish_and_decided_by_the_manager(canteen, cook, sign_in):
    dish = make_dish(site=canteen.site, name="宫保鸡丁", portion_g=200)
    proposal = RecipeProposal.objects.create(
        site=canteen.site, dish=dish, old_portion_g=200, portion_g=180, days=20,
        figures={"served_g": "200", "eaten_g": "175"}, made_at=timezone.now(),
    )  # fmt: skip
    assert "180" in cook.get(reverse("canteen:waste_dish", args=[dish.code])).content.decode()
    url = reverse("canteen:recipe_proposal", args=[proposal.id])
    assert cook.post(url, {"decision": "accept"}).status_code == 403
    manager = sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))
    manager.post(url, {"decision": "accept"})
    dish.refresh_from_db()
    assert dish.portion_g == 180


def test_another_sites_waste_does_not_exist(canteen, sign_in):
    row = make_weighing(canteen=canteen)
    other = make_canteen(site=make_site())
    stranger = sign_in(make_account(site=other.site, grants=role_grants("kitchen")))
    assert stranger.get(reverse("canteen:waste_correct", args=[row.id])).status_code == 404
    assert stranger.get(reverse("canteen:waste"), {"canteen": canteen.code}).status_code == 404


def test_lists_cost_the_same_whatever_their_length(canteen, cook, assert_query_budget):
    dish = make_dish(site=canteen.site)
    today = timezone.localdate()
    for _ in range(12):
        make_weighing(canteen=canteen, dish=dish, day=today)
        make_hauler(site=canteen.site)
    for page in PAGES:
        cook.get(reverse(f"canteen:{page}"))
        with assert_query_budget(25):
            cook.get(reverse(f"canteen:{page}"))
