"""A change of what is known ahead leads to a new forecast, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jieyue.canteen.demand.record import AttendanceRow
from jieyue.canteen.diners import actions as diners
from jieyue.canteen.diners.imports import import_rows
from jieyue.canteen.factories import make_canteen, make_history, make_meal_period
from jieyue.canteen.forecast.models import Forecast
from jieyue.canteen.forecast.queries import LEARN, MAKE
from jieyue.canteen.signups.actions import choose
from jieyue.kit import journal, tasks
from jieyue.kit.actor import system
from jieyue.kit.tasks.models import Task
from jieyue.people.factories import make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen():
    canteen = make_canteen()
    make_meal_period(canteen=canteen, workdays_only=False, signup_days_before=0)
    return canteen


def asked():
    journal.deliver_all(now=timezone.now())
    return list(Task.objects.order_by("id").values_list("kind", flat=True))


def run(task):
    work = tasks.work_of(task.kind)
    actor = tasks.actor_of(task)
    return work(
        task.arguments, site_id=task.site_id, progress=lambda share, message: None, actor=actor,
        at=timezone.now(),
    )  # fmt: skip


def test_an_import_is_learnt_from(canteen):
    today = timezone.localdate()
    rows = [
        AttendanceRow(n, canteen.name, today - timedelta(days=n), 980, 940) for n in range(1, 15)
    ]
    actor = system("test", site_id=canteen.site_id)
    import_rows(rows=rows, file="record.csv", actor=actor, at=timezone.now())
    assert asked() == [LEARN]
    assert run(Task.objects.get())["forecasts"] == 15
    assert Forecast.objects.filter(canteen=canteen).count() == 15


def test_ten_sign_offs_are_one_new_forecast(canteen):
    make_history(canteen=canteen, until=timezone.localdate(), days=12)
    unit = make_unit(site=canteen.site)
    for _ in range(10):
        choose(
            person_id=make_person(unit=unit).id,
            canteen_id=canteen.id,
            meal="lunch",
            day=timezone.localdate() + timedelta(days=2),
            eats=False,
            actor=system("test", site_id=canteen.site_id),
            at=timezone.now(),
        )
    assert asked() == [MAKE]
    assert run(Task.objects.get())["forecasts"] > 0


def test_a_closure_takes_its_days_out_of_the_forecast(canteen):
    make_history(canteen=canteen, until=timezone.localdate(), days=12)
    day = timezone.localdate() + timedelta(days=3)
    diners.close(
        canteen_id=canteen.id, first_on=day, last_on=day, reason="检修",
        actor=system("test", site_id=canteen.site_id), at=timezone.now(),
    )  # fmt: skip
    assert asked() == [MAKE]
    run(Task.objects.get())
    assert not Forecast.objects.filter(day=day).exists()
