"""Logging in through the real pages: lock-out, waiting accounts, passwords, idle sessions."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.utils import timezone

from jieyue.kit.journal.models import Entry
from jieyue.people.accounts import log_in, sessions
from jieyue.people.accounts.adapter import SecondFactorAdapter
from jieyue.people.accounts.log_in import Outcome
from jieyue.people.accounts.models import Account, AccountStatus, SignIn
from jieyue.people.factories import make_account, make_person, make_role, make_site

pytestmark = pytest.mark.django_db
PASSWORD = "Rain-City-26"
LOGIN = "/account/login/"
HOME = "/people/notices/"


@pytest.fixture
def account():
    return make_account(username="chef.wang", password=PASSWORD, password_set_at=timezone.now())


def log_in_as(client, account, password=PASSWORD):
    return client.post(LOGIN, {"login": account.username, "password": password})


def facts(name):
    return list(Entry.objects.filter(name=f"people.accounts.{name}").order_by("id"))


def attempt(account, password, at):
    return log_in.attempt(username=account.username, password=password, address="", at=at)[1]


def test_a_right_password_opens_a_session_and_is_recorded(client, account):
    reply = log_in_as(client, account)

    assert reply.status_code == 302
    assert client.get(HOME).status_code == 200
    [fact] = facts("logged_in")
    assert (fact.data["account_id"], fact.person_id) == (account.pk, account.person_id)
    assert SignIn.objects.get().account == account


def test_the_user_name_may_be_typed_in_capitals_and_with_blanks(client, account):
    reply = client.post(LOGIN, {"login": " Chef.Wang ", "password": PASSWORD})

    assert reply.status_code == 302


def test_five_wrong_passwords_lock_the_account_for_half_an_hour(account):
    at = timezone.now()
    outcomes = [attempt(account, "Wrong-Pass-1", at) for _ in range(5)]
    assert outcomes == [Outcome.WRONG_PASSWORD] * 5

    assert attempt(account, PASSWORD, at + timedelta(minutes=29)) is Outcome.LOCKED
    assert attempt(account, PASSWORD, at + timedelta(minutes=30)) is Outcome.ACCEPTED
    assert len(facts("locked")) == 1
    assert [fact.data["outcome"] for fact in facts("login_failed")] == [
        *["wrong_password"] * 5,
        "locked",
    ]


def test_no_password_and_no_typed_name_reaches_the_journal(client, account):
    log_in_as(client, account, "Secret-Wrong-1")
    client.post(LOGIN, {"login": "Typed-My-Password-1", "password": "x"})

    text = str([(entry.data, entry.actor_name) for entry in Entry.objects.all()])
    assert "Secret-Wrong-1" not in text
    assert "Typed-My-Password-1" not in text
    assert [fact.data["outcome"] for fact in facts("login_failed")] == [
        "wrong_password",
        "unknown",
    ]


def test_an_unknown_name_a_wrong_password_and_a_lock_read_the_same(client, account):
    unknown = client.post(LOGIN, {"login": "nobody.here", "password": PASSWORD})
    wrong = log_in_as(client, account, "Wrong-Pass-1")
    for _ in range(4):
        log_in_as(client, account, "Wrong-Pass-1")
    locked = log_in_as(client, account)

    said = [page.context["form"].non_field_errors() for page in (unknown, wrong, locked)]
    assert said[0]
    assert said[0] == said[1] == said[2]


def test_an_unknown_name_costs_a_hash_too(monkeypatch):
    hashed = []
    monkeypatch.setattr(log_in, "make_password", hashed.append)

    log_in.attempt(username="nobody.here", password="x", address="", at=timezone.now())

    assert hashed == ["x"]


@pytest.mark.parametrize("status", [AccountStatus.PENDING, AccountStatus.SUSPENDED])
def test_a_waiting_or_suspended_account_is_told_so_and_stays_out(client, account, status):
    Account.objects.update(status=status)

    reply = log_in_as(client, account)

    assert reply["Location"] == "/account/inactive/"
    assert client.get("/account/inactive/").status_code == 200
    assert client.get(HOME).status_code == 302
    assert facts("login_failed")[0].data["outcome"] == status


def test_whoever_has_left_is_out_from_that_day_on(client, account):
    log_in_as(client, account)
    account.person.left_on = timezone.localdate()
    account.person.save()

    assert client.get(HOME).status_code == 302
    assert attempt(account, PASSWORD, timezone.now()) is Outcome.LEFT
    yesterday = timezone.now() - timedelta(days=1)
    assert attempt(account, PASSWORD, yesterday) is Outcome.ACCEPTED


def test_an_initial_password_must_be_changed_before_anything_else(client, account):
    Account.objects.update(must_change_password=True)
    log_in_as(client, account)

    assert client.get(HOME)["Location"] == "/account/password/change/"
    weak = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert client.post("/account/password/change/", weak).status_code == 200
    used = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/account/password/change/", used).status_code == 200
    new = {"oldpassword": PASSWORD, "password1": "New-Rain-2027", "password2": "New-Rain-2027"}
    assert client.post("/account/password/change/", new).status_code == 302

    assert client.get(HOME).status_code == 200
    assert len(facts("password_changed")) == 1


def test_a_password_of_ninety_days_must_be_changed(client, account):
    Account.objects.update(password_set_at=timezone.now() - timedelta(days=90))
    log_in_as(client, account)

    assert client.get(HOME)["Location"] == "/account/password/change/"


def test_an_idle_session_ends_and_says_so(client, account):
    log_in_as(client, account)
    session = client.session
    session[sessions.LAST_SEEN] -= 31 * 60
    session.save()

    assert client.get(HOME)["Location"] == LOGIN
    assert client.get(HOME).status_code == 302
    assert facts("logged_out")[0].data["reason"] == "idle"


def test_officers_have_half_the_time(client):
    site = make_site()
    officer = make_account(site=site, role=make_role(site=site, code="auditor"))
    client.force_login(officer)
    session = client.session
    session[sessions.LAST_SEEN] = int(timezone.now().timestamp()) - 16 * 60
    session.save()

    assert client.get(HOME)["Location"] == LOGIN


def test_logging_out_is_recorded(client, account):
    log_in_as(client, account)
    client.post("/account/logout/")

    assert client.get(HOME).status_code == 302
    assert facts("logged_out")[0].data["reason"] == "owner"
    assert SignIn.objects.get().ended_at is not None


def test_a_session_can_be_ended_from_another(client, account, django_user_model):
    log_in_as(client, account)
    here = client.session[sessions.SIGN_IN]
    elsewhere = SignIn.objects.create(
        account=account,
        session_key="lost-phone",
        started_at=timezone.now(),
        last_seen_at=timezone.now(),
    )
    Session.objects.create(session_key="lost-phone", expire_date=timezone.now())

    client.post(f"/people/sessions/{elsewhere.pk}/end/")

    assert not Session.objects.filter(session_key="lost-phone").exists()
    assert list(SignIn.objects.filter(ended_at=None).values_list("pk", flat=True)) == [here]


def test_an_officer_sets_up_one_time_codes_first(client):
    site = make_site()
    role = make_role(site=site, code="auditor")
    officer = make_account(site=site, person=make_person(site=site), role=role)
    client.force_login(officer)

    assert client.get(HOME)["Location"] == "/account/2fa/totp/activate/"


def with_totp(account):
    secret = totp.generate_totp_secret()
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.TOTP,
        data={"secret": SecondFactorAdapter().encrypt(secret)},
    )
    return secret


def test_one_time_codes_are_asked_for_and_their_secret_is_encrypted(client, account):
    secret = with_totp(account)
    assert secret not in str(Authenticator.objects.get().data)

    assert log_in_as(client, account)["Location"].startswith("/account/2fa/authenticate/")
    assert client.get(HOME).status_code == 302
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    client.post("/account/2fa/authenticate/", {"code": code})

    assert client.get(HOME).status_code == 200
    assert len(facts("logged_in")) == 1


def test_an_officer_cannot_put_the_one_time_code_away(account):
    with_totp(account)
    code = Authenticator.objects.get(user=account)
    assert SecondFactorAdapter().can_delete_authenticator(code)

    account.assignments.all().delete()
    role = make_role(site=account.site, code="auditor")
    role.assignments.create(site=account.site, account=account, since=timezone.now())

    assert not SecondFactorAdapter().can_delete_authenticator(code)


def test_wrong_codes_count_towards_the_lock_even_with_the_right_password(client, account):
    with_totp(account)
    for _ in range(5):
        log_in_as(client, account)
        client.post("/account/2fa/authenticate/", {"code": "000000"})

    account.refresh_from_db()
    assert account.locked_until is not None
    assert len(facts("locked")) == 1
    assert attempt(account, PASSWORD, timezone.now()) is Outcome.LOCKED


def test_a_site_may_be_chosen_only_where_a_role_is_held(client, account):
    second, third = make_site(), make_site()
    role = make_role(site=second, grants={"people.units.read": "complex"})
    role.assignments.create(site=second, account=account, since=timezone.now())
    client.force_login(account)
    client.get(HOME)

    assert client.post("/preferences/site/", {"site": third.pk}).status_code == 404
    assert client.get("/people/units/").status_code == 403
    client.post("/preferences/site/", {"site": second.pk})
    assert client.get("/people/units/").status_code == 200


@pytest.mark.parametrize("address", ["email", "password/reset", "password/set", "signup"])
def test_what_needs_an_e_mail_address_leads_to_the_log_in(client, address):
    reply = client.post(f"/account/{address}/", {"email": "somebody@example.org"})

    assert (reply.status_code, reply["Location"]) == (302, LOGIN)
