"""The desk's other pages: access profiles, staff's cars that wait, the block list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jieyue.access.credentials import blocks, choices, own_plates, profiles, queries
from jieyue.access.credentials.forms import BlockForm, ProfileForm, ReasonForm
from jieyue.access.credentials.messages import EXPECTED, say
from jieyue.access.credentials.models import AccessProfile, Block, PlateRequest
from jieyue.access.credentials.tables import BlockTable, ProfileTable
from jieyue.access.permissions import AccessPermission
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.steps import status_of, submit

FORM = "people/form_page.html"


def profiles_page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    may_edit = actor.may(AccessPermission.CREDENTIALS_EDIT)
    new = reverse("access:profile_new")
    return table_page(
        request,
        ProfileTable,
        queries.profiles(actor),
        title=_("Access profiles"),
        actions=[Action(_("New profile"), new, "plus", "primary")] if may_edit else [],
        empty=Empty(
            _("No access profile yet"),
            _("A profile says which zones a card, plate or pass opens, and when."),
            new if may_edit else "",
            _("New profile"),
            "lock-access",
        ),
    )


def profile(request: HttpRequest, profile_id: int | None = None) -> HttpResponse:
    """A new profile, or one that is changed."""
    actor = actor_of(request)
    actor.require(AccessPermission.CREDENTIALS_EDIT)
    rows = AccessProfile.objects.filter(site_id=actor.site_id)
    row = get_object_or_404(rows, id=profile_id) if profile_id else None
    form = ProfileForm(
        request.POST or None,
        zones=choices.zones(actor),
        plans=choices.plans(actor),
        initial=_values(row),
    )
    reply = submit(
        request,
        form,
        lambda: profiles.put(
            profile_id=profile_id, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=EXPECTED,
        done_url=reverse("access:profiles"),
        said=_("Saved. The gates know it from now on."),
    )
    shown = {
        "title": row.name if row else _("New profile"),
        "form": form,
        "back_url": reverse("access:profiles"),
    }
    return reply or render_page(request, FORM, shown, status=status_of(form))


@require_GET
def plate_requests(request: HttpRequest) -> HttpResponse:
    rows = queries.requests(actor_of(request))
    context = {
        "waiting": [row for row in rows if row.is_granted is None],
        "decided": [row for row in rows if row.is_granted is not None],
    }
    return render_page(request, "access/credentials/plate_requests.html", context)


@require_POST
def plate_decide(request: HttpRequest, request_id: int) -> HttpResponse:
    """Let a staff member's car in, or say why not; what was typed stays."""
    actor = actor_of(request)
    get_object_or_404(PlateRequest.objects.filter(site_id=actor.site_id), id=request_id)
    is_granted = request.POST.get("answer") == "grant"
    reason = request.POST.get("reason", "")
    try:
        own_plates.decide(
            request_id=request_id,
            is_granted=is_granted,
            reason=reason,
            actor=actor,
            at=timezone.now(),
        )
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("Let in.") if is_granted else _("Refused."))
    return redirect("access:plate_requests")


def blocks_page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    may_edit = actor.may(AccessPermission.BLOCKS_EDIT)
    new = reverse("access:block_new")
    return table_page(
        request,
        BlockTable,
        queries.blocks(actor, at=timezone.now()),
        title=_("Block list"),
        actions=[Action(_("Add to the list"), new, "plus", "primary")] if may_edit else [],
        empty=Empty(
            _("Nobody is on the block list"),
            _("Whoever is on it is refused at every gate and cannot be invited."),
            icon="ban",
        ),
    )


def block_new(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    actor.require(AccessPermission.BLOCKS_EDIT)
    form = BlockForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: blocks.add(**form.cleaned_data, since=at, actor=actor, at=at),
        refusals=EXPECTED,
        done_url=reverse("access:blocks"),
        said=_("On the list. The gates refuse from now on."),
    )
    shown = {
        "title": _("Add to the block list"),
        "form": form,
        "back_url": reverse("access:blocks"),
    }
    return reply or render_page(request, FORM, shown, status=status_of(form))


def block(request: HttpRequest, block_id: int) -> HttpResponse:
    """One entry, and its lifting."""
    actor = actor_of(request)
    get_object_or_404(Block.objects.visible_to(actor), id=block_id)
    row = next(each for each in queries.blocks(actor, at=timezone.now()) if each.id == block_id)
    form = ReasonForm(request.POST or None)
    reply = submit(
        request,
        form,
        lambda: blocks.lift(
            block_id=block_id, reason=form.cleaned_data["reason"], actor=actor, at=timezone.now()
        ),
        refusals=EXPECTED,
        done_url=reverse("access:blocks"),
        said=_("Lifted. The gates open again."),
    )
    context = {
        "row": row,
        "form": form,
        "may_edit": actor.may(AccessPermission.BLOCKS_EDIT),
    }
    page = "access/credentials/block.html"
    return reply or render_page(request, page, context, status=status_of(form))


def _values(row: AccessProfile | None) -> dict[str, object]:
    if row is None:
        return {}
    return {
        "code": row.code,
        "name": row.name,
        "zone_ids": list(row.zones.values_list("id", flat=True)),
        "plan_id": row.plan_id,
        "is_default": row.is_default,
    }
