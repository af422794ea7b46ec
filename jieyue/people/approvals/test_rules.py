from decimal import Decimal

import pytest

from jieyue.people.approvals import rules
from jieyue.people.approvals.rules import (
    ChainHasGap,
    DecidedEarlierStep,
    Link,
    NoChain,
    NotYourStep,
    OwnRequest,
)

CHAIN = [
    Link(Decimal("5000"), 2, person_id=9),
    Link(Decimal("5000"), 1, permission="canteen.planning.confirm"),
    Link(Decimal(0), 1, permission="canteen.planning.confirm"),
    Link(Decimal("50000"), 1, person_id=9),
]


@pytest.mark.parametrize(
    ("amount", "steps"),
    [
        (None, [(0, 1)]),
        (Decimal("4999.99"), [(0, 1)]),
        (Decimal("5000.00"), [(5000, 1), (5000, 2)]),
        (Decimal("49999"), [(5000, 1), (5000, 2)]),
        (Decimal("80000"), [(50000, 1)]),
    ],
)
def test_the_highest_tier_reached_counts(amount, steps):
    found = rules.steps_for(CHAIN, kind="purchase", amount_yuan=amount)

    assert [(link.from_yuan, link.position) for link in found] == steps


def test_a_kind_nobody_decides_is_named():
    with pytest.raises(NoChain) as error:
        rules.steps_for([Link(Decimal(100), 1, "x.y.z")], kind="lease", amount_yuan=Decimal(99))

    assert error.value.kind == "lease"


@pytest.mark.parametrize(
    "chain",
    [
        [Link(Decimal(0), 2, permission="a.b.c")],
        [Link(Decimal(0), 1, permission="a.b.c"), Link(Decimal(0), 1, person_id=3)],
        [Link(Decimal(0), 1)],
        [Link(Decimal(0), 1, permission="a.b.c", person_id=3)],
    ],
)
def test_a_chain_without_gaps(chain):
    rules.check_chain(CHAIN)
    with pytest.raises(ChainHasGap):
        rules.check_chain(chain)


@pytest.mark.parametrize(
    ("person", "asked_by", "step_person", "right", "refusal"),
    [
        (5, 1, None, True, None),
        (5, 1, 5, False, None),  # a named person needs no right
        (5, 1, None, False, NotYourStep),
        (5, 1, 6, True, NotYourStep),  # a right does not take a named person's place
        (1, 1, None, True, OwnRequest),
        (1, 1, 1, True, OwnRequest),
        (None, None, None, True, None),  # the system asked and decides
    ],
)
def test_who_decides(person, asked_by, step_person, right, refusal):
    def check():
        rules.check_decider(
            person_id=person, asked_by_id=asked_by, step_person_id=step_person, holds_right=right
        )

    if refusal is None:
        check()
        return
    with pytest.raises(refusal):
        check()


@pytest.mark.parametrize(
    ("person", "decided", "position"),
    [
        (5, [], None),
        (5, [(1, 4)], None),
        (5, [(1, 5)], 1),
        (5, [(1, 4), (2, 5)], 2),
        (None, [(1, None)], None),  # parts of the system are not one person
    ],
)
def test_each_step_has_another_decider(person, decided, position):
    if position is None:
        rules.check_other_person(person, decided=decided)
        return
    with pytest.raises(DecidedEarlierStep) as error:
        rules.check_other_person(person, decided=decided)
    assert error.value.position == position
