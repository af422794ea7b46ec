from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.kit.actor import Scope
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import table_page
from jieyue.people.permissions import PeoplePermission
from jieyue.people.roles import actions, queries, rules
from jieyue.people.roles.models import Role
from jieyue.people.roles.tables import RoleTable
from jieyue.people.steps import press

PAGE = "people/roles/role.html"
SCOPES = (
    ("", gettext_lazy("not at all")),
    ("own", gettext_lazy("own")),
    ("unit", gettext_lazy("own unit")),
    ("complex", gettext_lazy("whole complex")),
)


def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(PeoplePermission.ROLES_READ)
    rows = queries.rows(actor, at=timezone.now())
    return table_page(request, RoleTable, rows, title=_("Roles"))


def role(request: HttpRequest, role_id: int) -> HttpResponse:
    """What a role may do; the security administrator changes it here."""
    actor = actor_of(request)
    get_object_or_404(Role.objects.visible_to(actor), id=role_id)
    if request.method == "POST":
        wanted = {
            key.removeprefix("right:"): Scope(value)
            for key, value in request.POST.items()
            if key.startswith("right:") and value in set(Scope)
        }
        return press(
            request,
            lambda: actions.set_grants(
                role_id=role_id, grants=wanted, actor=actor, at=timezone.now()
            ),
            refusals=rules.Refusal,
            done_url=reverse("people:role", args=[role_id]),
            said=_("The role has been saved."),
        )
    row = queries.row(actor, role_id=role_id, at=timezone.now())
    grants = queries.grants(actor, role_id=role_id)
    context = {
        "role": row,
        "grants": [g for g in grants if g.scope or not g.is_officer_only],
        "scopes": SCOPES,
        "may_edit": actor.may(PeoplePermission.ROLES_EDIT) and not row.is_officer,
    }
    return render_page(request, PAGE, context)
