"""Cards of the periods that ended, drafted from the loaded data, and one trial that was run."""

from datetime import time, timedelta

from django.db import transaction

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.evaluation import nightly
from jieyue.canteen.experiments import actions as experiments
from jieyue.canteen.experiments.actions import Trial
from jieyue.canteen.experiments.models import Measure
from jieyue.scorecards.cards.models import Card
from simulator.loading.canteen_history import HALF_PORTIONS_BEFORE_TODAY
from simulator.loading.stage import Stage, moment

EVE, MORNING = time(16, 0), time(6, 0)
TRIED_FOR = timedelta(days=45)


def load_if_missing(stage: Stage, canteen: Canteen) -> None:
    """Once: the trial of half portions, then the drafts of last month and last quarter."""
    if not Measure.objects.filter(canteen=canteen).exists():
        with transaction.atomic():
            _try_half_portions(stage, canteen)
    if not Card.objects.filter(site_id=stage.site_id).exists():
        nightly.keep_cards(site_id=stage.site_id, at=stage.at)


def _try_half_portions(stage: Stage, canteen: Canteen) -> None:
    """Registered a week before it began, evaluated when there were lunches enough after it."""
    start = stage.today - HALF_PORTIONS_BEFORE_TODAY
    trial = Trial(
        canteen_id=canteen.pk,
        title="窗口供应半份菜",
        hypothesis="可选半份后，餐盘剩余减少",
        effort="small",
        outcome="plate_g",
        starts_on=start,
    )
    measure = experiments.register(
        trial, actor=stage.actor, at=moment(start - timedelta(days=7), EVE)
    )
    experiments.start_due(site_id=stage.site_id, at=moment(start, MORNING))
    experiments.evaluate(
        number=measure.number, actor=stage.actor, at=moment(start + TRIED_FOR, EVE)
    )
