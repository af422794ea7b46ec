"""Three meters are read without network on a phone, and each reading reaches the server once."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import DESK, PHONE, Visits, shoot

pytestmark = pytest.mark.e2e

GONE = "net::ERR_INTERNET_DISCONNECTED"
QUEUE = "section [data-offline-queue] li"
FIRST_REGISTER = "350.5"


def open_meter(page: Page, number: str) -> None:
    """A water meter that passes at most 20 m³ an hour, read by hand."""
    page.goto("/energy/meters/new/")
    page.fill("[name=number]", number)
    page.select_option("[name=medium]", "water")
    page.fill("[name=name]", f"测试水表 {number[-1]}")
    page.fill("[name=capacity_per_hour]", "20")
    page.fill("[name=serial]", f"S-{number}")
    page.select_option("[name=register_unit]", "m3")
    page.fill("[name=initial_register]", FIRST_REGISTER)
    page.click("form[novalidate] button.btn-primary")
    page.wait_for_url(f"**/energy/meters/of/{number}/")


@pytest.fixture
def walk(visits: Visits) -> Iterator[Page]:
    """A round of three meters that the energy manager planned, open on the reader's phone."""
    name = uuid4().hex[:6].upper()
    desk = visits.open("energy", size=DESK)
    numbers = [f"T-{name}-{n}" for n in (1, 2, 3)]
    for number in numbers:
        open_meter(desk, number)
    shoot(desk, "meter")
    desk.goto("/energy/rounds/plans/new/")
    desk.fill("[name=name]", name)
    desk.fill("[name=numbers]", "\n".join(numbers))
    desk.click("form[novalidate] button.btn-primary")
    desk.wait_for_url("**/energy/rounds/")

    phone = visits.open("reader", size=PHONE)
    phone.goto("/energy/rounds/")
    phone.locator("section.card", has_text=name).locator("form button").click()
    phone.wait_for_selector("html[data-offline-ready=yes]")
    phone.wait_for_function("navigator.serviceWorker.controller !== null")
    yield phone
    phone.context.set_offline(False)
    visits.problems[:] = [line for line in visits.problems if GONE not in line]


def note(page: Page, register: str) -> None:
    page.fill("[data-walk-register]", register)
    page.click("[data-walk-send]")


def test_three_meters_are_read_without_network_and_sent_once(walk: Page) -> None:
    walk.context.set_offline(True)
    walk.reload()  # from what the browser kept
    count = walk.locator("[data-walk-count]")
    expect(count).to_contain_text("0 / 3")
    expect(walk.locator("[data-walk-last]")).to_contain_text(FIRST_REGISTER)

    note(walk, "350.9")
    expect(count).to_contain_text("1 / 3")
    note(walk, "12.25")  # less than last time: said, and taken at the second press only
    expect(walk.locator("[data-walk-said]")).to_have_class("my-2 fs-3 text-danger fw-bold")
    expect(count).to_contain_text("1 / 3")
    shoot(walk, "walk-doubted")
    note(walk, "351")
    expect(count).to_contain_text("2 / 3")
    walk.click("[data-walk-stop] details summary")
    walk.select_option("#reason", "locked")
    walk.click("[data-walk-unread] button")
    expect(count).to_contain_text("3 / 3")
    expect(walk.locator(QUEUE)).to_have_count(3)

    walk.reload()
    expect(count).to_contain_text("3 / 3")
    written = walk.evaluate("jieyueOffline.writes()")
    walk.context.set_offline(False)
    expect(walk.locator(QUEUE)).to_have_count(0)

    again = walk.evaluate(
        """async (writes) => {
            const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
            const headers = {'Content-Type': 'application/json', 'X-CSRFToken': token};
            const sent = writes.map(({url, body}) =>
                fetch(url, {method: 'POST', headers, body: JSON.stringify(body)}));
            return (await Promise.all(sent)).map((response) => response.status);
        }""",
        written,
    )
    assert set(again) <= {200, 201}
    walk.reload()  # what the server knows
    states = walk.eval_on_selector_all(
        "[data-walk-pick]", "picks => picks.map(pick => pick.dataset.state)"
    )
    assert states == ["read", "read", "unread"]
    walk.click("[data-walk-finish]")
    walk.wait_for_url("**/energy/rounds/")


def test_a_slip_of_the_decimal_point_is_named_while_it_is_typed(walk: Page) -> None:
    field, said = walk.locator("[data-walk-register]"), walk.locator("[data-walk-said]")
    field.fill("9999999")  # the counter has six digits
    expect(said).to_have_class("my-2 fs-3 text-danger fw-bold")
    walk.click("[data-walk-send]")
    expect(walk.locator("[data-walk-count]")).to_contain_text("0 / 3")
    field.fill("90000")  # more than the meter can pass
    expect(said).to_have_class("my-2 fs-3 text-danger fw-bold")
    field.fill("350.5")
    expect(said).to_have_class("my-2 fs-3 text-success")
