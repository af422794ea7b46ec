from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jieyue.kit.pages import actor_of, render_page
from jieyue.people.messages import actions, queries, rules
from jieyue.people.messages.forms import MessageForm
from jieyue.people.messages.models import Notice
from jieyue.people.permissions import PeoplePermission
from jieyue.people.roles import queries as roles
from jieyue.people.steps import press, status_of, submit
from jieyue.people.units import queries as units

PAGE = "people/messages/notices.html"
FORM = "people/form_page.html"


def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "notices": queries.rows(actor),
        "may_send": actor.scope_of(PeoplePermission.MESSAGES_SEND) is not None,
    }
    return render_page(request, PAGE, context)


@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    actor = actor_of(request)
    own = Notice.objects.filter(site_id=actor.site_id, person_id=actor.person_id)
    notice = get_object_or_404(own.select_related("message"), id=notice_id)
    actions.read(notice_ids=[notice_id], actor=actor, at=timezone.now())
    return HttpResponseRedirect(notice.message.link or reverse("people:notices"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return press(
        request,
        lambda: actions.read(notice_ids=None, actor=actor, at=timezone.now()),
        refusals=(),
        done_url=reverse("people:notices"),
        said=_("Everything is read."),
    )


def send(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.scope_of(PeoplePermission.MESSAGES_SEND) is None:
        actor.require(PeoplePermission.MESSAGES_SEND)
    form = MessageForm(request.POST or None, units=units.choices(actor), roles=roles.choices(actor))
    reply = submit(
        request,
        form,
        lambda: actions.send(form.said, to=form.to, actor=actor, at=timezone.now()),
        refusals=rules.Refusal,
        done_url=reverse("people:notices"),
        said=_("The notice has been sent."),
    )
    shown = {
        "title": _("Send a notice"),
        "form": form,
        "submit": _("Send"),
        "back_url": reverse("people:notices"),
    }
    return reply or render_page(request, FORM, shown, status=status_of(form))
