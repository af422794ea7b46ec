"""Who acts, on which site, and what they may do there. Pure: no tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Scope(StrEnum):
    """How far a right reaches, from narrow to wide."""

    OWN = "own"
    UNIT = "unit"
    COMPLEX = "complex"


_WIDTH = {Scope.OWN: 1, Scope.UNIT: 2, Scope.COMPLEX: 3}


class NotAllowed(Exception):
    """The actor lacks `permission`, or holds it for less than was asked."""

    def __init__(self, permission: str, *, held: Scope | None = None) -> None:
        super().__init__(permission, held)
        self.permission, self.held = permission, held


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A signed-in person, a device, or a named part of the system, on one site.

    `grants` maps a permission to its widest scope. A part of the system may do everything on
    the site it acts for.
    """

    kind: str  # "person", "device" or "system"
    name: str
    site_id: int | None = None
    account_id: int | None = None
    person_id: int | None = None
    unit_id: int | None = None
    grants: Mapping[str, Scope] = field(default_factory=dict)

    def scope_of(self, permission: str) -> Scope | None:
        """The widest scope held, None if the right is not held at all."""
        if self.kind == "system":
            return Scope.COMPLEX
        return self.grants.get(permission)

    def may(
        self, permission: str, *, unit_id: int | None = None, person_id: int | None = None
    ) -> bool:
        """Whether the right reaches the unit or person that owns the thing.

        With neither given, only a right for the whole complex is enough.
        """
        scope = self.scope_of(permission)
        if scope is Scope.COMPLEX:
            return True
        if scope is None:
            return False
        if person_id is not None and person_id == self.person_id:
            return True
        return scope is Scope.UNIT and unit_id is not None and unit_id == self.unit_id

    def require(
        self, permission: str, *, unit_id: int | None = None, person_id: int | None = None
    ) -> None:
        """Raises NotAllowed. The first line of every action."""
        if not self.may(permission, unit_id=unit_id, person_id=person_id):
            raise NotAllowed(permission, held=self.scope_of(permission))


def system(name: str, *, site_id: int | None = None) -> Actor:
    """A named part of the product, such as a flow or a timed job."""
    return Actor(kind="system", name=name, site_id=site_id)


def widest(pairs: Iterable[tuple[str, str]]) -> dict[str, Scope]:
    """Permission and scope pairs of several roles, joined to the widest scope of each."""
    grants: dict[str, Scope] = {}
    for permission, scope in pairs:
        found = Scope(scope)
        held = grants.get(permission)
        if held is None or _WIDTH[found] > _WIDTH[held]:
            grants[permission] = found
    return grants
