from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from jieyue.canteen.balance.factories import make_kitchen_day
from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.costs.models import CostEntry
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.stock.models import Stocktake
from jieyue.people.factories import make_account, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

PAGES = ("costs", "costs_month", "costs_closing", "costs_sheet")
READERS = {"leader", "canteen_manager", "food_safety_officer"}
MARCH = {"month": "2026-03"}


@pytest.fixture
def canteen(db):
    canteen = make_canteen()
    make_kitchen_day(canteen=canteen)
    return canteen


@pytest.fixture
def manager(canteen, sign_in):
    return sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))


def address(page, **query):
    return reverse(f"canteen:{page}", query={**MARCH, **query})


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_see_costs(canteen, sign_in, role):
    client = sign_in(make_account(site=canteen.site, grants=role_grants(role)))
    for page in PAGES:
        assert client.get(address(page)).status_code == (200 if role in READERS else 403), page


def test_the_day_shows_what_was_drawn(canteen, manager):
    found = manager.get(reverse("canteen:costs", query={"day": "2026-03-02"})).content.decode()
    assert "150.00" in found
    assert manager.get(reverse("canteen:costs", query={"day": "soon"})).status_code == 404


def test_the_account_prints_and_goes_to_excel(canteen, manager):
    assert "200.00" in manager.get(address("costs_sheet")).content.decode()
    book = manager.get(address("costs_sheet", export="xlsx"))
    rows = list(openpyxl.load_workbook(BytesIO(book.content)).active.values)
    assert [float(row[1]) for row in rows[1:4]] == [0, 200, 150]
    assert float(rows[7][1]) == 50


def test_costs_are_entered_and_taken_back(canteen, manager):
    typed = {"day": "2026-03-02", "kind": "labour", "amount_yuan": "0", "text": "临时工工资"}
    refused = manager.post(address("costs_month"), typed)
    assert refused.status_code == 422
    assert "临时工工资" in refused.content.decode()
    assert (
        manager.post(address("costs_month"), {**typed, "amount_yuan": "777.7"}).status_code == 302
    )
    assert "777.70" in manager.get(address("costs_month")).content.decode()
    entry = CostEntry.objects.get()
    manager.post(reverse("canteen:cost_cancel", args=[entry.id]))
    entry.refresh_from_db()
    assert entry.cancelled_at is not None
    manager.post(address("costs_budget"), {"kind": "food", "amount_yuan": "54321"})
    assert "54,321.00" in manager.get(address("costs_month")).content.decode()


def test_a_month_is_closed_once_nothing_hinders_and_opened_by_another(canteen, manager, sign_in):
    manager.post(address("costs_closing"), {"decision": "close", "seen": "50.00"})
    assert not ClosedMonth.objects.exists()
    Stocktake.objects.create(
        site=canteen.site, number="ST-1", canteen=canteen, status="approved",
        started_at=datetime(2026, 3, 31, 9, 0, tzinfo=UTC), started_by="库管",
    )  # fmt: skip
    manager.post(address("costs_closing"), {"decision": "close", "seen": "50.00"})
    closing = ClosedMonth.objects.get()
    assert (closing.month, closing.reopened_at) == (date(2026, 3, 1), None)
    manager.post(address("costs_closing"), {"decision": "reopen", "reason": "漏单"})
    closing.refresh_from_db()
    assert closing.reopened_at is None  # whoever closed it does not open it again
    other = sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))
    other.post(address("costs_closing"), {"decision": "reopen", "reason": "漏单"})
    closing.refresh_from_db()
    assert closing.reopened_reason == "漏单"


def test_another_sites_costs_do_not_exist(canteen, sign_in):
    other = make_canteen(site=make_site())
    stranger = sign_in(make_account(site=other.site, grants=role_grants("canteen_manager")))
    for page in PAGES:
        assert stranger.get(address(page, canteen=canteen.code)).status_code == 404
        assert "200.00" not in stranger.get(address(page)).content.decode()


def test_pages_cost_the_same_whatever_was_done(canteen, manager, assert_query_budget):
    for _ in range(4):
        make_kitchen_day(canteen=canteen)
    for page in PAGES:
        manager.get(address(page))
        with assert_query_budget(35):
            manager.get(address(page))
