"""A permit and its people, changed by two at the same moment."""

from jieyue.access.credentials.models import Credential
from jieyue.access.permits import actions
from jieyue.access.permits.models import Worker
from jieyue.access.permits.test_permits import AT, permit_of

TIMES = 4


def test_who_is_taken_off_while_the_permit_is_approved_gets_no_pass(at_once, site):
    for _turn in range(TIMES):
        permit = permit_of(site, is_approved=False)
        gone = permit.workers.all()[0]
        found = at_once(
            lambda permit=permit: actions.approve(number=permit.number, actor=site.officer, at=AT),
            lambda gone=gone: actions.remove_worker(worker_id=gone.id, actor=site.officer, at=AT),
        )
        assert not [each for each in found if isinstance(each, Exception)], found
        assert not Worker.objects.get(id=gone.id).is_active
        passes = Credential.objects.filter(holder_key=gone.holder_key).exclude(status="ended")
        assert not passes.exists()
        actions.end(number=permit.number, actor=site.officer, at=AT)
