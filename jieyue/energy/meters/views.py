"""The ledger, the tree, one meter, and the labels for the phone."""

import re
from dataclasses import dataclass

import qrcode
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from qrcode.image.svg import SvgPathImage

from jieyue.energy.meters import catalogue
from jieyue.energy.meters.catalogue import MeterPage, MeterRow, Node
from jieyue.energy.meters.lists import CALIBRATIONS, STATUSES, MeterFilter, MeterTable
from jieyue.energy.meters.models import Medium, Meter
from jieyue.energy.meters.parameters import CALIBRATION_NOTICE_DAYS
from jieyue.energy.meters.sheet import SHEET
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page

MOST_LABELS = 240  # ten sheets
SIZE = re.compile(r'width="[^"]*" height="[^"]*"')


@dataclass(frozen=True)
class Label:
    """What hangs at a meter: its code, number, name and place."""

    row: MeterRow
    code: SafeString


@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """计量器具台账: every meter with all its fields, also as an Excel sheet."""
    actor = actor_of(request)
    rows = _rows(actor)
    asked = request.GET.urlencode()
    tail = f"?{asked}" if asked else ""
    buttons = [
        Action(_("Meter tree"), reverse("energy:meter_tree"), icon="sitemap"),
        Action(_("QR labels"), reverse("energy:meter_labels") + tail, icon="qrcode"),
    ]
    if actor.may(EnergyPermission.METERS_EDIT):
        title = _("Import: %(title)s") % {"title": SHEET.title}
        buttons += [
            Action(title, reverse("energy:meter_import"), icon="upload"),
            Action(_("New meter"), reverse("energy:meter_new"), icon="plus", style="primary"),
        ]
    return table_page(
        request,
        MeterTable,
        rows,
        title=_("Meter ledger"),
        filterset=MeterFilter,
        actions=buttons,
        empty=Empty(_("No meters yet"), _("Enter the main meters first, then what hangs below.")),
    )


@login_required
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """表计树: who is whose sub-meter, by medium, as it stands today."""
    actor = actor_of(request)
    rows = [row for row in _rows(actor) if row.status == "in_use"]
    media = [(value, label) for value, label in Medium.choices if _any(rows, value)]
    chosen = request.GET.get("medium", "")
    if chosen not in dict(media):
        chosen = media[0][0] if media else ""
    real = [row for row in rows if row.medium == chosen and row.kind != "virtual"]
    virtual = [row for row in rows if row.medium == chosen and row.kind == "virtual"]
    roots = catalogue.forest(real)
    context = {
        "media": media,
        "chosen": chosen,
        "roots": roots,
        "virtual": virtual,
        "total": len(real),
        "deepest": max((_depth(root) for root in roots), default=0),
    }
    return render_page(request, "energy/meters/tree.html", context)


@login_required
@require_GET
def meter(request: HttpRequest, number: str) -> HttpResponse:
    """One meter: what hangs there, where it stands, and both through time."""
    actor = actor_of(request)
    found = page_of(actor, number)
    state, colour = STATUSES[found.row.status]
    said, shade = CALIBRATIONS.get(found.row.calibration, ("", "secondary"))
    context = {
        "page": found,
        "meter": found.row,
        "state": state,
        "colour": colour,
        "calibration": said,
        "calibration_colour": shade,
        "code": code(request, found.row.qr_key),
        "may_edit": actor.may(EnergyPermission.METERS_EDIT),
    }
    return render_page(request, "energy/meters/meter.html", context)


@login_required
@require_GET
def labels(request: HttpRequest) -> HttpResponse:
    """Labels with QR codes, filtered as the ledger is, for A4 sheets of three by eight."""
    actor = actor_of(request)
    form = MeterFilter(request.GET or None)
    rows = [row for row in _rows(actor) if row.status == "in_use" and row.kind != "virtual"]
    if form.is_bound and form.is_valid():
        rows = list(form.choose(rows))
    wanted = request.GET.getlist("number")
    if wanted:
        rows = [row for row in rows if row.number in wanted]
    shown = [Label(row, code(request, row.qr_key)) for row in rows[:MOST_LABELS]]
    context = {"labels": shown, "left": max(len(rows) - MOST_LABELS, 0)}
    return render_page(request, "energy/meters/labels.html", context)


def page_of(actor: Actor, number: str) -> MeterPage:
    """One meter the actor may see. Raises Http404."""
    _require_reading(actor)
    try:
        return catalogue.page(
            actor, number=number, today=timezone.localdate(), notice_days=notice_days(actor)
        )
    except Meter.DoesNotExist:
        raise Http404 from None


def notice_days(actor: Actor) -> int:
    values = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate())
    return values.integer(CALIBRATION_NOTICE_DAYS)


def code(request: HttpRequest, qr_key: str) -> SafeString:
    """The meter's address for a phone's camera as a square code, in SVG."""
    address = request.build_absolute_uri(f"/energy/rounds/scan/{qr_key}/")
    image = qrcode.make(address, image_factory=SvgPathImage, box_size=10, border=1)
    drawn = SIZE.sub('width="100%"', image.to_string(encoding="unicode"), count=1)
    return mark_safe(drawn)  # noqa: S308 - drawn by us


def _rows(actor: Actor) -> list[MeterRow]:
    _require_reading(actor)
    return catalogue.rows(actor, today=timezone.localdate(), notice_days=notice_days(actor))


def _require_reading(actor: Actor) -> None:
    if actor.scope_of(EnergyPermission.METERS_READ) is None:
        raise NotAllowed(EnergyPermission.METERS_READ)


def _any(rows: list[MeterRow], medium: str) -> bool:
    return any(row.medium == medium for row in rows)


def _depth(node: Node) -> int:
    return 1 + max((_depth(child) for child in node.children), default=0)
