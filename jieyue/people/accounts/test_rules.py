from datetime import UTC, datetime, timedelta

import pytest

from jieyue.people.accounts import rules
from jieyue.people.accounts.rules import (
    BadUsername,
    Failures,
    PasswordHoldsName,
    PasswordTooPlain,
    PasswordTooShort,
    Policy,
)

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
POLICY = Policy()
MINUTE = timedelta(minutes=1)
LOCKED = Failures(5, AT + 30 * MINUTE)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("Rain-City-26", None),
        ("raincity2026!", None),  # three of four classes
        ("雅州雨城雨城Rain12", None),  # other characters are a class
        ("Rain-26", PasswordTooShort),
        ("raincityraincity", PasswordTooPlain),
        ("raincity2026", PasswordTooPlain),
        ("Li.Rain-2026", None),
        ("Chef.Wang-2026", PasswordHoldsName),
        ("Gnaw.fehc-2026", PasswordHoldsName),
    ],
)
def test_a_password_must_be_long_and_mixed(password, refusal):
    if refusal is None:
        rules.check_password(password, username="chef.wang", policy=POLICY)
        return
    with pytest.raises(refusal):
        rules.check_password(password, username="chef.wang", policy=POLICY)


def test_the_site_sets_the_figures():
    strict = Policy(password_length=14, password_classes=4)

    with pytest.raises(PasswordTooShort) as short:
        rules.check_password("Rain-City-26", username="x", policy=strict)
    with pytest.raises(PasswordTooPlain) as plain:
        rules.check_password("raincity-raincity-26", username="x", policy=strict)

    assert short.value.shortest == 14
    assert (plain.value.classes, plain.value.asked) == (3, 4)


@pytest.mark.parametrize("username", ["ab", "Chef", "厨师长", "a b c", "-chef", "a" * 61])
def test_a_user_name_is_plain(username):
    with pytest.raises(BadUsername):
        rules.check_username(username)


@pytest.mark.parametrize(
    ("before", "at", "after"),
    [
        (Failures(), AT, Failures(1)),
        (Failures(3), AT, Failures(4)),
        (Failures(4), AT, LOCKED),
        (LOCKED, AT + 29 * MINUTE, LOCKED),  # guessing on does not prolong it
        (LOCKED, AT + 30 * MINUTE, Failures(1)),  # half-open: the count begins anew
    ],
)
def test_five_failures_lock_for_half_an_hour(before, at, after):
    assert rules.after_failure(before, at=at, policy=POLICY) == after


@pytest.mark.parametrize(
    ("failures", "at", "locked"),
    [
        (Failures(4), AT, False),
        (LOCKED, AT, True),
        (LOCKED, AT + 30 * MINUTE - timedelta(microseconds=1), True),
        (LOCKED, AT + 30 * MINUTE, False),
    ],
)
def test_a_lock_ends_by_itself(failures, at, locked):
    assert rules.is_locked(failures, at=at) is locked


@pytest.mark.parametrize(
    ("set_at", "expired"),
    [(None, True), (AT - timedelta(days=89), False), (AT - timedelta(days=90), True)],
)
def test_a_password_is_changed_every_quarter(set_at, expired):
    assert rules.must_change(set_at=set_at, at=AT, policy=POLICY) is expired


@pytest.mark.parametrize(("minutes", "idle"), [(30, False), (31, True)])
def test_a_session_ends_after_a_time_without_a_request(minutes, idle):
    seen = AT - minutes * MINUTE
    assert rules.is_idle(last_seen_at=seen, at=AT, minutes=30) is idle
