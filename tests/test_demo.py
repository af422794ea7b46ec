"""The demo complex as people meet it: every page of the navigation, in a real browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Demo

pytestmark = pytest.mark.e2e

DESK, PHONE = (1440, 900), (390, 844)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHOTS = os.environ.get("JIEYUE_SHOTS")

Open = Callable[..., Page]


@pytest.fixture
def signed_in(demo: Demo, browser: Browser) -> Iterator[Open]:
    """Opens a page as somebody of the demo; console errors fail the test."""
    contexts = []
    problems: list[str] = []

    def open_as(username: str, *, size: tuple[int, int] = DESK, language: str = "zh-CN") -> Page:
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=language, base_url=demo.address
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda line: (
                problems.append(f"{page.url}: {line.text}") if line.type == "error" else None
            ),
        )
        page.goto("/account/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", demo.password_of(username))
        page.click("form[data-log-in] button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert problems == []


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def addresses(page: Page) -> list[str]:
    links = page.eval_on_selector_all(
        "aside a[href^='/']", "all => all.map(a => a.getAttribute('href'))"
    )
    return sorted(set(links))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("username", ["manager", "leader", "employee", "clerk"])
def test_every_page_of_the_navigation_opens_and_fits(signed_in: Open, username: str, size) -> None:
    page = signed_in(username, size=size)
    reached = addresses(page)
    assert reached
    for address in reached:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        shoot(page, f"{username}-{size[0]}-{address.strip('/').replace('/', '-') or 'home'}")
        assert page.evaluate(OVERFLOW) <= 0, f"{address} is wider than {size[0]} px"
