"""One's own account: where it is signed in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.kit.pages import actor_of, render_page
from jieyue.people.accounts import sessions
from jieyue.people.accounts.models import Account, SignIn
from jieyue.people.steps import press

PAGE = "people/accounts/sessions.html"


def own_sessions(request: HttpRequest) -> HttpResponse:
    account = _own(request)
    this = request.session.get(sessions.SIGN_IN)
    return render_page(request, PAGE, {"rows": sessions.open_sessions(account, this=this)})


@require_POST
def end_session(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """End a session of one's own, perhaps on a lost phone."""
    account = _own(request)
    get_object_or_404(SignIn, pk=sign_in_id, account=account)
    return press(
        request,
        lambda: sessions.end(
            sign_in_id=sign_in_id,
            account=account,
            reason="owner",
            actor=actor_of(request),
            at=timezone.now(),
        ),
        refusals=(),
        done_url=reverse("people:own_sessions"),
        said=_("The session has ended."),
    )


@login_not_required
def not_offered(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The log-in page says whom to ask."""
    return redirect("account_login")


def _own(request: HttpRequest) -> Account:
    account = request.user
    if not isinstance(account, Account):
        raise TypeError(account)
    return account
