"""A report is late by the day it is at the site, not by the day it is in Greenwich."""

from datetime import UTC, datetime, time

import pytest
from django.utils import timezone

from jieyue.energy.statistics import duties
from jieyue.energy.statistics.models import Report
from jieyue.energy.statistics.spans import Span
from jieyue.people.factories import make_actor, make_unit, role_grants

pytestmark = pytest.mark.django_db
Q1 = Span(2026, 1)


@pytest.mark.parametrize(("days_after", "minute", "is_late"), [(0, 1439, False), (1, 1, True)])
def test_a_report_is_late_from_local_midnight_on(days_after, minute, is_late):
    unit = make_unit()
    due = duties.due_on(site_id=unit.site_id, span=Q1)
    at = datetime.combine(due, time(minute // 60, minute % 60))
    at = timezone.make_aware(at.replace(day=due.day + days_after)).astimezone(UTC)
    Report.objects.create(
        site=unit.site, unit=unit, form="NY201", edition="2025", year=2026, quarter=1,
        basis="year_end", status="submitted", digest="x", opened_at=at, submitted_at=at,
    )  # fmt: skip
    actor = make_actor(unit=unit, grants=role_grants("energy_statistician"))
    (duty,) = duties.of_unit(actor, unit_id=unit.id, unit="U", spans=[Q1], today=due)
    assert duty.is_late is is_late
