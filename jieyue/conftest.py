"""Fixtures for every test of the product."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings

settings.register_profile(  # what is true does not depend on how busy the machine is
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

DATABASE_FIXTURES = {"db", "live_server", "transactional_db"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what reaches a database runs; the rest cannot differ there."""
    if connection.vendor != "postgresql":
        return
    reaching = [item for item in items if _reaches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(reaching)])
    items[:] = reaching


def _reaches_database(item: pytest.Item) -> bool:
    """Those of the whole product start processes of their own, so no fixture tells."""
    if item.nodeid.startswith("tests/"):
        return True
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names & DATABASE_FIXTURES)


QueryBudget = Callable[..., AbstractContextManager[None]]
AtOnce = Callable[..., list[Any]]


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their files without the manifest, which only collectstatic writes."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.WHITENOISE_AUTOREFRESH = True  # does not look for the collected files at start
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    """Passwords hash in no time: slow hashing is the library's, and tested there."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def sign_in(client: Client) -> Callable[[Any], Client]:
    """`sign_in(account)` gives the client with that account's session."""

    def signed_in(account: Any) -> Client:
        client.force_login(account)
        return client

    return signed_in


@pytest.fixture
def assert_query_budget() -> QueryBudget:
    """`with assert_query_budget(10): client.get(url)` fails above ten queries, naming them."""

    @contextmanager
    def budget(most: int = 10) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        made = [query["sql"] for query in captured.captured_queries]
        if len(made) > most:
            listed = "\n".join(f"{place}. {sql}" for place, sql in enumerate(made, 1))
            pytest.fail(f"{len(made)} queries, {most} allowed:\n{listed}", pytrace=False)

    return budget


@pytest.fixture
def at_once(transactional_db: None) -> AtOnce:  # noqa: ARG001
    """`at_once(first, second)` calls all in the same moment; what each returned or refused.

    Skips where nobody can be second: SQLite has one writer at a time.
    """
    if connection.vendor != "postgresql":
        pytest.skip("needs a server that locks rows: set JIEYUE_DATABASE_URL")

    def run(*steps: Callable[[], Any]) -> list[Any]:
        together = Barrier(len(steps))

        def alone(step: Callable[[], Any]) -> Any:
            together.wait(timeout=60)
            try:
                return step()
            except Exception as error:  # noqa: BLE001
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(steps)) as pool:
            return list(pool.map(alone, steps))

    return run
