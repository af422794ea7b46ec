from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.refusals import MonthClosed
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service import accounts, actions, refusals
from jieyue.canteen.service.factories import (
    make_booking,
    make_meal_account,
    make_price,
    make_till,
    serving,
)
from jieyue.canteen.service.models import AccountEntry, Sale
from jieyue.canteen.service.parameters import SECOND_MEAL_REFUSED
from jieyue.canteen.service.rules import Flag
from jieyue.kit.actor import NotAllowed, Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday, 12:00 local
TODAY = date(2026, 11, 23)
EVERYTHING = {
    CanteenPermission.SERVICE_SELL: Scope.COMPLEX,
    CanteenPermission.ACCOUNTS_EDIT: Scope.COMPLEX,
    CanteenPermission.ACCOUNTS_READ: Scope.COMPLEX,
}


@pytest.fixture
def canteen():
    found = make_canteen()
    make_price(canteen=found)
    return found


@pytest.fixture
def actor(canteen):
    return make_actor(site=canteen.site, grants=EVERYTHING)


@pytest.fixture
def person(canteen):
    return make_person(site=canteen.site, name="李文静")


def sell(canteen, actor, *, at=NOON, **fields):
    fields.setdefault("happened_at", at)
    return actions.sell(serving=serving(canteen=canteen, **fields), actor=actor, at=at)


def test_a_meal_takes_the_own_share_from_the_account(canteen, actor, person):
    account = make_meal_account(person=person, card="0011", balance="20.00")
    dish = make_dish(site=canteen.site)

    served = sell(canteen, actor, card_number="0011", portions={dish.id: Decimal("0.5")})

    sale = served.sale
    assert (sale.price_yuan, sale.subsidy_yuan, sale.flags) == (
        Decimal("15.00"),
        Decimal("10.00"),
        [],
    )
    assert (sale.person, sale.unit, sale.day) == (person, person.unit, TODAY)
    assert served.balance_yuan == Decimal("15.00")
    entry = AccountEntry.objects.get(account=account)
    assert (entry.kind, entry.amount_yuan, entry.sale) == ("meal", Decimal("-5.00"), sale)
    assert sale.dishes.get().portions == Decimal("0.5")


def test_the_same_sale_twice_counts_once(canteen, actor, person):
    make_meal_account(person=person, card="0011", balance="20.00")
    client_id = uuid4()

    first, second = (
        sell(canteen, actor, card_number="0011", client_id=client_id) for _ in range(2)
    )

    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert Sale.objects.count() == 1
    assert second.balance_yuan == Decimal("15.00")


@pytest.mark.parametrize(
    ("fields", "refusal", "flag"),
    [
        ({"is_blocked": True, "balance": "50.00"}, refusals.AccountBlocked, Flag.BLOCKED),
        ({"balance": "4.99"}, refusals.NotEnoughMoney, Flag.OVERDRAWN),
    ],
)
def test_an_account_that_cannot_pay_is_refused_before_and_flagged_after(
    canteen, actor, person, fields, refusal, flag
):
    account = make_meal_account(person=person, card="0011", **fields)

    with pytest.raises(refusal):
        sell(canteen, actor, card_number="0011")
    assert not Sale.objects.exists()

    late = sell(canteen, actor, card_number="0011", at=NOON, happened_at=NOON - timedelta(hours=1))
    assert late.sale.flags == [flag]
    account.refresh_from_db()
    assert account.balance_yuan == Decimal(fields["balance"]) - Decimal("5.00")


def test_what_was_handed_out_without_network_is_kept_however_young(canteen, actor):
    with pytest.raises(refusals.UnknownCard):
        sell(canteen, actor, card_number="9999")

    kept = sell(canteen, actor, card_number="9999", already_served=True).sale
    assert (kept.person, kept.unit, kept.card_number) == (None, None, "9999")
    assert (kept.flags, kept.subsidy_yuan) == ([Flag.UNKNOWN_CARD], Decimal("0.00"))


def test_a_tills_clock_is_corrected_and_told(canteen, actor):
    hour = 3600
    ahead = sell(
        canteen, actor, diners=3, happened_at=NOON + timedelta(hours=12), skew_s=12 * hour
    ).sale

    assert (ahead.happened_at, ahead.day, ahead.flags) == (NOON, TODAY, [Flag.CLOCK_OFF])


def test_a_second_meal_is_paid_in_full_and_flagged(canteen, actor, person):
    make_meal_account(person=person, card="0011", balance="50.00")
    sell(canteen, actor, card_number="0011")

    again = sell(canteen, actor, card_number="0011").sale
    assert (again.flags, again.subsidy_yuan) == ([Flag.AGAIN], Decimal("0.00"))


def test_a_second_meal_is_refused_where_the_site_says_so(canteen, actor, person, monkeypatch):
    from jieyue.kit.parameters import Values

    usual = Values.boolean
    monkeypatch.setattr(
        Values, "boolean", lambda self, p: p is SECOND_MEAL_REFUSED or usual(self, p)
    )
    make_meal_account(person=person, card="0011", balance="50.00")
    sell(canteen, actor, card_number="0011")

    with pytest.raises(refusals.AteAlready) as refused:
        sell(canteen, actor, card_number="0011")
    assert refused.value.at == "12:00"


def test_a_person_without_an_account(canteen, actor, person):
    with pytest.raises(refusals.NoAccount):
        sell(canteen, actor, person_id=person.id)
    assert sell(canteen, actor, person_id=person.id, already_served=True).sale.flags == [
        Flag.NO_ACCOUNT
    ]


def test_diners_counted_by_hand_are_charged_to_nobody(canteen, actor):
    sale = sell(canteen, actor, diners=25).sale
    assert (sale.diners, sale.price_yuan, sale.person, sale.unit) == (
        25,
        Decimal("0.00"),
        None,
        None,
    )


def test_guests_are_charged_in_full_to_the_unit_that_booked_them(canteen, actor):
    unit = make_unit(site=canteen.site)
    booking = make_booking(canteen=canteen, unit=unit, day=TODAY, at=NOON, guests=4)

    sale = sell(canteen, actor, guest_booking_id=booking.id, diners=3).sale
    assert (sale.unit, sale.price_yuan, sale.subsidy_yuan) == (
        unit,
        Decimal("45.00"),
        Decimal("0.00"),
    )

    with pytest.raises(refusals.TooManyGuests) as refused:
        sell(canteen, actor, guest_booking_id=booking.id, diners=2)
    assert (refused.value.asked, refused.value.left) == (2, 1)


def test_companions_pay_with_their_own_cards(canteen, actor):
    unit = make_unit(site=canteen.site)
    booking = make_booking(canteen=canteen, unit=unit, day=TODAY, at=NOON, companions=1)

    with pytest.raises(refusals.CompanionsPay):
        sell(canteen, actor, guest_booking_id=booking.id, diners=3, companions=1)


def test_guests_of_another_day_are_refused(canteen, actor):
    unit = make_unit(site=canteen.site)
    tomorrow = TODAY + timedelta(days=1)
    booking = make_booking(canteen=canteen, unit=unit, day=tomorrow, at=NOON)

    with pytest.raises(refusals.BookedElsewhere):
        sell(canteen, actor, guest_booking_id=booking.id)


def test_a_sale_names_one_diner_only(canteen, actor, person):
    with pytest.raises(refusals.OneDinerKind):
        sell(canteen, actor, card_number="1", person_id=person.id)


def test_a_closed_month_takes_no_sale(canteen, actor):
    ClosedMonth.objects.create(
        site=canteen.site,
        canteen=canteen,
        month=TODAY.replace(day=1),
        closed_by="Somebody",
        closed_at=NOON,
        figures={},
    )
    with pytest.raises(MonthClosed):
        sell(canteen, actor)
    assert not Sale.objects.exists()


def test_taking_back_refunds_once_and_tells_the_second(canteen, actor, person):
    account = make_meal_account(person=person, card="0011", balance="20.00")
    sale = sell(canteen, actor, card_number="0011").sale

    with pytest.raises(refusals.ReasonMissing):
        actions.cancel(client_id=sale.client_id, reason=" ", actor=actor, at=NOON)
    actions.cancel(client_id=sale.client_id, reason="打错", actor=actor, at=NOON)
    with pytest.raises(refusals.AlreadyCancelled) as second:
        actions.cancel(client_id=sale.client_id, reason="打错", actor=actor, at=NOON)

    account.refresh_from_db()
    assert account.balance_yuan == Decimal("20.00")
    assert (second.value.by, second.value.at) == (actor.name, "12:00")
    fact = Entry.objects.get(name="canteen.service.sale_cancelled")
    assert fact.data["refunded_yuan"] == "5.00"


def test_another_sites_rows_do_not_exist(canteen, person):
    other = make_canteen(site=make_site())
    stranger = make_actor(site=other.site, grants=EVERYTHING)
    make_meal_account(person=person, card="0011", balance="20.00")
    sale = sell(canteen, make_actor(site=canteen.site, grants=EVERYTHING), card_number="0011").sale

    with pytest.raises(type(canteen).DoesNotExist):
        sell(canteen, stranger)
    with pytest.raises(refusals.UnknownCard):
        sell(other, stranger, card_number="0011")
    with pytest.raises(Sale.DoesNotExist):
        actions.cancel(client_id=sale.client_id, reason="x", actor=stranger, at=NOON)


def test_a_till_of_another_canteen_is_not_known(canteen, actor):
    till = make_till(canteen=make_canteen(site=canteen.site))
    with pytest.raises(type(till).DoesNotExist):
        sell(canteen, actor, till_id=till.id)


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_every_role_sells_or_is_refused(canteen, role):
    actor = make_actor(site=canteen.site, grants=role_grants(role))
    if actor.may(CanteenPermission.SERVICE_SELL):
        assert sell(canteen, actor).sale.diners == 1
    else:
        with pytest.raises(NotAllowed):
            sell(canteen, actor)


def test_some_roles_sell_and_some_do_not():
    selling = {r.code for r in BUILT_IN if "canteen.service.sell" in role_grants(r.code)}
    assert "till" in selling
    assert "employee" not in selling


MOVES = st.lists(
    st.tuples(st.sampled_from(["credit", "pay_out", "meal", "late", "cancel"]), st.integers(1, 40)),
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
def test_the_balance_is_always_the_sum_of_the_entries(canteen, actor, moves):
    """Whatever happens, in whatever order, refused or not."""
    person = make_person(site=canteen.site)
    account = make_meal_account(person=person)
    sold = []
    for step, (what, yuan) in enumerate(moves):
        at = timezone.localtime(NOON) + timedelta(days=step)
        try:
            if what == "credit":
                accounts.credit(
                    account_id=account.id, amount_yuan=Decimal(yuan), actor=actor, at=at
                )
            elif what == "pay_out":
                accounts.pay_out(
                    account_id=account.id,
                    amount_yuan=Decimal(yuan),
                    note="退卡",
                    actor=actor,
                    at=at,
                )
            elif what == "cancel" and sold:
                actions.cancel(client_id=sold[yuan % len(sold)], reason="错", actor=actor, at=at)
            elif what in ("meal", "late"):
                served = sell(
                    canteen,
                    actor,
                    at=at,
                    card_number=account.card_number,
                    already_served=what == "late",
                )
                sold.append(served.sale.client_id)
        except refusals.ServiceRefused:
            pass
        account.refresh_from_db()
        entries = AccountEntry.objects.filter(account=account).values_list("amount_yuan", flat=True)
        assert account.balance_yuan == sum(entries, Decimal(0))
