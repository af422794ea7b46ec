"""Two who allocate one month in the same moment."""

from datetime import UTC, date, datetime

import pytest

from jieyue.energy.allocation import actions, refusals, seeding
from jieyue.energy.allocation.models import AllocationLine, AllocationRun, RunStatus
from jieyue.energy.factories import make_day_use, make_meter
from jieyue.estate.factories import make_building, make_room
from jieyue.kit.actor import system
from jieyue.people.factories import make_site, make_unit

pytestmark = pytest.mark.django_db(transaction=True)
MARCH, AT = date(2026, 3, 1), datetime(2026, 4, 3, 1, tzinfo=UTC)


@pytest.fixture
def site():
    site = make_site()
    building = make_building(site=site, code="1")
    make_room(building=building, level=2, unit=make_unit(site=site, code="A"))
    make_day_use(meter=make_meter(site=site, building=building), day=date(2026, 3, 5), hours=4)
    seeding.seed(actor=system("tests", site_id=site.id), at=AT)
    return site


def draft(site, name):
    actor = system(name, site_id=site.id)
    return lambda: actions.draft(medium="electricity", month=MARCH, actor=actor, at=AT)


def publish(site, name, *, number, revision):
    actor = system(name, site_id=site.id)
    return lambda: actions.publish(number=number, seen_revision=revision, actor=actor, at=AT)


def test_two_drafts_of_one_month_are_two_revisions_of_one_run(at_once, site):
    found = at_once(draft(site, "one"), draft(site, "two"), draft(site, "three"))
    assert not [each for each in found if isinstance(each, Exception)], found
    run = AllocationRun.objects.get()
    assert run.revision == 3
    assert sum(AllocationLine.objects.values_list("use_micro", flat=True)) == run.use_micro


def test_of_two_who_publish_one_run_the_second_is_told_by_whom(at_once, site):
    run = draft(site, "one")()
    both = [publish(site, name, number=run.number, revision=1) for name in ("one", "two")]
    found = at_once(*both)
    (refused,) = [each for each in found if each is not None]
    assert isinstance(refused, refusals.RunAlreadyPublished), refused
    assert AllocationRun.objects.get().status == RunStatus.PUBLISHED


def test_a_run_made_anew_while_it_is_published_is_either(at_once, site):
    run = draft(site, "one")()
    found = at_once(publish(site, "two", number=run.number, revision=1), draft(site, "three"))
    assert not [each for each in found if isinstance(each, Exception)
                and not isinstance(each, refusals.RunChanged)], found  # fmt: skip
    for each in AllocationRun.objects.all():
        assert sum(each.lines.values_list("use_micro", flat=True)) == each.use_micro


def test_two_versions_proposed_at_once_have_two_numbers(at_once, site):
    content = actions.in_force(site_id=site.id, on=MARCH).content

    def propose(name):
        actor = system(name, site_id=site.id)
        return lambda: actions.propose_method(
            content, effective_from=date(2026, 4, 1), actor=actor, at=AT
        )

    found = at_once(propose("one"), propose("two"), propose("three"))
    assert not [each for each in found if isinstance(each, Exception)], found
    assert len({each.version for each in found}) == 3
