"""Learn a site's demand anew: a new model file, never over an old one.

The work is long and runs outside any transaction; only the last step writes.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Attendance
from jieyue.canteen.forecast import history
from jieyue.canteen.forecast.facts import ModelLearnt
from jieyue.canteen.forecast.models import ModelFile
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor, system

if TYPE_CHECKING:
    from jieyue.canteen.demand.model import DemandModel

FOLDER = "models"
FILES_KEPT = 10


def refit(*, until: date, actor: Actor, at: datetime) -> ModelFile | None:
    """Learn from the record up to `until`; None where not one meal is recorded.

    The same record gives the same version, and nothing new is written for it.
    """
    from jieyue.canteen.forecast import engine

    actor.require(CanteenPermission.FORECAST_REFIT)
    assert actor.site_id is not None
    known = history.history(site_id=actor.site_id, until=until)
    model = engine.learn(known)
    if model is None:
        return None
    path = Path(FOLDER) / str(actor.site_id) / f"{model.version}.model"
    if not (settings.DATA / path).exists():
        model.save(settings.DATA / path)
    return _keep(model, path, actor=actor, at=at)


@transaction.atomic
def _keep(model: "DemandModel", path: Path, *, actor: Actor, at: datetime) -> ModelFile:
    file, is_new = ModelFile.objects.get_or_create(
        site_id=actor.site_id,
        version=model.version,
        defaults={
            "path": path.as_posix(),
            "trained_until": model.metadata.trained_until,
            "rows": model.metadata.rows,
            "metrics": {"rows_measured": model.calibration.rows, "is_grown": model.is_grown},
            "made_at": at,
        },
    )
    if is_new:
        fact = ModelLearnt(version=file.version, trained_until=file.trained_until, rows=file.rows)
        journal.record(fact, actor=actor, at=at)
    return file


def newest(*, site_id: int, until: date) -> ModelFile | None:
    """The newest model that knows nothing after `until` and whose file is there."""
    files = ModelFile.objects.filter(site_id=site_id, trained_until__lte=until)
    for file in files.order_by("-trained_until", "-made_at")[:FILES_KEPT]:
        if (settings.DATA / file.path).exists():
            return file
    return None


def nightly(*, site_id: int, at: datetime) -> None:
    """The timed job: learn from everything up to yesterday, where there is anything."""
    yesterday = timezone.localdate(at) - timedelta(days=1)
    if Attendance.objects.filter(site_id=site_id, served__isnull=False).exists():
        actor = system("canteen.forecast.nightly", site_id=site_id)
        refit(until=yesterday, actor=actor, at=at)
