import pytest

from jieyue.people.accounts.rules import OFFICERS
from jieyue.people.roles import rules
from jieyue.people.roles.rules import OfficerRight, PowersNotSeparate, SelfGrant

SYSTEM, SECURITY, AUDITOR = OFFICERS


@pytest.mark.parametrize(
    ("roles", "clash"),
    [
        ([], None),
        ([SYSTEM], None),
        ([SECURITY], None),
        ([AUDITOR], None),
        (["kitchen", "buyer", "leader"], None),
        ([SYSTEM, SYSTEM], None),  # the same office on two sites
        ([SYSTEM, SECURITY], (SECURITY, SYSTEM)),
        ([SYSTEM, AUDITOR], (AUDITOR, SYSTEM)),
        ([AUDITOR, SECURITY], (AUDITOR, SECURITY)),
        ([SYSTEM, "employee"], (SYSTEM, "employee")),
        (["leader", SECURITY], (SECURITY, "leader")),
        (["kitchen", AUDITOR], (AUDITOR, "kitchen")),
        ([SYSTEM, SECURITY, AUDITOR, "buyer"], (AUDITOR, SECURITY)),
    ],
)
def test_three_offices_are_three_persons_without_business(roles, clash):
    if clash is None:
        rules.check_separation(roles)
        return
    with pytest.raises(PowersNotSeparate) as error:
        rules.check_separation(roles)

    assert (error.value.first, error.value.second) == clash


@pytest.mark.parametrize(
    ("actor", "target", "refused"),
    [
        ((1, 10), (2, 20), False),
        ((1, 10), (1, 10), True),
        ((1, 10), (2, 10), True),  # a second account of one's own
        ((1, None), (2, None), False),
        ((None, None), (2, None), False),  # the system
    ],
)
def test_nobody_grants_themselves(actor, target, refused):
    def check():
        rules.check_not_self(
            actor_account_id=actor[0],
            actor_person_id=actor[1],
            account_id=target[0],
            person_id=target[1],
        )

    if not refused:
        check()
        return
    with pytest.raises(SelfGrant):
        check()


@pytest.mark.parametrize(
    ("role", "permissions", "refused"),
    [
        ("leader", {"canteen.menus.read"}, None),
        ("leader", {"canteen.menus.read", "kit.journal.read"}, "kit.journal.read"),
        (AUDITOR, {"kit.journal.read"}, None),
    ],
)
def test_an_officers_right_stays_with_officers(role, permissions, refused):
    only = frozenset({"kit.journal.read"})
    if refused is None:
        rules.check_grants(role, permissions, officer_only=only)
        return
    with pytest.raises(OfficerRight) as error:
        rules.check_grants(role, permissions, officer_only=only)

    assert error.value.permission == refused
