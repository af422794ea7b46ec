"""Food handlers for tests."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.staff_health.models import FoodHandler, HealthCertificate, MorningCheck
from jieyue.people.factories import make_person, make_unit
from jieyue.people.persons.models import Person

LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def make_handler(
    *, canteen: Canteen, person: Person | None = None, valid_to: date | None = date(2099, 12, 31)
) -> FoodHandler:
    """A cook, with a health certificate unless `valid_to` is None."""
    person = person or make_person(unit=make_unit(site=canteen.site, kind="contractor"))
    if valid_to is not None:
        HealthCertificate.objects.create(
            site=canteen.site,
            person=person,
            number=f"H{next(_numbers):06}",
            issued_on=valid_to - timedelta(days=365),
            valid_to=valid_to,
            entered_by="officer",
            entered_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
    return FoodHandler.objects.create(
        site=canteen.site, canteen=canteen, person=person, post="厨师", since_on=LONG_AGO
    )


def make_check(
    *, handler: FoodHandler, day: date, conclusion: str = "fit", symptoms: tuple[str, ...] = ()
) -> MorningCheck:
    return MorningCheck.objects.create(
        site_id=handler.site_id,
        canteen_id=handler.canteen_id,
        person_id=handler.person_id,
        day=day,
        conclusion=conclusion,
        symptoms=list(symptoms),
        checked_at=datetime.combine(day, time(0), tzinfo=UTC),
        checked_by="officer",
    )
