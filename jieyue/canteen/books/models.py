from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class ClosedMonth(SiteOwned):
    """月结: a month of a canteen whose books are closed; `month` is its first day.

    figures: what was closed, as text by name. A month opened again keeps its row, with a reason.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.COSTS_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    figures = models.JSONField(default=dict)
    parameters_used = models.JSONField(default=dict)
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.CharField(_("closed by"), max_length=80)
    closed_by_person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reopened_at = models.DateTimeField(_("opened again at"), null=True, blank=True)
    reopened_by = models.CharField(_("opened again by"), max_length=80, blank=True)
    reopened_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["canteen", "-month", "-closed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "month"],
                condition=models.Q(reopened_at=None),
                name="one_closing_per_month",
            )
        ]
