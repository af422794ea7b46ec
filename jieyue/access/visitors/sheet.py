"""A list of people in Excel, for a visit."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from jieyue.access.visitors.asking import GuestAsked
from jieyue.access.visitors.models import Document
from jieyue.kit.sheets import Column, SheetSpec

SPEC = SheetSpec(
    "visit_guests",
    _("People of a visit"),
    (
        Column("name", _("Full name"), required=True, longest=40, example="张三"),
        Column("phone", _("Phone"), longest=20, example="13900000000"),
        Column("organisation", _("Organisation"), longest=80),
        Column("document", _("Kind of document"), kind="choice", choices=Document.choices),
        Column(
            "id_number",
            _("Number of the document"),
            longest=30,
            help=_("As text, so that no digit is lost. It is kept encrypted."),
        ),
    ),
)


def asked_of(values: Mapping[str, Any]) -> GuestAsked:
    """One row as somebody who is invited."""
    return GuestAsked(
        name=values["name"],
        phone=values.get("phone") or "",
        organisation=values.get("organisation") or "",
        document=values.get("document") or Document.ID_CARD,
        id_number=values.get("id_number") or "",
    )
