"""Two people confirm one plan in the same moment; needs a server that locks rows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection

from jieyue.canteen.factories import make_canteen, make_forecast
from jieyue.canteen.menus.factories import make_dish, make_menu, make_recipe_line
from jieyue.canteen.planning import actions
from jieyue.canteen.planning.factories import make_terms
from jieyue.canteen.planning.models import Plan
from jieyue.canteen.planning.refusals import PlanAlreadyConfirmed
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry

MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
PEOPLE = 4


@pytest.mark.django_db(transaction=True)
def test_one_confirms_and_the_others_are_told_who_did():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so nobody can be second in the same moment")
    canteen = make_canteen()
    line = make_recipe_line(dish=make_dish(site=canteen.site))
    make_terms(ingredient=line.ingredient)
    make_menu(canteen=canteen, day=MONDAY, dishes=[line.dish])
    make_forecast(canteen=canteen, day=MONDAY)
    actor = system("test", site_id=canteen.site_id)
    actions.draft(canteen_id=canteen.id, first_on=MONDAY, days=1, actor=actor, at=AT)
    plan = Plan.objects.get()
    together = Barrier(PEOPLE)

    def confirm(person):
        together.wait()
        try:
            actions.confirm(
                number=plan.number,
                seen_revision=1,
                actor=system(person, site_id=canteen.site_id),
                at=AT,
            )
        except PlanAlreadyConfirmed as refusal:
            return refusal.confirmed_by
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(confirm, "abcd"))
    first = Plan.objects.get().confirmed_by
    assert sorted(answers) == ["", first, first, first]
    assert OnOrder.objects.count() == 1
    assert Entry.objects.filter(name="canteen.planning.confirmed").count() == 1
