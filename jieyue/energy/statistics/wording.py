"""Findings, statuses and sources in words."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.energy.statistics.checks import Code, Finding
from jieyue.energy.statistics.duties import MISSING
from jieyue.energy.statistics.models import ReportStatus
from jieyue.energy.statistics.spans import Span
from jieyue.kit import formats

STATUSES: dict[str, tuple["str | Promise", str]] = {
    MISSING: (_("not begun"), "secondary"),
    ReportStatus.DRAFT: (_("draft"), "yellow"),
    ReportStatus.SUBMITTED: (_("submitted"), "blue"),
    ReportStatus.ACCEPTED: (_("passed review"), "green"),
    ReportStatus.RETURNED: (_("returned"), "red"),
}
SOURCE_NAMES: dict[str, "str | Promise"] = {
    "allocation": _("meters and allocation"),
    "bill": _("bills"),
    "meter": _("meters"),
    "report": _("submitted reports"),
}
SET_NAMES: dict[str, "str | Promise"] = {
    "calorific": _("calorific (当量值), GB/T 2589-2020"),
    "equivalent": _("equivalent (等价值), by the year's supply rate"),
    "shandong_2019": _("Shandong sample (DB37/T 2672-2019)"),
}
COLUMN_NAMES: dict[str, "str | Promise"] = {
    "total": _("all institutions"),
    "organ": _("state organs"),
    "services": _("public service units, subtotal"),
    "education": _("education"),
    "science": _("science and technology"),
    "culture": _("culture"),
    "health": _("health"),
    "sport": _("sport"),
    "other_service": _("other"),
    "group": _("group organisations"),
    "central": _("central"),
    "province": _("province"),
    "city": _("city"),
    "county": _("county"),
}
WORDS: dict[Code, Promise] = {
    Code.ANNUAL: _("The four quarters sum to %(wanted)s; a year is the sum of its quarters."),
    Code.CHANGE: _(
        "%(found_percent)s against the same period a year before; beyond ±%(wanted_percent)s an "
        "explanation is needed."
    ),
    Code.COVERAGE: _("Readings cover only %(found_percent)s of the period."),
    Code.DIFFERS: _("Another source says %(wanted)s."),
    Code.FEE_MISSING: _("Something was used, but no fee is given."),
    Code.MISSING: _("This line is needed."),
    Code.PARTS: _("Its parts sum to %(wanted)s."),
    Code.PART_LARGER: _("It is larger than the whole, %(wanted)s."),
    Code.PRICE: _(
        "The fee makes %(found)s yuan per unit; beyond %(wanted)s an explanation is needed."
    ),
    Code.QUANTITY_MISSING: _("A fee of %(wanted)s yuan was paid, but nothing used."),
    Code.SLIP_FEE: _(
        "The fee makes %(found)s yuan per unit: it seems to stand in 10⁴ yuan. Give yuan."
    ),
    Code.SLIP_QUANTITY: _(
        "The fee makes %(found)s yuan per unit: the quantity seems to stand in ten thousands. "
        "Give single units."
    ),
}


def say_finding(finding: Finding) -> str:
    """One sentence about a figure."""
    return str(WORDS[finding.code]) % {
        "found": formats.number(finding.found),
        "wanted": formats.number(finding.wanted),
        "found_percent": _percent(finding.found),
        "wanted_percent": _percent(finding.wanted),
    }


def _percent(value: Decimal | None) -> str:
    """A share as a percentage; nothing for a figure that is none."""
    if value is None or abs(value) > 10:
        return "" if value is None else formats.number(value * 100, 0) + " %"
    return formats.number(value * 100, 1) + " %"


def period_name(span: Span) -> str:
    """A period as people say it."""
    if span.is_year:
        return str(_("the year %(year)s")) % {"year": span.year}
    return str(_("quarter %(quarter)s of %(year)s")) % {
        "quarter": span.quarter,
        "year": span.year,
    }
