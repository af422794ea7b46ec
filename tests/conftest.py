"""A running demo complex and a browser, for the tests that look at pages as people do."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

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


@dataclass(frozen=True)
class Demo:
    """A demo complex that answers at `address`."""

    address: str
    data: Path
    logins: list[dict[str, str]]

    def password_of(self, username: str) -> str:
        return next(row["password"] for row in self.logins if row["username"] == username)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """What `make demo` starts, on a free port and fresh data, until the session ends."""
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

    deadline = time.monotonic() + 300
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
