from django.utils import timezone

from jieyue.kit.actor import system
from jieyue.people.factories import make_site
from jieyue.people.roles import found


def test_an_upgrade_gives_the_built_in_roles_their_new_rights(db):
    site = make_site()
    roles = found.seed(actor=system("test", site_id=site.id), at=timezone.now())
    roles["leader"].grants.filter(permission="canteen.forecast.read").delete()

    found.seed_every_site()

    assert roles["leader"].grants.filter(permission="canteen.forecast.read").exists()
