from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.kitchen.rules.temperatures import Flag, Limits, Measured, flags, leaves_by

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
LIMITS = Limits(centre_c=Decimal(70), hot_c=Decimal(60), cold_c=Decimal(8), warm_minutes=120)


def batch(*, heated=True, off=None, centre="75", reheated=None, holding="65"):
    def c(text):
        return None if text is None else Decimal(text)

    return Measured(
        is_heated=heated,
        finished_at=NOON,
        off_at=None if off is None else NOON + timedelta(minutes=off),
        centre_c=c(centre),
        reheated_c=c(reheated),
        holding_c=c(holding),
    )


@pytest.mark.parametrize(
    ("measured", "minutes", "found"),
    [
        (batch(), 300, []),
        (batch(centre="70"), 0, []),
        (batch(centre="69.9"), 0, [Flag.CENTRE_LOW]),
        (batch(centre="65", reheated="72"), 0, []),
        (batch(centre="75", reheated="60"), 0, [Flag.CENTRE_LOW]),
        (batch(centre=None), 0, [Flag.CENTRE_MISSING]),
        (batch(heated=False, centre=None, holding=None), 600, []),
        (batch(holding="60"), 600, []),
        (batch(holding="8"), 600, []),
        (batch(holding="59.9"), 120, []),
        (batch(holding="59.9"), 121, [Flag.WARM_TOO_LONG]),
        (batch(heated=False, centre=None, holding="15"), 121, [Flag.WARM_TOO_LONG]),
        (batch(holding="40", off=90), 600, []),
        (batch(holding="40", off=130), 130, [Flag.WARM_TOO_LONG]),
        (batch(holding=None), 121, [Flag.HOLDING_MISSING]),
        (batch(centre="50", holding=None), 121, [Flag.CENTRE_LOW, Flag.HOLDING_MISSING]),
    ],
)
def test_a_batch_is_flagged(measured, minutes, found):
    assert flags(measured, LIMITS, now=NOON + timedelta(minutes=minutes)) == found


def test_lukewarm_food_leaves_within_two_hours():
    assert leaves_by(batch(holding="40"), LIMITS) == NOON + timedelta(hours=2)
    assert leaves_by(batch(holding=None), LIMITS) == NOON + timedelta(hours=2)
    assert leaves_by(batch(holding="61"), LIMITS) is None
