from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import Gate
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned

SLOTS_A_DAY = 288  # of five minutes


def no_passages() -> list[int]:
    """A day on which nobody passed."""
    return [0] * SLOTS_A_DAY


class GateDay(SiteOwned):
    """通行统计: one local day of one gate in counts; with gate null, of the whole site.

    ins, outs: passages in each of the day's 288 five minutes. refused: how many by reason.
    by_hand: decisions of guards. visitors: different visitors who came in; only of the whole
    site. It outlives the single decisions and is made anew from them each night.
    """

    read_permission: ClassVar[str | None] = AccessPermission.STATISTICS_READ

    gate = models.ForeignKey(
        Gate, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("gate")
    )
    day = models.DateField(_("day"))
    ins: Any = models.JSONField(default=no_passages)
    outs: Any = models.JSONField(default=no_passages)
    refused: Any = models.JSONField(default=dict)
    noted = models.PositiveIntegerField(_("noted"), default=0)
    by_hand = models.PositiveIntegerField(_("by hand"), default=0)
    visitors = models.PositiveIntegerField(_("visitors"), default=0)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "gate_id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "day", "gate"], name="one_gate_day"),
            models.UniqueConstraint(
                fields=["site", "day"], condition=Q(gate=None), name="one_gate_day_of_a_site"
            ),
        ]
