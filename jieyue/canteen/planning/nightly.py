"""What is planned before the canteen manager comes."""

from datetime import datetime, timedelta

from django.utils import timezone

from jieyue.canteen.diners.queries import canteens_of
from jieyue.canteen.planning.actions import draft
from jieyue.kit.actor import system


def draft_ahead(*, site_id: int, at: datetime) -> None:
    """Drafts from tomorrow on for every canteen; confirmed days and chosen levels stay."""
    actor = system("canteen.planning.nightly", site_id=site_id)
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    for canteen in canteens_of(site_id=site_id):
        draft(canteen_id=canteen.id, first_on=tomorrow, actor=actor, at=at)
