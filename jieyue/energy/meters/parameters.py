"""Figures of the ledger that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

CALIBRATION_NOTICE_DAYS = define(
    Parameter(
        code="energy.meters.calibration_notice_days",
        value="30",
        kind="integer",
        unit="days",
        minimum="0",
        source=_("Our own proposal: a month is enough to order a calibration or a new meter"),
        evidence="D",
        label=_("Days before a calibration is due at which its keeper is told"),
    )
)
