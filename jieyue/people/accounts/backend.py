"""Django's way to `log_in.attempt`; it knows no permissions, an actor's grants do."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone

from jieyue.kit.addresses import address_of
from jieyue.people.accounts import log_in
from jieyue.people.accounts.log_in import Outcome
from jieyue.people.accounts.models import Account

_TOLD_WHY = {Outcome.ACCEPTED, Outcome.PENDING, Outcome.SUSPENDED}


class AccountBackend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> Account | None:
        """The account if name and password are right and it is not locked.

        One that is not active is returned too: the log-in page then says what it waits for.
        """
        if not username or not password:
            return None
        account, outcome = log_in.attempt(
            username=username,
            password=password,
            address=address_of(request) if request else "",
            at=timezone.now(),
        )
        return account if outcome in _TOLD_WHY else None

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session; None as soon as it may no longer be used. One query."""
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        if account is None:
            return None
        is_good = log_in.standing(account, at=timezone.now()) is Outcome.ACCEPTED
        return account if is_good else None
