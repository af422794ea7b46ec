"""Health certificates that end soon are told of, once at each step."""

from datetime import datetime

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.staff_health import queries, rules
from jieyue.canteen.staff_health.models import HealthCertificate
from jieyue.canteen.staff_health.parameters import CERTIFICATE_WARN_DAYS
from jieyue.kit import parameters
from jieyue.kit.actor import system
from jieyue.people.messages.actions import Text, tell_holders

ENDS = gettext_noop("The health certificate of %(person)s ends in %(days)s days, on %(end)s")
ENDED = gettext_noop("The health certificate of %(person)s has ended: no shift without a new one")


def warn(*, site_id: int, at: datetime) -> None:
    """Each morning, for everybody who works with food."""
    today = timezone.localdate(at)
    days = parameters.read(site_id=site_id, on=today).json(CERTIFICATE_WARN_DAYS)
    handlers = queries.handlers_on(today).filter(site_id=site_id)
    ends = HealthCertificate.objects.filter(person_id__in=handlers.values("person_id"))
    latest = ends.values("person_id", "person__name").annotate(end=Max("valid_to"))
    for person, valid_to in latest.order_by("person_id").values_list("person__name", "end"):
        left = rules.warning_due(on=today, valid_to=valid_to, days_before=days)
        if left is None:
            continue
        text = Text(
            title=ENDED if left < 0 else ENDS,
            link=reverse("canteen:food_handlers"),
            values={"person": person, "days": str(left), "end": valid_to.isoformat()},
        )
        actor = system("canteen.staff_health", site_id=site_id)
        tell_holders(text, permission=CanteenPermission.FOOD_SAFETY_CHECK, actor=actor, at=at)
