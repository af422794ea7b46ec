"""A category is the same whether it is written as our code or by a name of ours."""

import pytest
from django.utils.translation import override

from jieyue.canteen.menus.category_names import CATEGORY_NAMES, by_code, code_of, codes_of, name_of

ENGLISH = [
    ("leaf_vegetable", "leaf_vegetable"),
    ("Leaf vegetables", "leaf_vegetable"),
    (" pork ", "pork"),
    ("杂货", "杂货"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "code"), ENGLISH)
def test_code_of(written, code):
    assert code_of(written) == code


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", CATEGORY_NAMES)
def test_a_code_shown_and_written_back_is_the_same(code, language):
    with override(language):
        shown = name_of(code)
    assert code_of(shown) == code


def test_a_parameter_may_name_categories_in_either_way():
    assert codes_of(["pork", "fruit", "杂货"]) == {"pork", "fruit", "杂货"}
    assert by_code({"fruit vegetables": 5, "杂货": 1}) == {"fruit_vegetable": 5, "杂货": 1}
