"""What is learnt each night."""

from datetime import datetime

from jieyue.canteen.diners.queries import canteens_of
from jieyue.canteen.menus.actions import learn_take_rates
from jieyue.kit.actor import system


def learn(*, site_id: int, at: datetime) -> None:
    """Every canteen's take rates, anew from what was counted."""
    actor = system("canteen.menus.nightly", site_id=site_id)
    for canteen in canteens_of(site_id=site_id):
        learn_take_rates(canteen_id=canteen.id, actor=actor, at=at)
