import pytest

from jieyue.people.accounts.browsers import browser_name

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537"
)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME, "Chrome · Linux"),
        (CHROME.replace("X11; Linux", "Windows NT 10.0") + " Edg/140", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) MicroMessenger/8 Safari", "WeChat · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 DingTalk/7", "DingTalk · Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(user_agent, name):
    assert browser_name(user_agent) == name
