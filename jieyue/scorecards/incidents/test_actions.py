from datetime import UTC, date, datetime

import pytest

from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site
from jieyue.scorecards.incidents.actions import note
from jieyue.scorecards.incidents.models import Incident

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def told(site, *, actor=None, source="canteen.residue_tests:17"):
    return note(
        site_id=site.id,
        subject_kind="canteen",
        subject_id=3,
        code="residue_failed",
        happened_on=date(2026, 11, 20),
        text="芹菜农残检测不合格",
        source=source,
        actor=actor or system("flows.failed_residue_test", site_id=site.id),
        at=AT,
    )


def test_one_source_is_noted_once_and_recorded_once():
    site = make_site()
    first = told(site)
    assert told(site) == first
    assert Incident.objects.count() == 1
    assert Entry.objects.filter(name="scorecards.incidents.noted").count() == 1


def test_the_same_source_of_another_site_is_another_incident():
    told(make_site())
    told(make_site())
    assert Incident.objects.count() == 2


def test_only_who_may_draft_cards_notes_incidents():
    site = make_site()
    with pytest.raises(NotAllowed):
        told(site, actor=make_actor(site=site, grants={"scorecards.cards.read": "complex"}))
    assert not Incident.objects.exists()
