"""Quotas of a year and how far they are used, one quota, indicators against limits, tables."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from jieyue.energy.factors import queries as factors
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.quotas import actions, charts, queries, seeding
from jieyue.energy.quotas.forms import QuotaForm, TableForm
from jieyue.energy.quotas.messages import EXPECTED
from jieyue.energy.quotas.models import Quota, QuotaRow, QuotaTable
from jieyue.energy.quotas.queries import Place
from jieyue.energy.quotas.rules.limits import Rating
from jieyue.energy.quotas.rules.pace import State
from jieyue.energy.quotas.wording import place_name, set_name
from jieyue.kit.actor import Actor, NotAllowed, Scope
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import (
    Action,
    Empty,
    NumberColumn,
    ShareColumn,
    StatusColumn,
    Table,
    TextColumn,
    table_page,
)
from jieyue.people.steps import status_of, submit
from jieyue.people.units.models import Unit

STATES: dict[str, tuple[Promise, str]] = {
    State.UNKNOWN: (gettext_lazy("nothing known yet"), "secondary"),
    State.WITHIN: (gettext_lazy("within"), "green"),
    State.AHEAD: (gettext_lazy("ahead of its pace"), "yellow"),
    State.OVER: (gettext_lazy("over quota"), "red"),
}
RATINGS: dict[str, tuple[Promise, str]] = {
    Rating.ADVANCED: (gettext_lazy("advanced"), "green"),
    Rating.GOOD: (gettext_lazy("good (quota rating)"), "teal"),
    Rating.QUALIFIED: (gettext_lazy("qualified"), "blue"),
    Rating.OVER: (gettext_lazy("over quota"), "red"),
}


class QuotaTableOfYear(Table):
    unit = TextColumn(
        verbose_name=gettext_lazy("unit"),
        linkify=lambda record: reverse("energy:quota", args=[record.id]),
    )
    label = TextColumn(verbose_name=gettext_lazy("what is limited"))
    amount = NumberColumn(verbose_name=gettext_lazy("quota"), places=0)
    used = NumberColumn(verbose_name=gettext_lazy("used so far"), places=0, accessor="pace__used")
    share = ShareColumn(verbose_name=gettext_lazy("share of the quota"), accessor="pace__share")
    expected = ShareColumn(verbose_name=gettext_lazy("usual by now"), accessor="pace__expected")
    coverage = ShareColumn(verbose_name=gettext_lazy("coverage"))
    state = StatusColumn(verbose_name=gettext_lazy("state"), states=STATES, accessor="pace__state")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every quota of a year the reader may see."""
    actor, today = reading(request), timezone.localdate()
    year = _year(request, today)
    may_edit = actor.may(EnergyPermission.QUOTAS_EDIT)
    new, label = reverse("energy:quota_new", query={"year": year}), _("Set a quota")
    links = [
        Action(str(year - 1), reverse("energy:quotas", query={"year": year - 1}), "chevron-left"),
        Action(_("Explanations"), reverse("energy:explanations"), "message-report"),
    ]
    if actor.scope_of(EnergyPermission.QUOTAS_READ) is Scope.COMPLEX:
        links.append(Action(_("Indicators against limits"), reverse("energy:rating"), "ruler-2"))
    if may_edit:
        links.append(Action(label, new, "plus", "primary"))
    return table_page(
        request,
        QuotaTableOfYear,
        queries.progress(actor, year=year, today=today),
        title=_("Quotas %(year)s") % {"year": year},
        actions=links,
        empty=Empty(
            _("No quotas for this year"),
            _("A quota says how much a unit may use in a year; this page shows how far it is."),
            new if may_edit else "",
            label,
            "target",
        ),
    )


@require_GET
def quota(request: HttpRequest, quota_id: int) -> HttpResponse:
    """One quota's year by month."""
    actor, today = reading(request), timezone.localdate()
    known = Quota.objects.visible_to(actor).filter(id=quota_id).first()
    if known is None:
        raise Http404
    [row] = queries.progress(actor, year=known.year, today=today, quota_id=quota_id)
    option, table = charts.year(row)
    label, colour = STATES[row.pace.state]
    context = {
        "quota": row,
        "set_name": set_name(row.set_code),
        "state": label,
        "colour": colour,
        "option": option,
        "table": table,
        "share_pct": min(float(row.pace.share) * 100, 100),
    }
    return render_page(request, "energy/quotas/quota.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set a quota, or change one nobody was asked to explain."""
    actor = actor_of(request)
    actor.require(EnergyPermission.QUOTAS_EDIT)
    assert actor.site_id is not None
    today = timezone.localdate()
    units = Unit.objects.visible_to(actor).filter(is_active=True).values_list("code", "short_name")
    form = QuotaForm(
        request.POST or None,
        units=list(units),
        sets=factors.set_codes(site_id=actor.site_id, on=today),
        initial={"year": _year(request, today)},
    )
    reply = submit(
        request,
        form,
        lambda: actions.set_quota(**form.cleaned_data, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=lambda: reverse("energy:quotas", query={"year": form.cleaned_data["year"]}),
        said=_("The quota is set."),
    )
    context = {"title": _("Set a quota"), "form": form, "back_url": reverse("energy:quotas")}
    return reply or render_page(request, "energy/quotas/form.html", context, status=status_of(form))


@require_GET
def rating(request: HttpRequest) -> HttpResponse:
    """The complex's or a unit's indicators of the last twelve months against a table's limits."""
    actor = reading(request)
    assert actor.site_id is not None
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    first = date(last.year - 1, last.month, 1) + timedelta(days=32)
    first = first.replace(day=1)
    unit_id = _unit(request, actor)
    choices = queries.places(actor, on=last)
    own = queries.place(site_id=actor.site_id, on=last)
    where = _place(request, choices) or own
    found = queries.rated(
        site_id=actor.site_id, unit_id=unit_id, first=first, last=last, where=where
    )
    context = {
        "first": first,
        "last": last,
        "rows": [
            (row, set_name(row.set_code), *(RATINGS[row.rating] if row.rating else ("", "")))
            for row in found
        ],
        "places": [(n, place_name(each)) for n, each in enumerate(choices)],
        "chosen": choices.index(where) if where in choices else -1,
        "own": place_name(own),
        "units": Unit.objects.visible_to(actor).filter(is_active=True, is_contractor=False)
        if actor.may(EnergyPermission.QUOTAS_READ)
        else [],
        "unit_id": unit_id,
        "has_sample": any(row.is_sample for row in found),
    }
    return render_page(request, "energy/quotas/rating.html", context)


@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """The tables there are, with their rows."""
    actor = reading(request)
    context = {
        "tables": [
            (table, [(row, _key(row)) for row in rows]) for table, rows in queries.tables(actor)
        ],
        "may_edit": actor.may(EnergyPermission.QUOTAS_EDIT),
    }
    return render_page(request, "energy/quotas/tables.html", context)


@require_http_methods(["GET", "POST"])
def table_new(request: HttpRequest) -> HttpResponse:
    """Take a table in as data."""
    actor = actor_of(request)
    actor.require(EnergyPermission.QUOTAS_EDIT)
    sample = seeding.sample_files()[0].read_text(encoding="utf-8")
    form = TableForm(request.POST or None, initial={"content": sample})
    made: list[QuotaTable] = []
    reply = submit(
        request,
        form,
        lambda: made.append(
            seeding.take_in(form.cleaned_data["content"], actor=actor, at=timezone.now())
        ),
        refusals=EXPECTED,
        done_url=reverse("energy:quota_tables"),
        said=_("The table is taken in."),
    )
    back = reverse("energy:quota_tables")
    context = {"title": _("Take in a quota table"), "form": form, "back_url": back}
    return reply or render_page(request, "energy/quotas/form.html", context, status=status_of(form))


def reading(request: HttpRequest) -> Actor:
    """Whoever may read quotas, of the complex or of his unit. Raises NotAllowed."""
    actor = actor_of(request)
    if actor.scope_of(EnergyPermission.QUOTAS_READ) is None:
        raise NotAllowed(EnergyPermission.QUOTAS_READ)
    return actor


def _key(row: QuotaRow) -> str:
    place = Place(institution=row.institution, level=row.level, zone=row.zone)
    words = [place_name(place), set_name(row.set_code)]
    return " · ".join(word for word in words if word)


def _year(request: HttpRequest, today: date) -> int:
    typed = request.GET.get("year", "")
    asked = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else today.year
    return asked if 2000 <= asked <= 2199 else today.year


def _unit(request: HttpRequest, actor: Actor) -> int | None:
    """Whose indicators: whoever sees one unit only sees that one."""
    if not actor.may(EnergyPermission.QUOTAS_READ):
        return actor.unit_id
    typed = request.GET.get("unit", "")
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
        raise Http404
    if not Unit.objects.visible_to(actor).filter(id=int(typed)).exists():
        raise Http404
    return int(typed)


def _place(request: HttpRequest, choices: list[Place]) -> Place | None:
    typed = request.GET.get("place", "")
    if typed.isascii() and typed.isdigit() and len(typed) < 4 and int(typed) < len(choices):
        return choices[int(typed)]
    return None
