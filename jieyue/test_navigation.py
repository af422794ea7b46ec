"""Whatever the navigation shows to somebody, opens for them."""

import pytest
from django.utils import timezone

from jieyue.kit import shell
from jieyue.kit.actor import system
from jieyue.people.accounts.access import access_of
from jieyue.people.factories import make_account, make_person, make_site
from jieyue.people.roles import found
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", [role.code for role in BUILT_IN])
def test_every_page_a_role_is_shown_opens(client, code):
    site = make_site()
    roles = found.seed(actor=system("tests", site_id=site.id), at=timezone.now())
    account = make_account(site=site, person=make_person(site=site), role=roles[code])
    client.force_login(account)
    session = client.session
    session["totp_done"] = True
    session.save()
    actor = access_of(account, wanted_site_id=None, at=timezone.now()).actor
    links = [link.url for group in shell.groups(actor, "/") for link in group.links]

    assert links
    replies = {url: client.get(url, follow=True).status_code for url in links}
    assert replies == dict.fromkeys(links, 200)
