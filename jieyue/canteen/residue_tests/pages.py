"""What the pages of residue tests show, put together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from jieyue.canteen.diners.queries import CanteenRow
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.residue_tests import methods, queries
from jieyue.canteen.residue_tests.forms import DisposalForm, LaboratoryForm
from jieyue.canteen.residue_tests.models import ControlRun
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person
from jieyue.people.roles import queries as roles

COLOURS = {
    "pending": "blue",
    "retest_2": "orange",
    "retest_3": "orange",
    "passed": "green",
    "held": "red",
    "failed": "red",
}
WITNESS_RIGHTS = (
    CanteenPermission.KITCHEN_COOK,
    CanteenPermission.RECEIVING_READ,
    CanteenPermission.STOCK_MOVE,
)


def bench_context(
    actor: Actor, *, place: CanteenRow, places: Sequence[CanteenRow], at: datetime
) -> dict[str, Any]:
    """Context of the inspector's page."""
    today = timezone.localdate(at)
    assert actor.site_id is not None  # who may read stands on a site
    known = methods.of_site(site_id=actor.site_id, on=today)
    run = queries.controls_of(actor, canteen_id=place.id, on=today)
    latest = {row.method_id: row for row in reversed(run)}
    found = queries.under_way(actor, canteen_id=place.id)
    return {
        "place": place,
        "places": places,
        "today": today,
        "methods": [(row.id, row.name, latest.get(row.id)) for row in known],
        "due": queries.due(actor, canteen_id=place.id),
        "under_way": [(view, COLOURS[view.state]) for view in found],
        "of_day": [
            (view, COLOURS[view.state], queries.conclusion_of(view.state))
            for view in queries.of_day(actor, canteen_id=place.id, on=today)
        ],
        "may_record": actor.may(CanteenPermission.RESIDUE_TESTS_RECORD),
        "may_decide": actor.may(CanteenPermission.RESIDUE_TESTS_DECIDE),
    }


def test_context(actor: Actor, view: queries.TestView, *, at: datetime) -> dict[str, Any]:
    """Context of a sample's page, without the form of its next run."""
    return {
        "test": view,
        "colour": COLOURS[view.state],
        "conclusion": queries.conclusion_of(view.state),
        "may_record": actor.may(CanteenPermission.RESIDUE_TESTS_RECORD),
        "may_decide": actor.may(CanteenPermission.RESIDUE_TESTS_DECIDE),
        "disposal": DisposalForm(witnesses=witnesses(actor, at=at)) if view.may_dispose else None,
        "laboratory": LaboratoryForm() if view.may_ask_laboratory else None,
    }


def witnesses(actor: Actor, *, at: datetime) -> list[tuple[int, str]]:
    """Who usually stands by at a disposal, without the actor."""
    ids: set[int] = set()
    for permission in WITNESS_RIGHTS:
        ids |= roles.persons_with(permission, site_id=actor.site_id, unit_id=None, at=at)
    persons = Person.objects.filter(id__in=ids - {actor.person_id}).order_by("name", "id")
    return list(persons.values_list("id", "name"))


def last_control(actor: Actor, place: CanteenRow) -> dict[str, Any]:
    """Instrument and reagent of the last control, which are mostly today's too."""
    runs = ControlRun.objects.visible_to(actor).filter(canteen_id=place.id).order_by("-at")
    names = runs.values("instrument", "reagent_batch", "method").first()
    return {**names} if names else {}
