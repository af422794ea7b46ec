"""Two people at the same moment: on a server database, where both really run at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from jieyue.kit.actor import system
from jieyue.people.accounts import log_in
from jieyue.people.accounts.access import access_of
from jieyue.people.approvals import actions as approvals
from jieyue.people.approvals.chain import set_chain
from jieyue.people.approvals.rules import AlreadyDecided, Link
from jieyue.people.factories import make_account, make_person, make_role, make_site
from jieyue.people.roles import actions as roles
from jieyue.people.roles.models import Assignment
from jieyue.people.roles.rules import PowersNotSeparate

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs PostgreSQL: set JIEYUE_DATABASE_URL"
    ),
]
RIGHT = "canteen.planning.confirm"


def at_once(*steps: Callable[[], object]) -> list[object]:
    """What each step returned or raised, all begun together on connections of their own."""
    ready = Barrier(len(steps))

    def run(step: Callable[[], object]) -> object:
        ready.wait(timeout=10)
        try:
            return step()
        except Exception as error:  # noqa: BLE001
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def acting(account):
    return access_of(account, wanted_site_id=None, at=timezone.now()).actor


def test_of_two_deciders_one_is_told_that_the_other_was_first():
    site, at = make_site(), timezone.now()
    chain = [Link(Decimal(0), 1, permission=RIGHT)]
    set_chain(kind="x", chain=chain, actor=system("tests", site_id=site.id), at=at)
    request = approvals.Request(kind="x", subject_id=1, title="Potatoes")
    asked = approvals.ask(request, actor=acting(make_account(site=site)), at=at)
    deciders = [acting(make_account(site=site, grants={RIGHT: "complex"})) for _ in range(2)]

    results = at_once(
        *(
            lambda actor=actor: approvals.decide(
                approval_id=asked.id, position=1, is_agreed=True, reason="", actor=actor, at=at
            )
            for actor in deciders
        )
    )

    assert sum(isinstance(result, AlreadyDecided) for result in results) == 1
    assert asked.steps.exclude(decided_at=None).count() == 1


def test_two_grants_at_once_do_not_join_separate_powers():
    site, at = make_site(), timezone.now()
    person = make_person(site=site)
    empty = make_role(site=site)
    accounts = [make_account(site=site, person=person, role=empty) for _ in range(2)]
    Assignment.objects.all().delete()
    granter = acting(
        make_account(
            site=site,
            grants={
                "people.roles.assign": "complex",
                "people.accounts.read": "complex",
                "people.roles.read": "complex",
            },
        )
    )
    offices = [make_role(site=site, code=code) for code in ("auditor", "system_administrator")]

    results = at_once(
        *(
            lambda account=account, role=role: roles.assign(
                account_id=account.pk, role_id=role.id, actor=granter, at=at
            )
            for account, role in zip(accounts, offices, strict=True)
        )
    )

    assert sum(isinstance(result, PowersNotSeparate) for result in results) == 1
    assert Assignment.objects.filter(account__person=person).count() == 1


def test_five_failures_at_once_are_five():
    account, at = make_account(password="Rain-City-26"), timezone.now()

    at_once(
        *[lambda: log_in.attempt(username=account.username, password="wrong", address="", at=at)]
        * 5
    )

    account.refresh_from_db()
    assert (account.failed_logins, account.locked_until is not None) == (5, True)
