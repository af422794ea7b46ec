"""The register of face use at the security officer's desk; for others, its numbers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jieyue.access.devices.models import Device
from jieyue.access.faces import deletions, queries, register
from jieyue.access.faces.forms import AssessmentForm, HandForm, ReaderForm, TextForm, UseForm
from jieyue.access.faces.messages import EXPECTED
from jieyue.access.faces.models import FaceDeletion, FaceUse
from jieyue.access.permissions import AccessPermission
from jieyue.estate.rooms.models import Room
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.steps import status_of, submit

FORM = "people/form_page.html"


@require_GET
def faces(request: HttpRequest) -> HttpResponse:
    """Purposes, readers, numbers, texts, deletions."""
    actor, today = actor_of(request), timezone.localdate()
    counts = queries.counts(actor, on=today)
    context = {
        "uses": queries.uses(actor, on=today),
        "readers": queries.readers(actor),
        "counts": counts,
        "texts": queries.texts(actor),
        "deletions": queries.deletions(actor),
        "may_edit": actor.may(AccessPermission.FACES_EDIT),
    }
    return render_page(request, "access/faces/faces.html", context)


def use(request: HttpRequest, use_id: int | None = None) -> HttpResponse:
    """Enter a purpose, or change it."""
    actor = _editor(request)
    row = _use(actor, use_id) if use_id else None
    initial: dict[str, Any] = {"began_on": timezone.localdate()}
    if row is not None:
        initial = {name: getattr(row, name) for name in UseForm.base_fields}
    form = UseForm(request.POST or None, initial=initial)
    return _form(
        request,
        form,
        lambda: register.register(use=form.use, use_id=use_id, actor=actor, at=timezone.now()),
        row.purpose if row else _("Register a use of faces"),
    )


def assessment(request: HttpRequest, use_id: int) -> HttpResponse:
    actor = _editor(request)
    row = _use(actor, use_id)
    form = AssessmentForm(request.POST or None)
    return _form(
        request,
        form,
        lambda: register.assess(
            use_id=row.id, findings=form.findings, actor=actor, at=timezone.now()
        ),
        _("Impact assessment: %(purpose)s") % {"purpose": row.purpose},
    )


def text(request: HttpRequest) -> HttpResponse:
    """Publish the next version."""
    actor = _editor(request)
    form = TextForm(request.POST or None, uses=_uses(actor))
    return _form(
        request,
        form,
        lambda: register.publish(**form.cleaned_data, actor=actor, at=timezone.now()),
        _("Publish a consent text"),
    )


def reader(request: HttpRequest) -> HttpResponse:
    """Let a face terminal learn faces, or move it."""
    actor = _editor(request)
    devices = Device.objects.filter(site_id=actor.site_id, kind__in=register.FACE_KINDS)
    rooms = Room.objects.filter(site_id=actor.site_id, is_active=True)
    form = ReaderForm(
        request.POST or None,
        devices=list(devices.values_list("id", "name")),
        uses=_uses(actor),
        rooms=[(room.id, f"{room.number} {room.name}".strip()) for room in rooms],
    )
    return _form(
        request,
        form,
        lambda: register.register_reader(**form.cleaned_data, actor=actor, at=timezone.now()),
        _("Register a face reader"),
    )


def deletion(request: HttpRequest, deletion_id: int) -> HttpResponse:
    """The proof of one deletion; the officer may stand for a reader that cannot say it."""
    actor = actor_of(request)
    try:
        row, lines = queries.proof(actor, deletion_id=deletion_id)
    except FaceDeletion.DoesNotExist:
        raise Http404 from None
    form = HandForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: deletions.confirm_by_hand(
            deletion_id=deletion_id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=EXPECTED,
        done_url=reverse("access:face_deletion", args=[deletion_id]),
        said=_("Confirmed."),
    )
    context = {
        "row": row,
        "lines": lines,
        "form": form,
        "may_edit": actor.may(AccessPermission.FACES_EDIT),
    }
    page = "access/faces/deletion.html"
    return reply or render_page(request, page, context, status=status_of(form))


def _form(request: HttpRequest, form: Any, act: Any, title: str) -> HttpResponse:
    back = reverse("access:faces")
    reply = submit(request, form, act, refusals=EXPECTED, done_url=back, said=_("Saved."))
    shown = {"title": title, "form": form, "back_url": back}
    return reply or render_page(request, FORM, shown, status=status_of(form))


def _editor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.require(AccessPermission.FACES_EDIT)
    return actor


def _use(actor: Actor, use_id: int) -> FaceUse:
    found: FaceUse = get_object_or_404(FaceUse.objects.visible_to(actor), id=use_id)
    return found


def _uses(actor: Actor) -> list[tuple[Any, Any]]:
    return list(FaceUse.objects.visible_to(actor).values_list("id", "purpose"))
