"""The same site as for visits, with the contractors' profile."""

from types import SimpleNamespace

import pytest

from jieyue.access.factories import make_profile
from jieyue.access.gates.models import Zone
from jieyue.access.visitors.conftest import world as visited

__all__ = ["site", "visited"]


@pytest.fixture
def site(visited: SimpleNamespace) -> SimpleNamespace:
    """The world of the visits; contractors may enter zone A."""
    zones = list(Zone.objects.filter(site=visited.site, code="A"))
    make_profile(site=visited.site, zones=zones, code="contractor")
    return visited
