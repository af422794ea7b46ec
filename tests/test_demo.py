"""The demo complex as people meet it: every page of the navigation, in a real browser."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.conftest import PHONE, Open, shoot, speak

pytestmark = pytest.mark.e2e

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DESK_WIDTH, DESK_HEIGHT = 1440, 900
OWN_NAMES = (  # names, in every language
    "雅州市行政中心（演示）",
    "机关食堂",
    "雅州市机关事务管理局",
    "“十五五”节约能源资源目标（演示指标）",
)
PEOPLE = (
    "manager",
    "kitchen",
    "leader",
    "clerk",
    "employee",
    "office",
    "sysadmin",
    "secadmin",
    "auditor",
    "energy",
    "statistician",
    "reader",
    "reporter",
    "security",
    "guard",
    "reception",
)
ONLY = {  # other log-ins open the other pages
    **dict.fromkeys(("energy", "statistician", "reader", "reporter"), "/energy/"),
    **dict.fromkeys(("security", "guard", "reception"), "/access/"),
}
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
# Products, who loads the demo, a measure, the canteen's code, and parameters' switches.
NAMES = {"excel", "csv", "simulator", "wape", "main", "chinesecalendar", "true", "false"}
CODES = "code, pre, kbd, samp"
ENGLISH = {  # codes and programmers' words belong there
    "/access/credentials/profiles/",
    "/api/",
    "/journal/",
    "/people/accounts/",
    "/people/roles/",
}
UNITS = {"kwh", "kgce", "tce", "kgco", "tco"}  # as the field writes them
# A number plate, numbers of passes, papers and lots, a gate, a version, a supplier's code, a meter.
CODE = re.compile(
    r"[\u4e00-\u9fff][A-Z]·?[A-Z0-9]{5,6}\b|\b[A-Z0-9]{12,}\b"
    r"|\b[A-Z]{1,2}-\d+(?:-\d+)*|\bG[A-P]\d\d|\b[0-9a-f]{12}\b|\b[A-Z]{3,}\b"
    r"|\b[A-Z]{1,2}(?:-[A-Z0-9]+)+\b"
)
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")


@pytest.mark.parametrize("username", PEOPLE)
def test_every_page_of_the_navigation_opens_fits_and_is_chinese(
    signed_in: Open, username: str
) -> None:
    page = signed_in(username)
    reached = [each for each in addresses(page) if each.startswith(ONLY.get(username, "/"))]
    assert reached
    faults = []
    for address in reached:
        faults += faults_of(page, address)
        shoot(page, f"{username}-1440-{slug(address)}")
        if address not in ENGLISH and (words := english_on(page)):
            faults.append(f"{address}: English words {words}")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.wait_for_timeout(100)
        if page.evaluate(OVERFLOW) > 0:
            faults.append(f"{address} is wider than {PHONE[0]} px")
        shoot(page, f"{username}-390-{slug(address)}")
        page.set_viewport_size({"width": DESK_WIDTH, "height": DESK_HEIGHT})
    assert faults == []


def test_every_page_opens_in_english_on_a_phone(signed_in: Open) -> None:
    seen: set[str] = set()
    faults = []
    for username in ("manager", "office", "secadmin", "auditor", "security"):
        page = signed_in(username, size=PHONE)
        speak(page, "en")
        for address in addresses(page):
            if address in seen:
                continue
            seen.add(address)
            faults += faults_of(page, address)
            heading = page.title()
            for name in OWN_NAMES:
                heading = heading.replace(name, "")
            if CHINESE.search(heading):
                faults.append(f"{address}: headed {heading}")
            shoot(page, f"english-390-{slug(address)}")
        page.goto("/")
        speak(page, "zh-hans")
    assert faults == []


def faults_of(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    assert answer is not None
    faults = [] if answer.status == 200 else [f"{address}: status {answer.status}"]
    if page.evaluate(OVERFLOW) > 0:
        faults.append(f"{address} is wider than its window")
    return faults


def english_on(page: Page) -> list[str]:
    """The English words a reader sees, without codes, addresses and names."""
    text = page.evaluate(
        """codes => {
            const copy = document.body.innerText;
            return [...document.querySelectorAll(codes)]
                .map(one => one.innerText).filter(Boolean)
                .reduce((text, code) => text.split(code).join(" "), copy);
        }""",
        CODES,
    )
    words = {
        word
        for word in WORD.findall(CODE.sub("", text))
        if word.lower() not in NAMES | UNITS | set(PEOPLE)
    }
    return sorted(words)[:12]


def addresses(page: Page) -> list[str]:
    links = page.eval_on_selector_all(
        "aside a[href^='/']", "all => all.map(a => a.getAttribute('href'))"
    )
    return sorted(set(links))


def slug(address: str) -> str:
    return urlsplit(address).path.strip("/").replace("/", "-") or "home"
