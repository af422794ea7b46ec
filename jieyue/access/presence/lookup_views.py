"""行踪查询: one person for a written purpose, and who has looked up how often."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jieyue.access.permissions import AccessPermission
from jieyue.access.presence import actions, lookups, searching
from jieyue.access.presence.forms import LookupForm
from jieyue.access.presence.messages import EXPECTED, say
from jieyue.access.presence.tables import LookupTable
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Empty, table_page

PAGE = "access/presence/lookup.html"


@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Where one person was last seen, after what for and why are written down."""
    actor, at = actor_of(request), timezone.now()
    actor.require(AccessPermission.PRESENCE_LOOKUP)
    form = LookupForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "found": None}
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            wanted = actions.Wanted(
                person_id=searching.numbered(actor, typed["staff_no"]),
                purpose=typed["purpose"],
                reason=typed["reason"],
            )
            context["found"] = actions.look_up(wanted=wanted, actor=actor, at=at)
        except EXPECTED as error:
            form.add_error(None, say(error))
    status = 422 if form.is_bound and form.errors else 200
    reply = render_page(request, PAGE, context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every look-up, and how many each officer made."""
    actor = actor_of(request)
    rows = lookups.register(actor)
    return table_page(
        request,
        LookupTable,
        rows,
        title=_("Look-ups of persons"),
        page="access/presence/lookups.html",
        context={"officers": lookups.by_officer(actor, at=timezone.now())},
        empty=Empty(
            _("Nobody was looked up"),
            _("Each look-up stands here with who made it, what for and why."),
            reverse("access:presence_buildings"),
            _("Presence by building"),
            "user-search",
        ),
    )
