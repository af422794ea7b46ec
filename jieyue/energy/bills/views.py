"""账单: the year's bills with their scans, entering one, taking one back, Excel in."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.energy.bills import actions, queries
from jieyue.energy.bills.forms import BILLS, BillForm
from jieyue.energy.bills.messages import EXPECTED
from jieyue.energy.bills.models import Bill
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.sheets import SheetRow
from jieyue.kit.sites.models import Site
from jieyue.people.steps import press, status_of, submit
from jieyue.people.units import queries as units


@login_required
@require_http_methods(["GET", "POST"])
def bills(request: HttpRequest) -> HttpResponse:
    """Bills of a year, newest first, and a form for one more."""
    actor, now = actor_of(request), timezone.now()
    actor.require(EnergyPermission.STATISTICS_READ, unit_id=actor.unit_id)
    today = timezone.localdate(now)
    year = _year(request, default=today.year)
    wide = actor.scope_of(EnergyPermission.STATISTICS_FILL) is Scope.COMPLEX
    form = BillForm(
        request.POST or None,
        request.FILES or None,
        units=_units(actor) if wide else (),
        initial={"month": f"{today:%Y-%m}"},
    )

    def enter() -> None:
        values = dict(form.cleaned_data)
        chosen = values.pop("unit", None)
        scans = request.FILES.getlist("scan")
        values.pop("scan", None)
        unit_id = (int(chosen) if chosen else None) if wide else actor.unit_id
        actions.enter(unit_id=unit_id, **values, uploads=scans, actor=actor, at=now)

    reply = submit(
        request,
        form,
        enter,
        refusals=EXPECTED,
        done_url=reverse("energy:bills"),
        said=_("The bill is entered."),
    )
    if reply is not None:
        return reply
    context = {
        "form": form,
        "rows": queries.rows(actor, year=year),
        "year": year,
        "years": [year - 1, year, year + 1] if year < today.year else [year - 1, year],
        "may_fill": actor.may(EnergyPermission.STATISTICS_FILL, unit_id=actor.unit_id),
    }
    return render_page(request, "energy/bills/bills.html", context, status=status_of(form))


@login_required
@require_POST
def take_back(request: HttpRequest, bill_id: int) -> HttpResponse:
    """A wrong bill no longer counts; its row stays."""
    actor = actor_of(request)
    try:
        return press(
            request,
            lambda: actions.take_back(
                bill_id=bill_id,
                reason=request.POST.get("reason", ""),
                actor=actor,
                at=timezone.now(),
            ),
            refusals=EXPECTED,
            done_url=reverse("energy:bills"),
            said=_("The bill is taken back; it stays visible."),
        )
    except Bill.DoesNotExist as error:
        raise Http404 from error


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Bills of the complex, or of one's unit, from a sheet."""
    actor, now = actor_of(request), timezone.now()
    actor.require(EnergyPermission.STATISTICS_FILL, unit_id=actor.unit_id)
    wide = actor.scope_of(EnergyPermission.STATISTICS_FILL) is Scope.COMPLEX
    unit_id = None if wide else actor.unit_id

    def apply(row: SheetRow) -> str:
        values = {name: value for name, value in row.values.items() if value is not None}
        if _is_known(actor, unit_id, values):
            return "unchanged"
        actions.enter(unit_id=unit_id, **values, actor=actor, at=now)
        return "added"

    return import_page(
        request,
        BILLS,
        apply=apply,
        done_url=reverse("energy:bills"),
        refusals=(*EXPECTED, ObjectDoesNotExist),
        say=say,
    )


def _is_known(actor: Actor, unit_id: int | None, values: dict[str, object]) -> bool:
    """The same bill from the same sheet, sent again."""
    month = values["month"]
    names = ("medium", "quantity", "amount_yuan", "number")
    same = {name: values[name] for name in names}
    rows = Bill.objects.visible_to(actor).filter(
        unit_id=unit_id, supplier=values.get("supplier", ""), cancelled_at=None, **same
    )
    return rows.filter(month=month.replace(day=1)).exists()  # type: ignore[attr-defined]


def _units(actor: Actor) -> tuple[tuple[str, str], ...]:
    whole = Site.objects.get(id=actor.site_id).name
    return (("", whole), *((str(unit_id), name) for unit_id, name in units.choices(actor)))


def _year(request: HttpRequest, *, default: int) -> int:
    asked = request.GET.get("year", str(default))
    if not asked.isascii() or not asked.isdigit() or not 2000 <= int(asked) <= 2100:
        raise Http404
    return int(asked)
