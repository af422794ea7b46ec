"""Figures of visits that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

MANUALS = _("Manuals of visitor systems and a campus rule give it as an example")
PROPOSAL = _("Our proposal")

DAYS_AHEAD = define(
    Parameter(
        code="access.visitors.days_ahead",
        value="30",
        unit="d",
        kind="integer",
        minimum="1",
        maximum="365",
        label=_("How far ahead a visit may be arranged"),
        source=PROPOSAL,
        evidence="D",
    )
)
DEPARTMENT = define(
    Parameter(
        code="access.visitors.department_agrees",
        value="false",
        kind="boolean",
        label=_("The host's unit must agree to a visit too"),
        source=_("Manuals of visitor systems name it as a step that some offices want"),
        evidence="found",
    )
)
FACE_KEPT = define(
    Parameter(
        code="access.visitors.face_kept_days",
        value="0",
        unit="d",
        kind="integer",
        minimum="0",
        maximum="30",
        label=_("Days after a visit until the visitor's face is deleted"),
        source=_(
            "Our proposal: the same day; the rules on face recognition of 2025 ask for the "
            "shortest time needed"
        ),
        evidence="D",
    )
)
GRACE_AFTER = define(
    Parameter(
        code="access.visitors.grace_after",
        value="30",
        unit="min",
        kind="integer",
        minimum="0",
        maximum="240",
        label=_("How long after a visit's end its pass still opens"),
        source=PROPOSAL,
        evidence="D",
    )
)
GRACE_BEFORE = define(
    Parameter(
        code="access.visitors.grace_before",
        value="15",
        unit="min",
        kind="integer",
        minimum="0",
        maximum="240",
        label=_("How long before a visit's begin its pass opens"),
        source=PROPOSAL,
        evidence="D",
    )
)
GUARD_AFTER = define(
    Parameter(
        code="access.visitors.guard_after",
        value="15",
        unit="min",
        kind="integer",
        minimum="1",
        maximum="240",
        label=_("How long after the host the guards are told of a visitor who stays too long"),
        source=PROPOSAL,
        evidence="D",
    )
)
KEPT = define(
    Parameter(
        code="access.visitors.kept_days",
        value="90",
        unit="d",
        kind="integer",
        minimum="1",
        maximum="1095",
        label=_("Days after a visit until the visitor's name and numbers are deleted"),
        source=_("Our proposal; personal information law Art. 19 asks for the shortest time"),
        evidence="D",
    )
)
LONGEST = define(
    Parameter(
        code="access.visitors.longest",
        value="72",
        unit="h",
        kind="integer",
        minimum="1",
        maximum="720",
        label=_("How long one visit lasts at most"),
        source=_("Our proposal: who comes for longer has a work permit"),
        evidence="D",
    )
)
MOST_GUESTS = define(
    Parameter(
        code="access.visitors.most_guests",
        value="500",
        unit="persons",
        kind="integer",
        minimum="1",
        maximum="2000",
        label=_("Most people of one visit"),
        source=_("Our proposal: the largest hall and its corridor"),
        evidence="D",
    )
)
NOTICE = define(
    Parameter(
        code="access.visitors.notice",
        value="2",
        unit="h",
        kind="integer",
        minimum="0",
        maximum="72",
        label=_("Notice that a change of a visit's time needs"),
        source=MANUALS,
        evidence="found",
    )
)
NOTICE_VERSION = define(
    Parameter(
        code="access.visitors.notice_version",
        value="2026-1",
        kind="text",
        label=_("Version of the privacy notice that visitors agree to"),
        source=PROPOSAL,
        evidence="D",
    )
)
PROFILE = define(
    Parameter(
        code="access.visitors.profile",
        value="visitor",
        kind="text",
        label=_("Code of the access profile that visitors' passes have"),
        source=PROPOSAL,
        evidence="D",
    )
)
RECEPTION_ZONES = define(
    Parameter(
        code="access.visitors.reception_zones",
        value="[]",
        kind="json",
        label=_("Zones of the dedicated reception for minors and petitioners; none: no pass"),
        source=PROPOSAL,
        evidence="D",
    )
)
TRIES = define(
    Parameter(
        code="access.visitors.tries",
        value="10",
        unit="",
        kind="integer",
        minimum="1",
        maximum="1000",
        label=_("Requests for a visit from one address in an hour"),
        source=_("Our proposal: a family shares an address, a machine asks more often"),
        evidence="D",
    )
)
WRITE_UP = define(
    Parameter(
        code="access.visitors.write_up",
        value="8",
        unit="h",
        kind="integer",
        minimum="1",
        maximum="72",
        label=_("Hours until an urgent repair that was let in at once is written up"),
        source=MANUALS,
        evidence="found",
    )
)
