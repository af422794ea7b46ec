"""Numbers of the faces that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_ORDER_19 = _("人脸识别技术应用安全管理办法 (2025), on stored faces of 100,000 persons.")

ASSESSMENT_KEPT = define(
    Parameter(
        code="access.faces.assessment_kept_years",
        value="3",
        unit="years",
        kind="integer",
        minimum="3",
        label=_("How long impact assessments, consents and proofs of deletion are kept"),
        source=_("Personal information law Art. 56: at least three years."),
        evidence="law",
    )
)
CENTRAL_TEMPLATES = define(
    Parameter(
        code="access.faces.central_templates",
        value="false",
        unit="",
        kind="boolean",
        label=_("Keep face templates centrally, each with a consent of its own"),
        source=_(
            "人脸识别技术应用安全管理办法 (2025): stored in the device unless agreed otherwise."
        ),
        evidence="found",
    )
)
FILING_AT = define(
    Parameter(
        code="access.faces.filing_at",
        value="100000",
        unit="persons",
        kind="integer",
        minimum="1",
        label=_("Stored faces from which the use is filed with the provincial office"),
        source=_ORDER_19,
        evidence="found",
    )
)
FILING_DAYS = define(
    Parameter(
        code="access.faces.filing_workdays",
        value="30",
        unit="days",
        kind="integer",
        minimum="1",
        label=_("Workdays within which the use is filed"),
        source=_ORDER_19,
        evidence="found",
    )
)
GUARDIAN_AGE = define(
    Parameter(
        code="access.faces.guardian_age",
        value="14",
        unit="years",
        kind="integer",
        label=_("Age below which the guardian consents"),
        source=_("Personal information law Art. 31."),
        evidence="law",
    )
)
GUESTS = define(
    Parameter(
        code="access.faces.guests",
        value="true",
        unit="",
        kind="boolean",
        label=_(
            "Visitors may choose to pass by face while a use is in force and its text published"
        ),
        source=_("Our proposal: the visitor's own choice; code, card and guard always do."),
        evidence="D",
    )
)
LEAVER_DAYS = define(
    Parameter(
        code="access.faces.leaver_days",
        value="7",
        unit="d",
        kind="integer",
        minimum="0",
        label=_("How long faces of staff stay after they left"),
        source=_("Our proposal: a week to correct a leave entered by mistake."),
        evidence="D",
    )
)
OVERDUE_HOURS = define(
    Parameter(
        code="access.faces.overdue",
        value="24",
        unit="h",
        kind="integer",
        minimum="1",
        label=_("When a reader that has not confirmed a deletion is told"),
        source=_("Our proposal: readers fetch what they should hold every few minutes."),
        evidence="D",
    )
)
WARN_PCT = define(
    Parameter(
        code="access.faces.warn_share",
        value="80",
        unit="%",
        kind="integer",
        minimum="1",
        maximum="100",
        label=_("Share of the filing number at which the security officer is told"),
        source=_("Our proposal: the filing takes time to prepare."),
        evidence="D",
    )
)
