"""三员: the three officers are three persons, and none of them does business.

GB/T 22239-2019 (MLPS 2.0), separation of administrators' powers; STANDARDS 7.6.
"""

from collections.abc import Iterable

from jieyue.people.accounts.rules import OFFICERS

SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR, AUDITOR = OFFICERS


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class PowersNotSeparate(Refusal):
    """One person would hold two of the three offices, or an office and a business role."""

    def __init__(self, *, first: str, second: str) -> None:
        super().__init__(first, second)
        self.first, self.second = first, second


class SelfGrant(Refusal):
    """Nobody grants, takes or approves their own rights."""


class OfficerRight(Refusal):
    """A right that only an officer may hold would go into a business role, or the reverse."""

    def __init__(self, *, permission: str, role: str) -> None:
        super().__init__(permission, role)
        self.permission, self.role = permission, role


def check_separation(roles: Iterable[str]) -> None:
    """The role codes one person holds on all sites and accounts. Raises PowersNotSeparate."""
    held = sorted(set(roles), key=lambda code: (code not in OFFICERS, code))
    if len(held) > 1 and held[0] in OFFICERS:
        raise PowersNotSeparate(first=held[0], second=held[1])


def check_not_self(
    *,
    actor_account_id: int | None,
    actor_person_id: int | None,
    account_id: int,
    person_id: int | None,
) -> None:
    """Neither by the same account nor by another account of the same person. Raises SelfGrant."""
    same_account = actor_account_id is not None and actor_account_id == account_id
    same_person = actor_person_id is not None and actor_person_id == person_id
    if same_account or same_person:
        raise SelfGrant


def check_grants(role: str, permissions: Iterable[str], *, officer_only: frozenset[str]) -> None:
    """A business role holds no officer's right. Raises OfficerRight."""
    if role in OFFICERS:
        return
    for permission in sorted(permissions):
        if permission in officer_only:
            raise OfficerRight(permission=permission, role=role)
