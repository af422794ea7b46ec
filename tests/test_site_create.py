from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from jieyue.kit.sites.models import Site
from jieyue.people.accounts.models import Account
from jieyue.people.roles.models import Assignment


def create(code: str, name: str) -> str:
    out = StringIO()
    call_command("site_create", code=code, name=name, stdout=out)
    return out.getvalue()


def test_a_new_site_has_three_officers_who_must_change_their_passwords(db):
    printed = create("yaan", "雅安市行政中心")

    held = Assignment.objects.filter(site__code="yaan").values_list("role__code", flat=True)
    assert sorted(held) == ["auditor", "security_administrator", "system_administrator"]
    for account in Account.objects.filter(site__code="yaan"):
        assert account.must_change_password
        password = next(
            line.split()[1] for line in printed.splitlines() if line.startswith(account.username)
        )
        assert account.check_password(password)


def test_a_code_is_given_once(db):
    create("yaan", "雅安市行政中心")
    with pytest.raises(CommandError, match="yaan"):
        create("yaan", "另一处")
    assert Site.objects.count() == 1
