"""Each night's mass balance of the replayed days, and the small gaps that somebody looked into."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from jieyue.canteen.balance import actions as balance
from jieyue.canteen.balance.models import BalanceCheck, Cause, CheckStatus
from jieyue.kit.actor import Actor
from simulator.loading.loop import Loop, at

LARGE_KG = Decimal(5)  # nobody has an answer for so much
LOOKED_INTO_AFTER = timedelta(days=2)
ANSWERS = {
    Cause.COUNTED_WRONG: "复核领料单与电子秤，分次称量累计偏差，数量补正",
    Cause.NOT_RECORDED: "整箱零头随菜下锅，未单独记录，已提醒班组当场补记",
}


def look(loop: Loop, day: date, *, night: datetime) -> None:
    """Open the checks of a day that is over; explain small ones of the days before it."""
    balance.open_checks(canteen_id=loop.canteen_id, day=day, actor=loop.stage.actor, at=night)
    small = BalanceCheck.objects.filter(
        canteen_id=loop.canteen_id,
        status=CheckStatus.OPEN,
        day__lte=day - LOOKED_INTO_AFTER,
        unexplained_kg__gt=-LARGE_KG,
        unexplained_kg__lt=LARGE_KG,
    )
    for check in small.order_by("id"):
        cause = list(ANSWERS)[check.pk % len(ANSWERS)]
        balance.explain(
            check_id=check.pk,
            cause=cause,
            explanation=ANSWERS[cause],
            actor=_manager(loop),
            at=at(day, 17 * 60),
        )


def _manager(loop: Loop) -> Actor:
    hand = loop.hands["manager"]
    return replace(loop.stage.actor, name=hand.name, person_id=hand.person_id)
