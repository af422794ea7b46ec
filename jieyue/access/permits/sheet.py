"""A list of workers in Excel, for a permit."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from jieyue.access.permits.actions import WorkerAsked
from jieyue.kit.sheets import Column, SheetSpec

SPEC = SheetSpec(
    "permit_workers",
    _("Workers of a permit"),
    (
        Column("name", _("Full name"), required=True, longest=40, example="张三"),
        Column(
            "id_number",
            _("Identity number"),
            required=True,
            longest=30,
            help=_("As text, so that no digit is lost. It is kept encrypted."),
        ),
        Column("phone", _("Phone"), longest=20, example="13900000000"),
        Column("trade", _("Trade"), longest=40, example="焊工"),
        Column("certificate", _("Certificate"), longest=60),
        Column("certificate_until", _("Certificate until"), kind="date"),
    ),
)


def asked_of(values: Mapping[str, Any]) -> WorkerAsked:
    """One row as a worker."""
    return WorkerAsked(
        name=values["name"],
        id_number=str(values["id_number"]),
        phone=values.get("phone") or "",
        trade=values.get("trade") or "",
        certificate=values.get("certificate") or "",
        certificate_until=values.get("certificate_until"),
    )
