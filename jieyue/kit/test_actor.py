import pytest

from jieyue.kit.actor import Actor, NotAllowed, Scope, system, widest

RIGHT = "canteen.planning.confirm"


def actor(scope: Scope | None) -> Actor:
    grants = {} if scope is None else {RIGHT: scope}
    return Actor(kind="person", name="A", site_id=1, person_id=7, unit_id=3, grants=grants)


@pytest.mark.parametrize(
    ("scope", "unit_id", "person_id", "allowed"),
    [
        (Scope.COMPLEX, None, None, True),
        (Scope.COMPLEX, 9, 9, True),
        (Scope.UNIT, 3, None, True),
        (Scope.UNIT, 9, None, False),
        (
            Scope.UNIT,
            None,
            None,
            False,
        ),  # nothing says whose it is: only the whole complex is enough
        (Scope.UNIT, 3, 8, True),  # a colleague's
        (Scope.OWN, 3, None, False),
        (Scope.OWN, 3, 7, True),
        (Scope.OWN, 3, 8, False),
        (None, 3, 7, False),
    ],
)
def test_a_right_reaches_as_far_as_its_scope(scope, unit_id, person_id, allowed):
    assert actor(scope).may(RIGHT, unit_id=unit_id, person_id=person_id) is allowed


def test_a_refusal_names_the_right_and_how_far_it_is_held():
    with pytest.raises(NotAllowed) as refusal:
        actor(Scope.UNIT).require(RIGHT, unit_id=9)
    assert (refusal.value.permission, refusal.value.held) == (RIGHT, Scope.UNIT)


def test_an_actor_without_person_or_unit_owns_nothing():
    device = Actor(kind="device", name="D", site_id=1, grants={RIGHT: Scope.UNIT})
    assert not device.may(RIGHT, unit_id=None, person_id=None)
    assert not device.may(RIGHT, unit_id=3, person_id=7)


def test_a_part_of_the_system_may_do_everything():
    assert system("flows.lunch_forecast", site_id=1).may("anything.at.all")


@pytest.mark.parametrize(
    ("pairs", "joined"),
    [
        ([], {}),
        ([(RIGHT, "own"), (RIGHT, "complex"), (RIGHT, "unit")], {RIGHT: Scope.COMPLEX}),
        ([("a", "own"), ("b", "unit")], {"a": Scope.OWN, "b": Scope.UNIT}),
    ],
)
def test_several_roles_join_to_the_widest_scope(pairs, joined):
    assert widest(pairs) == joined
