import pytest

from jieyue.people.messages import rules


@pytest.mark.parametrize("link", ["", "/", "/people/approvals/3/?tab=1#reason"])
def test_a_notice_leads_to_a_page(link):
    rules.check_link(link)


@pytest.mark.parametrize(
    "link", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\x", "/a b"]
)
def test_a_notice_leads_nowhere_else(link):
    with pytest.raises(rules.BadLink) as error:
        rules.check_link(link)

    assert error.value.link == link
