import pytest

from jieyue.canteen.kitchen.rules.desk import left_over, next_portions


@pytest.mark.parametrize(
    ("released", "cooked", "portions"),
    [(None, 0, 300), (None, 200, 100), (None, 300, 0), (60, 300, 60), (0, 300, 0), (60, 400, 0)],
)
def test_the_next_batch_is_what_the_plan_still_wants(released, cooked, portions):
    assert next_portions(first=300, released=released, cooked=cooked) == portions


@pytest.mark.parametrize(("served", "left"), [(None, None), (120, 180), (310, 0)])
def test_what_is_left_at_the_counter(served, left):
    assert left_over(cooked=300, served=served) == left
