"""Every request carries its actor: who asks, on which site, with which rights."""

from collections.abc import Callable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.people.accounts import sessions
from jieyue.people.accounts.access import Access, access_of
from jieyue.people.accounts.models import Account
from jieyue.people.accounts.policy import officers_need_totp

# what somebody may reach who must first change a password or set up one-time codes
_ALWAYS_OPEN = ("/account/", "/preferences/", "/static/")
_TOTP_DONE = "totp_done"


class ActorMiddleware:
    """Sets `request.actor`, ends idle sessions, and leads to what must be done first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.site_ids = None, ()  # type: ignore[attr-defined]
        account = request.user
        if not isinstance(account, Account):
            return self.get_response(request)
        at = timezone.now()
        access = access_of(account, wanted_site_id=request.session.get("site_id"), at=at)
        if self._has_ended(request, account, access, at):
            return redirect("account_login")
        step = first_step(request, account, access, at=at)
        if step and request.path.startswith("/api/"):
            return self.get_response(request)
        if step and not request.path.startswith(_ALWAYS_OPEN):
            return redirect(step)
        request.actor, request.site_ids = access.actor, access.site_ids  # type: ignore[attr-defined]
        return self.get_response(request)

    def _has_ended(
        self, request: HttpRequest, account: Account, access: Access, at: datetime
    ) -> bool:
        """Whether the session was idle too long or ended elsewhere; it is then logged out."""
        minutes = (
            settings.ENV.idle_minutes_officer if access.is_officer else settings.ENV.idle_minutes
        )
        if sessions.is_idle(request, at=at, minutes=minutes):
            sign_in_id = request.session.get(sessions.SIGN_IN)
            if sign_in_id is not None:
                sessions.end(
                    sign_in_id=sign_in_id,
                    account=account,
                    reason="idle",
                    actor=access.actor,
                    at=at,
                )
            logout(request)
            messages.info(
                request,
                _("You were logged out after %(minutes)s idle minutes.") % {"minutes": minutes},
            )
            return True
        if not sessions.see(request, at=at):
            logout(request)
            return True
        return False


def first_step(
    request: HttpRequest, account: Account, access: Access, *, at: datetime
) -> str | None:
    """The address of what must be done before anything else, if there is such a thing."""
    if account.must_change_password:
        return reverse("account_change_password")
    site_id = access.actor.site_id
    if not access.is_officer or site_id is None or request.session.get(_TOTP_DONE):
        return None
    if not officers_need_totp(site_id=site_id, at=at):
        return None
    totp = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP)
    if totp.exists():
        request.session[_TOTP_DONE] = True
        return None
    return reverse("mfa_activate_totp")
