"""What is entered while the network is gone reaches the server once, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Visits

pytestmark = pytest.mark.e2e

TILL = "/canteen/tills/"
QUEUE = "section [data-offline-queue] li"
GONE = "net::ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def till(visits: Visits) -> Iterator[Page]:
    """The till of the manager, kept in the browser."""
    page = visits.open("manager", size=(1024, 768))
    page.goto(TILL)
    page.wait_for_selector("html[data-offline-ready=yes]")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    yield page
    page.context.set_offline(False)
    visits.problems[:] = [line for line in visits.problems if GONE not in line]


def diners(page: Page) -> int:
    """How many the server has counted of the meal on the screen."""
    address = page.evaluate(
        """() => {
            const till = document.querySelector('[data-till]').dataset;
            const known = JSON.parse(document.getElementById('till-catalogue').textContent);
            const label = document.querySelector('[data-till-meals] [aria-pressed=true]').innerText;
            const meal = known.meals.find((row) => row.label === label).meal;
            return `${till.left}?canteen_id=${known.canteen_id}&meal=${meal}`;
        }"""
    )
    return int(page.request.get(address).json()["diners"])


def test_a_sale_without_network_survives_a_reload_and_is_recorded_once(till: Page) -> None:
    before = diners(till)
    till.context.set_offline(True)
    till.click("[data-till-count='5']")
    expect(till.locator(QUEUE)).to_have_count(1)

    till.reload()  # from what the browser kept
    expect(till.locator(QUEUE)).to_have_count(1)
    written = till.evaluate("jieyueOffline.writes()")

    till.context.set_offline(False)
    expect(till.locator(QUEUE)).to_have_count(0)
    assert diners(till) == before + 5

    again = till.evaluate(
        """async ([write]) => {
            const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
            const response = await fetch(write.url, {
                method: 'POST',
                headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
                body: JSON.stringify(write.body),
            });
            return [response.status, await response.json()];
        }""",
        written,
    )
    assert (again[0], again[1]["repeat"]) == (200, True)
    assert diners(till) == before + 5


def test_a_refused_sale_is_shown_with_its_reason_and_is_not_lost(till: Page) -> None:
    till.fill("[data-till-number]", "99990001")
    till.press("[data-till-number]", "Enter")
    expect(till.locator("[data-till-last]")).to_have_attribute("data-state", "refused")
    expect(till.locator(QUEUE)).to_have_count(1)
    expect(till.locator(QUEUE)).to_contain_text("99990001")

    till.click("[data-till-anyway]")  # the diner has eaten
    expect(till.locator(QUEUE)).to_have_count(0)
    expect(till.locator("[data-till-last]")).to_have_attribute("data-state", "served")


def test_an_undone_sale_is_not_counted(till: Page) -> None:
    before = diners(till)
    till.click("[data-till-count='1']")
    expect(till.locator("[data-till-last]")).to_have_attribute("data-state", "served")
    till.click("[data-till-undo]")
    expect(till.locator("[data-till-last]")).to_have_attribute("data-state", "undone")
    assert diners(till) == before


def test_nothing_kept_opens_for_the_next_person(till: Page) -> None:
    till.click(".shell-account")
    till.click("form[action$='/account/logout/'] button")
    till.wait_for_url(re.compile("/account/login/"))
    till.wait_for_function(
        "async () => !(await caches.keys()).some((name) => name.startsWith('jieyue-pages-'))"
    )
    kept = till.evaluate("caches.match('/canteen/tills/').then((found) => found === undefined)")
    assert kept is True
