"""What allauth asks us: whose password is good, and what happens at log-in and log-out."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jieyue.kit.actor import system
from jieyue.kit.problems import words_for
from jieyue.people.accounts import actions, log_in, sessions
from jieyue.people.accounts.access import access_of
from jieyue.people.accounts.models import Account
from jieyue.people.accounts.policy import officers_need_totp, site_of
from jieyue.people.accounts.rules import WeakPassword
from jieyue.people.persons.encrypted import decrypt, encrypt

WRONG = _(
    "User name and password do not fit, or the account is locked. Several failures in a row lock "
    "an account for a while; the system administrator can unlock it."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {**DefaultAccountAdapter.error_messages, "username_password_mismatch": WRONG}

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Accounts are made by the system administrator."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        sessions.begin(request, user, at=timezone.now())

    def logout(self, request: HttpRequest) -> None:
        sign_in_id = request.session.get(sessions.SIGN_IN)
        account, at = request.user, timezone.now()
        actor = getattr(request, "actor", None)
        if sign_in_id is not None and isinstance(account, Account) and actor is not None:
            sessions.end(sign_in_id=sign_in_id, account=account, reason="owner", actor=actor, at=at)
        super().logout(request)

    def clean_password(self, password: str, user: Any = None) -> str:
        try:
            actions.check_new_password(user or Account(), password, at=timezone.now())
        except WeakPassword as error:
            words = words_for(error)
            raise ValidationError(words.say(error) if words else str(error)) from error
        return password

    def set_password(self, user: Any, password: str) -> None:
        actor = getattr(self.request, "actor", None)
        if actor is None:
            actor = system("people.accounts", site_id=site_of(user))
        actions.change_password(account=user, password=password, actor=actor, at=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    """One-time-code secrets are encrypted at rest, as phone numbers are."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """An officer keeps the code; a lost device is removed by the security administrator."""
        at = timezone.now()
        access = access_of(authenticator.user, wanted_site_id=None, at=at)
        site_id = access.actor.site_id
        if not access.is_officer or site_id is None:
            return True
        return not officers_need_totp(site_id=site_id, at=at)


class _CountsFailures:
    """A wrong one-time code counts towards the lock like a wrong password."""

    user: Account

    def clean_code(self) -> str:
        at = timezone.now()
        if log_in.is_locked(account_id=self.user.pk, at=at):
            raise ValidationError(WRONG)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            log_in.refuse_code(account_id=self.user.pk, address="", at=at)
            raise
        return code


class CodeForm(_CountsFailures, AuthenticateForm):
    """Asked after the password."""


class CodeAgainForm(_CountsFailures, ReauthenticateForm):
    """Asked before a sensitive step."""
