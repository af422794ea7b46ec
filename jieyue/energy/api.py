"""The programmer's door of energy and water."""

from ninja import Router

from jieyue.energy.intake.api import router as intake_api
from jieyue.energy.rounds.api import router as rounds_api
from jieyue.energy.watch.api import router as watch_api

router = Router(tags=["energy"])
router.add_router("", intake_api)
router.add_router("", rounds_api)
router.add_router("", watch_api)
