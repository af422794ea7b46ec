"""Two tills serve in the same moment; needs a server that locks rows."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.service import accounts, actions, refusals
from jieyue.canteen.service.factories import make_meal_account, make_price, serving
from jieyue.canteen.service.models import AccountEntry, Sale
from jieyue.canteen.service.parameters import SECOND_MEAL_REFUSED
from jieyue.canteen.service.rules import Flag
from jieyue.kit.actor import system
from jieyue.kit.parameters import Values
from jieyue.people.factories import make_person

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def canteen(transactional_db):
    return make_canteen()


@pytest.fixture
def _once_a_meal(monkeypatch):
    """The site refuses a second meal."""
    usual = Values.boolean
    monkeypatch.setattr(
        Values, "boolean", lambda self, p: p is SECOND_MEAL_REFUSED or usual(self, p)
    )


def till(canteen, person, *, name="till", **fields):
    def sell():
        served = serving(canteen=canteen, happened_at=NOON, person_id=person.id, **fields)
        return actions.sell(serving=served, actor=system(name, site_id=canteen.site_id), at=NOON)

    return sell


@pytest.mark.usefixtures("_once_a_meal")
@pytest.mark.parametrize("price", ["15.00", "10.00"], ids=["own share", "free"])
def test_one_person_eats_one_meal_once_at_two_tills(canteen, at_once, price):
    make_price(canteen=canteen, price=price)
    person = make_person(site=canteen.site)
    account = make_meal_account(person=person, balance="100.00")

    answers = at_once(*[till(canteen, person)] * 3)

    refused = [answer for answer in answers if isinstance(answer, refusals.AteAlready)]
    assert [(each.name, each.at) for each in refused] == [(person.name, "12:00")] * 2
    assert Sale.objects.count() == 1
    account.refresh_from_db()
    own_share = Decimal(price) - 10
    assert account.balance_yuan == 100 - own_share
    assert AccountEntry.objects.count() == (1 if own_share else 0)


def test_where_a_site_serves_again_only_one_meal_is_subsidised(canteen, at_once):
    make_price(canteen=canteen)
    person = make_person(site=canteen.site)
    account = make_meal_account(person=person, balance="100.00")

    sold = [answer.sale for answer in at_once(*[till(canteen, person)] * 3)]

    assert sorted(sale.subsidy_yuan for sale in sold) == [0, 0, 10]
    assert sum(sale.flags == [Flag.AGAIN] for sale in sold) == 2
    account.refresh_from_db()
    assert account.balance_yuan == 100 - 5 - 15 - 15


@pytest.mark.usefixtures("_once_a_meal")
def test_a_person_without_an_account_eats_one_free_meal_once(canteen, at_once):
    make_price(canteen=canteen, price="10.00")
    person = make_person(site=canteen.site)

    answers = at_once(*[till(canteen, person)] * 3)

    assert sum(isinstance(answer, refusals.AteAlready) for answer in answers) == 2
    assert Sale.objects.count() == 1


def test_one_sale_taken_back_twice_is_refunded_once(canteen, at_once):
    make_price(canteen=canteen)
    person = make_person(site=canteen.site)
    account = make_meal_account(person=person, balance="100.00")
    sale = till(canteen, person)().sale

    def cancel(name):
        actor = system(name, site_id=canteen.site_id)
        return actions.cancel(client_id=sale.client_id, reason="误刷", actor=actor, at=NOON)

    answers = at_once(lambda: cancel("甲"), lambda: cancel("乙"))

    [refused] = [a for a in answers if isinstance(a, refusals.AlreadyCancelled)]
    sale.refresh_from_db()
    assert (refused.by, refused.at) == (sale.cancelled_by, "12:00")
    account.refresh_from_db()
    assert account.balance_yuan == 100


def test_charges_of_one_account_in_the_same_moment_add_up(canteen, at_once):
    person = make_person(site=canteen.site)
    account = make_meal_account(person=person, balance="0.00")

    def credit(amount):
        return accounts.credit(
            account_id=account.id, amount_yuan=Decimal(amount), note="充值",
            actor=system("财务", site_id=canteen.site_id), at=NOON,
        )  # fmt: skip

    at_once(*[lambda: credit("10.00")] * 4)
    account.refresh_from_db()
    assert account.balance_yuan == 40
