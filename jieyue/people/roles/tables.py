from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.kit.tables import NumberColumn, Table, TextColumn, YesNoColumn


class RoleTable(Table):
    """One line a role."""

    name = TextColumn(
        verbose_name=_("role"), linkify=lambda record: reverse("people:role", args=[record.id])
    )
    code = TextColumn(verbose_name=_("code"))
    is_officer = YesNoColumn(verbose_name=_("officer"))
    rights = NumberColumn(verbose_name=_("rights"))
    holders = NumberColumn(verbose_name=_("accounts"))
