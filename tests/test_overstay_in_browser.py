"""Somebody stays too long: the host is told, then the guards; one tap prolongs, or they go."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import DESK, PHONE, Demo, Visits, shoot
from tests.test_gates_in_browser import RECEPTION, identity, invite, receive, unique

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = "/people/notices/"


def wait(demo: Demo, number: str, *, minutes: int) -> None:
    """So many minutes later for this visit, and the worker has looked."""
    environment = {**os.environ, "JIEYUE_DATA": str(demo.data)}
    environment.pop("JIEYUE_DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.passing_time", number, str(minutes)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def too_long(guard: Page, name: str) -> bool:
    """Whether the reception lists them as staying too long."""
    guard.goto(RECEPTION)
    section = guard.locator("main section", has=guard.locator("h2.text-danger"))
    return section.filter(has_text=name).count() > 0


def test_who_stays_too_long_is_told_to_the_host_then_to_the_guards(
    demo: Demo, visits: Visits
) -> None:
    host = visits.open("employee", size=PHONE)
    name = unique("久留")
    invite(host, name)
    page = host.url
    number = page.rstrip("/").rsplit("/", 1)[-1]
    guard = visits.open("guard", size=DESK)
    receive(guard, name, identity(31))
    assert not too_long(guard, name)

    wait(demo, number, minutes=100)  # an hour, the grace of half an hour, and ten minutes
    assert too_long(guard, name)
    shoot(guard, "gates-20-overstay")
    host.goto(MESSAGES)
    expect(host.locator("main")).to_contain_text(number)
    host.goto(page)
    shoot(host, "gates-21-overstay-host")
    guard.goto(MESSAGES)
    expect(guard.locator("main")).not_to_contain_text(number)

    wait(demo, number, minutes=20)
    guard.goto(MESSAGES)
    expect(guard.locator("main")).to_contain_text(number)

    host.goto(page)
    host.locator("form:has(input[value=prolong]) button").first.click()
    assert not too_long(guard, name)

    guard.goto(f"{RECEPTION}?q={name}")
    guard.locator("main section", has_text=name).get_by_role(
        "button", name="离开，已收证"
    ).first.click()
    expect(guard.locator(".alert-success")).to_contain_text(name)
