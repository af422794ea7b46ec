"""A house with an assembly point and people inside, see presence."""

import pytest

from jieyue.access.gates.models import AssemblyPoint
from jieyue.access.presence.conftest import House, make_house


@pytest.fixture
def house(db: None) -> House:  # noqa: ARG001
    made = make_house()
    made.zone.assembly_point = AssemblyPoint.objects.create(
        site=made.site, code="E", name="East square"
    )
    made.zone.save()
    return made
