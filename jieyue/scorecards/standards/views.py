"""Standards: their versions, one as a tree, out and in as JSON, and the approval."""

import json
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, DayColumn, Empty, StatusColumn, Table, TextColumn, table_page
from jieyue.people.steps import day_field, press, status_of, submit
from jieyue.scorecards.messages import EXPECTED
from jieyue.scorecards.permissions import ScorecardsPermission
from jieyue.scorecards.standards import actions, queries
from jieyue.scorecards.standards.models import Standard

STATES = {
    "draft": (gettext_lazy("waits for approval"), "yellow"),
    "future": (gettext_lazy("to come"), "azure"),
    "in_force": (gettext_lazy("in force"), "green"),
    "past": (gettext_lazy("replaced"), "secondary"),
}
LARGEST = 1_000_000  # bytes of a standard; the largest known has some 100 criteria


class StandardTable(Table):
    title = TextColumn(
        verbose_name=gettext_lazy("standard"),
        linkify=lambda record: reverse("scorecards:standard", args=[record.id]),
    )
    version = TextColumn(verbose_name=gettext_lazy("version"))
    state = StatusColumn(verbose_name=gettext_lazy("status"), states=STATES)
    effective_from = DayColumn(verbose_name=gettext_lazy("in force from"))
    approved_by = TextColumn(verbose_name=gettext_lazy("approved by"))


class ImportForm(forms.Form):
    """A standard as JSON, as the product gives it out, and the day it begins."""

    file = forms.FileField(label=gettext_lazy("file (JSON)"))
    effective_from = day_field(gettext_lazy("in force from"))
    content: Any = None

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("A standard is not larger than one megabyte."))
        try:
            self.content = json.loads(upload.read().decode("utf-8-sig"))
        except ValueError:
            raise forms.ValidationError(
                _("The file is no JSON in UTF-8. Take one out of the list as a sample.")
            ) from None
        if not isinstance(self.content, dict):
            raise forms.ValidationError(_("The file holds no standard."))
        return upload


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(ScorecardsPermission.STANDARDS_READ)
    take_in = reverse("scorecards:standard_import")
    may_edit = actor.may(ScorecardsPermission.STANDARDS_EDIT)
    return table_page(
        request,
        StandardTable,
        queries.standards(actor, on=timezone.localdate()),
        title=_("Scoring standards"),
        actions=[Action(_("Take in a version"), take_in, "upload")] if may_edit else [],
        empty=Empty(
            _("No standard yet"),
            _("The product brings standards of its own with the first draft of a card."),
            take_in if may_edit else "",
            _("Take in a version"),
            "list-check",
        ),
    )


@require_GET
def standard(request: HttpRequest, standard_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(ScorecardsPermission.STANDARDS_READ)
    try:
        view = queries.standard_of(actor, standard_id=standard_id, on=timezone.localdate())
    except Standard.DoesNotExist:
        raise Http404 from None
    label, colour = STATES[view.row.state]
    may_edit = actor.may(ScorecardsPermission.STANDARDS_EDIT)
    context = {
        "standard": view,
        "state_label": label,
        "state_colour": colour,
        "may_approve": may_edit and view.may_approve and view.row.state == "draft",
    }
    return render_page(request, "scorecards/standards/standard.html", context)


@require_GET
def export(request: HttpRequest, standard_id: int) -> HttpResponse:
    """The version as JSON, to be changed and taken in as the next."""
    actor = actor_of(request)
    actor.require(ScorecardsPermission.STANDARDS_READ)
    found = Standard.objects.visible_to(actor).filter(id=standard_id).first()
    if found is None:
        raise Http404
    text = json.dumps(found.content, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"{found.code}-{found.version}.json"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(ScorecardsPermission.STANDARDS_EDIT)
    today = timezone.localdate()
    form = ImportForm(
        request.POST or None, request.FILES or None, initial={"effective_from": today}
    )
    reply = submit(
        request,
        form,
        lambda: actions.propose(
            form.content,
            effective_from=form.cleaned_data["effective_from"],
            actor=actor,
            at=timezone.now(),
        ),
        refusals=EXPECTED,
        done_url=reverse("scorecards:standards"),
        said=_("The version was taken in. Somebody else must approve it."),
    )
    back = reverse("scorecards:standards")
    context = {"title": _("Take in a version"), "form": form, "back_url": back}
    return reply or render_page(request, "scorecards/form.html", context, status=status_of(form))


@require_POST
def approve(request: HttpRequest, standard_id: int) -> HttpResponse:
    actor = actor_of(request)
    if not Standard.objects.visible_to(actor).filter(id=standard_id).exists():
        raise Http404
    return press(
        request,
        lambda: actions.approve(standard_id=standard_id, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("scorecards:standard", args=[standard_id]),
        said=_("The version is approved."),
    )
