"""My face, on the phone: what it is used for, agreeing, taking it back, and the proof."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.access.credentials.refusals import CredentialsRefused
from jieyue.access.faces import consents, queries
from jieyue.access.faces.forms import AgreeForm
from jieyue.access.faces.messages import EXPECTED
from jieyue.access.faces.models import ConsentKind
from jieyue.access.faces.parameters import CENTRAL_TEMPLATES
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.steps import press, status_of, submit

PAGE = "access/faces/mine.html"


def mine(request: HttpRequest) -> HttpResponse:
    """Agree to the readers, and separately to central templates where the site keeps them."""
    actor = _own(request)
    kinds = _kinds(actor)
    kind = request.GET.get("kind", ConsentKind.READER)
    kind = kind if kind in kinds else ConsentKind.READER
    found = queries.own(actor, kind=kind)
    form = AgreeForm(
        request.POST or None, initial={"text_id": found.text.id if found.text else None}
    )
    reply = submit(
        request,
        form,
        lambda: consents.give_own(**form.cleaned_data, actor=actor, at=timezone.now()),
        refusals=(*EXPECTED, CredentialsRefused),
        done_url=reverse("access:my_face"),
        said=_("Agreed. Go to the security office once to have your face taken by a reader."),
    )
    context = {"own": found, "form": form, "kind": kind, "kinds": kinds}
    return reply or render_page(request, PAGE, context, status=status_of(form))


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    actor = _own(request)
    return press(
        request,
        lambda: consents.withdraw_own(actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("access:my_face"),
        said=_("Taken back. Your face is being deleted; your card and code go on working."),
    )


def _kinds(actor: Actor) -> list[str]:
    values = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate())
    central = [ConsentKind.CENTRAL] if values.boolean(CENTRAL_TEMPLATES) else []
    return [ConsentKind.READER, *central]


def _own(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.require(AccessPermission.CREDENTIALS_READ, person_id=actor.person_id)
    return actor
