"""A running demo complex and a browser, for the tests that look at pages as people do."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESK, PHONE = (1440, 900), (390, 844)
GATE_KEYS = "demo_gate_keys.json"
SHOTS = os.environ.get("JIEYUE_SHOTS")

Open = Callable[..., Page]


@dataclass(frozen=True)
class Demo:
    """A demo complex that answers at `address`."""

    address: str
    data: Path
    logins: list[dict[str, str]]

    @cached_property
    def gate_keys(self) -> dict[str, str]:
        """The keys of the gates' devices, by serial."""
        keys: dict[str, str] = json.loads((self.data / GATE_KEYS).read_text(encoding="utf-8"))
        return keys

    def password_of(self, username: str) -> str:
        return next(row["password"] for row in self.logins if row["username"] == username)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """What `make demo` starts, on a free port and fresh data, until the session ends.

    JIEYUE_E2E_ADDRESS and JIEYUE_E2E_DATA name one that runs already.
    """
    if address := os.environ.get("JIEYUE_E2E_ADDRESS"):
        data = Path(os.environ["JIEYUE_E2E_DATA"])
        yield Demo(address, data, json.loads((data / "demo_logins.json").read_text("utf-8")))
        return
    data = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "JIEYUE_DATA": str(data), "PORT": str(port)}
    environment.pop("JIEYUE_DATABASE_URL", None)
    log = (data / "demo.log").open("w+", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator.demo"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        _wait_until_ready(process, data / "demo.log")
        logins = json.loads((data / "demo_logins.json").read_text(encoding="utf-8"))
        yield Demo(f"http://127.0.0.1:{port}", data, logins)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        log.close()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    import time

    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        text = log.read_text(encoding="utf-8")
        if "ready  http" in text:
            return
        if process.poll() is not None:
            break
        time.sleep(0.5)
    pytest.fail(f"The demo did not become ready:\n{log.read_text(encoding='utf-8')[-4000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium. In CI it must be there; elsewhere its absence skips."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed.")
        pytest.skip("Chromium is not installed: pages are not tested in a browser.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visits:
    """Sign-ins to the demo, each in a browser of its own; `problems` collects console errors."""

    def __init__(self, demo: Demo, browser: Browser) -> None:
        self.demo, self.browser = demo, browser
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def at_the_door(self, *, size: tuple[int, int] = DESK) -> Page:
        """The log-in page, in a fresh browser."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            base_url=self.demo.address,
            accept_downloads=True,
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self._heard(page, line.type, line.text))
        page.goto("/account/login/")
        return page

    def _heard(self, page: Page, kind: str, text: str) -> None:
        refused = "the server responded with a status of 4"  # a refusal is no fault of the page
        if kind == "error" and refused not in text:
            self.problems.append(f"{page.url}: {text}")

    def open(
        self,
        username: str,
        *,
        size: tuple[int, int] = DESK,
        password: str = "",
    ) -> Page:
        page = self.at_the_door(size=size)
        try_log_in(page, username, password or self.demo.password_of(username))
        page.wait_for_url(lambda url: "login" not in url)
        return page


def speak(page: Page, language: str) -> None:
    """Choose a language the way the menu does; it is kept on the account."""
    with page.expect_navigation():
        page.evaluate(
            """language => {
                const button = document.querySelector(`button[name=language][value=${language}]`);
                button.form.requestSubmit(button);
            }""",
            language,
        )


def try_log_in(page: Page, username: str, password: str) -> None:
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    with page.expect_navigation():
        page.click("form[data-log-in] button[type=submit]")


@pytest.fixture
def signed_in(demo: Demo, browser: Browser) -> Iterator[Open]:
    """Opens a page as somebody of the demo; console errors fail the test."""
    visits = Visits(demo, browser)
    yield visits.open
    _close(visits)


@pytest.fixture
def visits(demo: Demo, browser: Browser) -> Iterator[Visits]:
    """The same, for tests that also knock with a wrong password."""
    visits = Visits(demo, browser)
    yield visits
    _close(visits)


def _close(visits: Visits) -> None:
    for context in visits.contexts:
        context.close()
    assert visits.problems == []


def shoot(page: Page, name: str) -> None:
    """A picture of the whole page into the folder JIEYUE_SHOTS, when there is one."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
